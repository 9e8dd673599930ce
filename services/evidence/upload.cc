#include "services/evidence/upload.h"

#include <algorithm>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/evidence/taken_back.h"

namespace smarthub::evidence {
namespace {

// More photos of one appearance than ever are there at once.
constexpr int kMostOthers = 20;

absl::Status HasPhoto() {
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_HAS_PHOTO,
               "This person has a photo in this report. Remove it first.");
}

}  // namespace

bool IsUploader(const rpc::Context& context, const StoredPhoto& photo) {
  return photo.uploader() == context.caller().person_id().bytes();
}

Task<absl::StatusOr<std::optional<OpenedPhoto>>> FindPhoto(rpc::Context& context, store::Key key) {
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::optional<OpenedPhoto>();
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, Opened(*view));
  co_return std::optional<OpenedPhoto>(std::move(photo));
}

Task<absl::StatusOr<Report>> LoadReport(rpc::Context& context, Uuid id) {
  const store::Key key{label::v1::INCIDENT, id};
  CO_ASSIGN_OR_RETURN(rpc::Loaded loaded, co_await context.Load(key));
  Report report;
  CO_ASSIGN_OR_RETURN(report.body,
                      rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  report.content = std::move(loaded.content);
  co_return report;
}

bool Holds(const Report& report, std::string_view appearance) {
  const auto& suspects = report.body.suspects();
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(appearance);
  return id.ok() && std::find(suspects.begin(), suspects.end(), appearance) != suspects.end() &&
         report.content.appearances.contains(*id);
}

Task<absl::Status> GiveWay(rpc::Context& context, OpenedPhoto& photo, bool wait) {
  store::Range range;
  range.index = std::string(kByAppearance);
  range.partition = IdText(photo.body.appearance_id());
  range.limit = kMostOthers;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  for (const rpc::RuleView& view : views) {
    if (view.key == photo.key) continue;
    CO_ASSIGN_OR_RETURN(const OpenedPhoto other, Opened(view));
    if (other.body.state() == evidence::v1::PHOTO_STATE_READY) co_return HasPhoto();
    const bool stale = FromProto(other.body.announced_at()) + kStale < context.now();
    if (wait && !stale && !IsUploader(context, other.body)) co_return HasPhoto();
    const evidence::v1::Authority& authority = other.body.authority();
    if (authority.has_withdrawn_at()) TakeBack(authority.withdrawn_at(), photo.body);
    context.StageErase(other.key, other.version);
  }
  co_return co_await TakeBackAsMarked(context, photo);
}

}  // namespace smarthub::evidence
