#include "platform/rpc/callers_name.h"

#include "platform/base/status_macros.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::rpc {

Task<absl::StatusOr<std::string>> CallersName(Context& context) {
  const store::Key key{label::v1::MEMBERSHIP, context.caller().facts().membership_id};
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::string();
  for (const auto& [id, bytes] : view->content.appearances) {
    CO_ASSIGN_OR_RETURN(const auto person, ParseBody<identity::v1::StoredPerson>(bytes));
    if (!person.name().empty()) co_return person.name();
  }
  co_return std::string();
}

}  // namespace smarthub::rpc
