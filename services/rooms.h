// The services of the hub behind one table of methods; shared by the hub and, for what methods
// there are, by the edge of split mode.
#ifndef SERVICES_ROOMS_H_
#define SERVICES_ROOMS_H_

#include <memory>

#include "absl/status/status.h"
#include "platform/base/clock.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"
#include "services/audit/audit_logs.h"
#include "services/evidence/evidence.h"
#include "services/identity/identity.h"

namespace smarthub {

// What handlers work with. All null (the default) makes a table that describes: doors and the
// remote dispatcher read it, and no Guard may run it.
struct Rooms {
  std::shared_ptr<identity::Identity> identity;
  // Not owned; outlive the table.
  store::Store* store = nullptr;
  Clock* clock = nullptr;
  audit::AuditLogs* audit = nullptr;
  std::shared_ptr<evidence::Evidence> evidence;
};

// INTERNAL where a method of the contract has no handler: one that is forgotten would otherwise be
// found by the person who needs it.
absl::Status RegisterRooms(rpc::MethodTable& methods, const Rooms& rooms);

}  // namespace smarthub

#endif  // SERVICES_ROOMS_H_
