// Stored photo to one viewer's message; hides nothing, that is the redactor's.
#ifndef SERVICES_EVIDENCE_SHOW_H_
#define SERVICES_EVIDENCE_SHOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "services/evidence/record.h"
#include "smarthub/evidence/v1/evidence.pb.h"

namespace smarthub::evidence {

// Without the picture.
evidence::v1::Photo Show(const rpc::Context& context, const OpenedPhoto& photo);

// What is worked into a picture for this reader: name, site or organisation, and the minute, a line
// each. Never empty: whoever has no name is their member id.
Task<absl::StatusOr<std::string>> ReaderLines(rpc::Context& context);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_SHOW_H_
