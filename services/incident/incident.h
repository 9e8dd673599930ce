// IncidentService (proto/smarthub/incident/v1): a report and where it stands. README.md tells how
// the room is laid out.
#ifndef SERVICES_INCIDENT_INCIDENT_H_
#define SERVICES_INCIDENT_INCIDENT_H_

#include "platform/base/clock.h"
#include "platform/rpc/method_table.h"
#include "platform/store/store.h"

namespace smarthub::incident {

// Puts every method of IncidentService into `table`. `store` and `clock` outlive the table; only
// WatchQueue uses them, to follow the outbox and to say that it is there.
void RegisterIncident(rpc::MethodTable& table, store::Store* store, Clock* clock);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_INCIDENT_H_
