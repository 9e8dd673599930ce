// A stored report as one viewer's Incident message. It fills everything; what the viewer may not
// see is cleared by the redactor (platform/rpc), never here, so that there is one place for it; but
// for one agency's note to itself, which the other is not given (show.cc says why).
#ifndef SERVICES_INCIDENT_SHOW_H_
#define SERVICES_INCIDENT_SHOW_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/context.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::incident {

// `now` decides what is overdue; the caller's role what may be done and whose waiting is shown.
absl::StatusOr<incident::v1::Incident> Show(const rpc::Context& context, const rpc::Loaded& loaded);
// INCIDENT_REQUEST.
absl::StatusOr<incident::v1::IncidentRequest> ShowRequest(const rpc::Loaded& loaded);

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_SHOW_H_
