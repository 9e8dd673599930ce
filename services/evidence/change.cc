// Whose camera it was, that they take it back, and that the photo goes. Each is told, so that open
// bulletins let go of the photo.
#include <optional>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/show.h"
#include "services/evidence/taken_back.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using rpc::Context;

Task<absl::StatusOr<OpenedPhoto>> LoadToChange(Context& context, const id::v1::PhotoId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid parsed, ParseId(id, "photo_id"));
  const store::Key key{label::v1::PHOTO, parsed};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, Opened(loaded));
  // Nothing but a mark: it stands until somebody states again of a photo.
  if (photo.body.has_removed_at()) co_return NotFound();
  co_return photo;
}

absl::Status Save(Context& context, OpenedPhoto& photo) {
  RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  context.Stage(photo.key, photo.version, photo.content);
  context.Tell(photo.key);
  return absl::OkStatus();
}

// What has not arrived whole is no evidence yet.
absl::Status CheckNotPassed(const Context& context, const StoredPhoto& photo,
                            const std::optional<rpc::RuleView>& report) {
  if (photo.state() != evidence::v1::PHOTO_STATE_READY || !report.has_value()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto body,
                   rpc::ParseBody<incident::v1::StoredIncident>(report->content.body));
  if (MayRemove(context, body)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_WRONG_STATE,
               "The report was passed on. Ask the coordinator to remove the photo, or take it "
               "back everywhere.");
}

}  // namespace

Task<absl::StatusOr<evidence::v1::StateAuthorityResponse>> StateAuthority(
    const Evidence&, Context& context, const evidence::v1::StateAuthorityRequest& request) {
  CO_RETURN_IF_ERROR(CheckAuthority(request.authority()));
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, co_await LoadToChange(context, request.photo_id()));
  // After a withdrawal policy lets only a manager of the site come here.
  const bool taken_back = photo.body.authority().has_withdrawn_at();
  StateAnew(request.authority(), context.now(), photo.body);
  if (taken_back) CO_RETURN_IF_ERROR(co_await ForgetMarks(context, photo.body));
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
  CO_ASSIGN_OR_RETURN(const Uuid of, Uuid::FromBytes(photo.body.incident_id()));
  CO_ASSIGN_OR_RETURN(const auto report, co_await context.LoadForRule({label::v1::INCIDENT, of}));
  CO_RETURN_IF_ERROR(CheckNotPassed(context, photo.body, report));
  // Its keys go with this commit; the files that nobody can read any more, with the next sweep.
  Discard(context, report, photo);
  context.Tell(photo.key);
  co_return evidence::v1::RemovePhotoResponse();
}

}  // namespace smarthub::evidence
