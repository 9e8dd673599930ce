#include "services/rooms.h"

#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "policies/engine/actions.h"
#include "services/audit/service.h"
#include "services/bulletin/bulletin.h"
#include "services/incident/incident.h"
#include "services/insight/insight.h"
#include "services/subject/subject.h"

namespace smarthub {

absl::Status RegisterRooms(rpc::MethodTable& methods, const Rooms& rooms) {
  identity::RegisterIdentity(methods, rooms.identity);
  incident::RegisterIncident(methods, rooms.store, rooms.clock);
  subject::RegisterSubject(methods, rooms.store, rooms.clock);
  bulletin::RegisterBulletin(methods, rooms.store, rooms.clock);
  insight::RegisterInsight(methods);
  audit::RegisterAudit(methods, rooms.audit);
  evidence::RegisterEvidence(methods, rooms.evidence);
  std::set<std::string_view> there;
  for (const rpc::Method* method : methods.All()) there.insert(method->label.action());
  for (const std::string_view action : policy::AllActions()) {
    if (!there.contains(action)) {
      return absl::InternalError(absl::StrCat("no handler for the action ", ToAbsl(action)));
    }
  }
  return absl::OkStatus();
}

}  // namespace smarthub
