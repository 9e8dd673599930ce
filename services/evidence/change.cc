// Whose camera it was, that they take it back, and that the photo goes. Each is told, so that open
// bulletins let go of the photo.
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/show.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using rpc::Context;

constexpr int kMostEarlier = 50;

Task<absl::StatusOr<OpenedPhoto>> LoadToChange(Context& context, const id::v1::PhotoId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid parsed, ParseId(id, "photo_id"));
  const store::Key key{label::v1::PHOTO, parsed};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  co_return Opened(loaded);
}

absl::Status Save(Context& context, OpenedPhoto& photo) {
  RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  context.Stage(photo.key, photo.version, photo.content);
  context.Tell(photo.key);
  return absl::OkStatus();
}

// What has not arrived whole is no evidence yet.
Task<absl::Status> CheckNotPassed(Context& context, evidence::v1::StoredPhoto photo) {
  if (photo.state() != evidence::v1::PHOTO_STATE_READY) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(photo.incident_id()));
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule({label::v1::INCIDENT, id}));
  if (!view.has_value()) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const auto report,
                      rpc::ParseBody<incident::v1::StoredIncident>(view->content.body));
  if (MayRemove(context, report)) co_return absl::OkStatus();
  co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
                  "The report was passed on. Ask the coordinator to remove the photo, or take it "
                  "back everywhere.");
}

}  // namespace

Task<absl::StatusOr<evidence::v1::StateAuthorityResponse>> StateAuthority(
    const Evidence&, Context& context, const evidence::v1::StateAuthorityRequest& request) {
  CO_RETURN_IF_ERROR(CheckAuthority(request.authority()));
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, co_await LoadToChange(context, request.photo_id()));
  evidence::v1::Authority stated;
  stated.set_owner(request.authority().owner());
  stated.set_agreed_by(request.authority().agreed_by());
  *stated.mutable_stated_at() = ToProto(context.now());
  if (photo.body.has_authority()) {
    auto& earlier = *photo.body.mutable_earlier_authorities();
    if (earlier.size() == kMostEarlier) earlier.DeleteSubrange(0, 1);
    *earlier.Add() = photo.body.authority();
  }
  *photo.body.mutable_authority() = std::move(stated);
  CO_RETURN_IF_ERROR(Save(context, photo));
  co_return evidence::v1::StateAuthorityResponse();
}

Task<absl::StatusOr<evidence::v1::WithdrawAuthorityResponse>> WithdrawAuthority(
    const Evidence&, Context& context, const evidence::v1::WithdrawAuthorityRequest& request) {
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, co_await LoadToChange(context, request.photo_id()));
  // It was taken back when it was first taken back.
  if (photo.body.authority().has_withdrawn_at())
    co_return evidence::v1::WithdrawAuthorityResponse();
  // Also where nobody had agreed: to be taken back, a photo needs no papers.
  *photo.body.mutable_authority()->mutable_withdrawn_at() = ToProto(context.now());
  CO_RETURN_IF_ERROR(Save(context, photo));
  co_return evidence::v1::WithdrawAuthorityResponse();
}

Task<absl::StatusOr<evidence::v1::RemovePhotoResponse>> RemovePhoto(
    const Evidence&, Context& context, const evidence::v1::RemovePhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, co_await LoadToChange(context, request.photo_id()));
  CO_RETURN_IF_ERROR(co_await CheckNotPassed(context, photo.body));
  // Its keys go with this commit; the files that nobody can read any more, with the next sweep.
  context.StageErase(photo.key, photo.version);
  context.Tell(photo.key);
  co_return evidence::v1::RemovePhotoResponse();
}

}  // namespace smarthub::evidence
