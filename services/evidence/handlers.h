// The handlers of EvidenceService, each a re-runnable function (platform/rpc/context.h): it reads,
// stages and returns. Files it has written for a commit that did not come are swept (sweep.h).
#ifndef SERVICES_EVIDENCE_HANDLERS_H_
#define SERVICES_EVIDENCE_HANDLERS_H_

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/evidence/evidence.h"
#include "smarthub/evidence/v1/evidence.pb.h"

namespace smarthub::evidence {

Task<absl::StatusOr<evidence::v1::StartPhotoResponse>> StartPhoto(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::StartPhotoRequest& request);
Task<absl::StatusOr<evidence::v1::SendPhotoPieceResponse>> SendPhotoPiece(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::SendPhotoPieceRequest& request);
Task<absl::StatusOr<evidence::v1::FinishPhotoResponse>> FinishPhoto(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::FinishPhotoRequest& request);
Task<absl::StatusOr<evidence::v1::ListPhotosResponse>> ListPhotos(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::ListPhotosRequest& request);
Task<absl::StatusOr<evidence::v1::GetPhotoResponse>> GetPhoto(
    const Evidence& evidence, rpc::Context& context, const evidence::v1::GetPhotoRequest& request);
Task<absl::StatusOr<evidence::v1::GetOriginalResponse>> GetOriginal(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::GetOriginalRequest& request);
Task<absl::StatusOr<evidence::v1::StateAuthorityResponse>> StateAuthority(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::StateAuthorityRequest& request);
Task<absl::StatusOr<evidence::v1::WithdrawAuthorityResponse>> WithdrawAuthority(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::WithdrawAuthorityRequest& request);
Task<absl::StatusOr<evidence::v1::RemovePhotoResponse>> RemovePhoto(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::RemovePhotoRequest& request);
Task<absl::StatusOr<evidence::v1::SettlePhotoResponse>> SettlePhoto(
    const Evidence& evidence, rpc::Context& context,
    const evidence::v1::SettlePhotoRequest& request);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_HANDLERS_H_
