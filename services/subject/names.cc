#include "services/subject/names.h"

#include "platform/base/status_macros.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::subject {

Task<absl::StatusOr<std::string>> NameOfCaller(rpc::Context& context) {
  const store::Key key{label::v1::MEMBERSHIP, context.caller().facts().membership_id};
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  std::string name;
  if (!view.has_value()) co_return name;
  for (const auto& [id, bytes] : view->content.appearances) {
    CO_ASSIGN_OR_RETURN(const auto person, rpc::ParseBody<identity::v1::StoredPerson>(bytes));
    name = person.name();
  }
  co_return name;
}

}  // namespace smarthub::subject
