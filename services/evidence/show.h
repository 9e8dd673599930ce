// Stored photo to one viewer's message; hides nothing, that is the redactor's.
#ifndef SERVICES_EVIDENCE_SHOW_H_
#define SERVICES_EVIDENCE_SHOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "services/evidence/record.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::evidence {

// Whether this caller may take away photos of that report: once it was passed on, an agency has
// been told of them, and no shop destroys evidence; the coordinator may, for a bystander's sake.
bool MayRemove(const rpc::Context& context, const incident::v1::StoredIncident& report);

// Without the picture. `may_remove`: as far as its report is concerned.
evidence::v1::Photo Show(const rpc::Context& context, const OpenedPhoto& photo, bool may_remove);

// What is worked into a picture for this reader: name, site or organisation, and the minute, a line
// each. Never empty: whoever has no name is their member id.
Task<absl::StatusOr<std::string>> ReaderLines(rpc::Context& context);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_SHOW_H_
