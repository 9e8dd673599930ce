// What the hub says of itself before anybody has signed in.
#include <string>

#include "platform/base/status_macros.h"
#include "platform/rpc/context.h"
#include "services/identity/identity.h"
#include "services/identity/records.h"

namespace smarthub::identity {

Task<absl::StatusOr<std::string>> NoticeOfAll(store::Store& store) {
  std::string notice;
  bool first = true;
  store::Range range = Everything(kSchemes, 100);
  for (;;) {
    CO_ASSIGN_OR_RETURN(const store::Page page, co_await store.List(kHub, range));
    for (const auto& sealed : page.records) {
      CO_ASSIGN_OR_RETURN(const store::Content content, sealed->Open());
      CO_ASSIGN_OR_RETURN(const auto scheme, rpc::ParseBody<v1::StoredScheme>(content.body));
      if (!first && scheme.notice() != notice) co_return "";
      notice = scheme.notice();
      first = false;
    }
    if (!page.more) co_return notice;
    range.after = page.members.back();
  }
}

}  // namespace smarthub::identity
