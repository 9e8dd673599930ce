#include "services/evidence/evidence.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/room.h"
#include "services/evidence/files.h"
#include "services/evidence/handlers.h"

namespace smarthub::evidence {

absl::StatusOr<std::shared_ptr<Evidence>> OpenEvidence(EvidenceOptions options, Loop& loop) {
  ASSIGN_OR_RETURN(auto blobs,
                   OpenDirectoryBlobs(options.directory, *options.clock, *options.random));
  ASSIGN_OR_RETURN(Incoming incoming, Incoming::Open(options.directory + "/incoming",
                                                     *options.clock, *options.random));
  return std::make_shared<Evidence>(Evidence{std::move(blobs), std::move(incoming),
                                             ImageWorker::Start(std::move(options.images), loop),
                                             std::make_unique<Finishing>(loop, options.finishing)});
}

void RegisterEvidence(rpc::MethodTable& table, std::shared_ptr<Evidence> evidence) {
  rpc::Room<Evidence> room(table, "smarthub.evidence.v1.EvidenceService", std::move(evidence));
  room.Add("StartPhoto", &StartPhoto);
  room.Add("SendPhotoPiece", &SendPhotoPiece);
  room.Add("FinishPhoto", &FinishPhoto);
  room.Add("ListPhotos", &ListPhotos);
  room.Add("GetPhoto", &GetPhoto);
  room.Add("GetOriginal", &GetOriginal);
  room.Add("StateAuthority", &StateAuthority);
  room.Add("WithdrawAuthority", &WithdrawAuthority);
  room.Add("RemovePhoto", &RemovePhoto);
  room.Add("SettlePhoto", &SettlePhoto);
}

}  // namespace smarthub::evidence
