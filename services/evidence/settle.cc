// A photo whose report has changed is kept as that says now. The hub's own.
#include "platform/base/status_macros.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/upload.h"

namespace smarthub::evidence {

Task<absl::StatusOr<evidence::v1::SettlePhotoResponse>> SettlePhoto(
    const Evidence&, rpc::Context& context, const evidence::v1::SettlePhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  evidence::v1::SettlePhotoResponse reply;
  CO_ASSIGN_OR_RETURN(auto photo, co_await FindPhoto(context, {label::v1::PHOTO, id}));
  if (!photo.has_value()) co_return reply;
  // As the report stands when the commit happens.
  context.RulesMustStand();
  CO_ASSIGN_OR_RETURN(const Uuid of, Uuid::FromBytes(photo->body.incident_id()));
  CO_ASSIGN_OR_RETURN(const auto report, co_await context.LoadForRule({label::v1::INCIDENT, of}));
  if (!report.has_value()) co_return reply;
  CO_ASSIGN_OR_RETURN(const bool differs, KeptOtherwise(report->content, photo->content));
  if (!differs) co_return reply;
  CO_RETURN_IF_ERROR(KeepAsReport(context.policy(), context.now(), report->content, *photo));
  context.Stage(photo->key, photo->version, photo->content);
  co_return reply;
}

}  // namespace smarthub::evidence
