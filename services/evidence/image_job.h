// One picture cleaned or marked over a socket to a child that has begun (services/evidence/image):
// what is sent and read, and what its ending means. Blocks; on a thread of a crew.
#ifndef SERVICES_EVIDENCE_IMAGE_JOB_H_
#define SERVICES_EVIDENCE_IMAGE_JOB_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/evidence/image_worker.h"

namespace smarthub::evidence {

// As ImageWorker::Clean and Mark say. What a taken-over decoder answers is not believed: sizes are
// bounded.
absl::StatusOr<Cleaned> CleanIn(int job, const std::string& original);
absl::StatusOr<std::string> MarkIn(int job, const std::string& jpeg, const std::string& text);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_IMAGE_JOB_H_
