// The room of photos: what its handlers share, and its door (proto/smarthub/evidence/v1).
#ifndef SERVICES_EVIDENCE_EVIDENCE_H_
#define SERVICES_EVIDENCE_EVIDENCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/rpc/method_table.h"
#include "platform/task/loop.h"
#include "services/evidence/blobs.h"
#include "services/evidence/finishing.h"
#include "services/evidence/image_worker.h"
#include "services/evidence/incoming.h"

namespace smarthub::evidence {

// Belongs to one loop's thread; destroyed before the loop.
struct Evidence {
  std::unique_ptr<Blobs> blobs;
  Incoming incoming;
  std::unique_ptr<ImageWorker> images;
  std::unique_ptr<Finishing> finishing;
};

struct EvidenceOptions {
  // DATA/evidence; made (0700) where there is none.
  std::string directory;
  ImageWorkerOptions images;
  Finishing::Limits finishing;
  // Not owned; outlive it.
  Clock* clock = nullptr;
  Random* random = nullptr;
};

// Blocking, a little. Errors are for the operator. The image child is started with the first photo.
absl::StatusOr<std::shared_ptr<Evidence>> OpenEvidence(EvidenceOptions options, Loop& loop);

// `evidence` null: a table that only describes.
void RegisterEvidence(rpc::MethodTable& table, std::shared_ptr<Evidence> evidence);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_EVIDENCE_H_
