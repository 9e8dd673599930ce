// A photo comes in: announced, piece by piece, finished.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/rpc/facts.h"
#include "services/evidence/files_of.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/validate.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using evidence::v1::PHOTO_STATE_READY;
using evidence::v1::PHOTO_STATE_RECEIVING;
using evidence::v1::StartPhotoRequest;
using evidence::v1::StartPhotoResponse;
using rpc::Context;

// More photos of one appearance than ever are there at once.
constexpr int kMostOthers = 20;
// RECEIVING, of one member.
constexpr int kMostOnTheirWay = 20;

bool IsUploader(const Context& context, const StoredPhoto& photo) {
  return photo.uploader() == context.caller().person_id().bytes();
}

absl::Status IdTaken() {
  return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_REQUEST_ID_REUSED,
               "There is another photo under this id.", "photo_id");
}

absl::Status HasPhoto() {
  return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_HAS_PHOTO,
               "This person has a photo in this report. Remove it first.");
}

absl::Status NotAsAnnounced() {
  return InvalidField("photo_id", error::v1::REASON_NOT_AS_ANNOUNCED,
                      "What came is not the photo that was announced. Send it again.");
}

// The photo under that id, where there is one.
Task<absl::StatusOr<std::optional<OpenedPhoto>>> Find(Context& context, store::Key key) {
  CO_ASSIGN_OR_RETURN(const auto view, co_await context.LoadForRule(key));
  if (!view.has_value()) co_return std::optional<OpenedPhoto>();
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, Opened(*view));
  co_return std::optional<OpenedPhoto>(std::move(photo));
}

// The caller's own; somebody else's does not exist.
Task<absl::StatusOr<OpenedPhoto>> FindOwn(Context& context, const id::v1::PhotoId& id) {
  CO_ASSIGN_OR_RETURN(const Uuid parsed, ParseId(id, "photo_id"));
  CO_ASSIGN_OR_RETURN(auto photo, co_await Find(context, {label::v1::PHOTO, parsed}));
  if (!photo.has_value() || !IsUploader(context, photo->body)) co_return NotFound();
  co_return *std::move(photo);
}

// One still per person: what else was begun for this appearance goes with the commit of this one,
// so that of two at once the second meets a conflict and then a photo that is there. HAS_PHOTO
// where one is ready, or where `wait` and somebody else's is still on its way.
Task<absl::Status> GiveWay(Context& context, const OpenedPhoto& photo, bool wait) {
  store::Range range;
  range.index = std::string(kByAppearance);
  range.partition = IdText(photo.body.appearance_id());
  range.limit = kMostOthers;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  for (const rpc::RuleView& view : views) {
    if (view.key == photo.key) continue;
    CO_ASSIGN_OR_RETURN(const OpenedPhoto other, Opened(view));
    if (other.body.state() == PHOTO_STATE_READY) co_return HasPhoto();
    const bool stale = FromProto(other.body.announced_at()) + kStale < context.now();
    if (wait && !stale && !IsUploader(context, other.body)) co_return HasPhoto();
    context.StageErase(other.key, other.version);
  }
  co_return absl::OkStatus();
}

// So many photos may one member have on their way: each may be ten megabytes that nobody looks at.
Task<absl::Status> CheckFewOnTheirWay(Context& context) {
  store::Range range;
  range.index = std::string(kByUploader);
  range.partition = IdText(context.caller().person_id().bytes());
  range.limit = kMostOnTheirWay;
  CO_ASSIGN_OR_RETURN(const auto views, co_await context.ListForRule(range));
  int fresh = 0;
  for (const rpc::RuleView& view : views) {
    CO_ASSIGN_OR_RETURN(const OpenedPhoto other, Opened(view));
    // The pieces of older ones are swept.
    if (FromProto(other.body.announced_at()) + kStale >= context.now()) ++fresh;
  }
  if (fresh < kMostOnTheirWay) co_return absl::OkStatus();
  co_return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_TOO_MANY,
                  "You have begun to send too many photos. Finish one of them first.");
}

// The report as the uploader sees it, and whom of it the photo shows.
struct Shown {
  Uuid incident;
  std::string appearance;
  store::v1::RecordFacts facts;
};

Task<absl::StatusOr<Shown>> FindSuspect(Context& context, const StartPhotoRequest& request) {
  Shown shown;
  CO_ASSIGN_OR_RETURN(shown.incident, ParseId(request.incident_id(), "incident_id"));
  const store::Key key{label::v1::INCIDENT, shown.incident};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto incident,
                      rpc::ParseBody<incident::v1::StoredIncident>(loaded.content.body));
  shown.facts = loaded.content.facts;
  if (request.suspect() < incident.suspects_size()) {
    shown.appearance = incident.suspects(request.suspect());
    CO_ASSIGN_OR_RETURN(const Uuid appearance, Uuid::FromBytes(shown.appearance));
    // One whose data was erased is nobody to show.
    if (loaded.content.appearances.contains(appearance)) co_return shown;
  }
  co_return InvalidField("suspect", error::v1::REASON_OUT_OF_RANGE,
                         "There is no such person in this report.");
}

// Whose camera it was is for whoever answers for the report's photos, at the start as later.
bool MayStateAuthority(const Context& context, const Shown& shown) {
  const rpc::Caller& caller = context.caller();
  const policy::Question question{caller.role(), caller.purpose(), "photo.state_authority"};
  return context.policy().DecideAction(question, rpc::FactsOf(caller)).allowed &&
         context.policy()
             .DecideRecord(question, label::v1::INCIDENT,
                           rpc::FactsOf(caller, shown.facts, context.now()))
             .allowed;
}

// A bulletin names its photos by their ids, so that an id never becomes that of another picture.
Task<absl::Status> CheckNew(Context& context, Uuid id) {
  store::Range range;
  range.index = std::string(kInBulletins);
  range.partition = id.ToString();
  range.limit = 1;
  CO_ASSIGN_OR_RETURN(const auto bulletins, co_await context.ListForRule(range));
  co_return bulletins.empty() ? absl::OkStatus() : IdTaken();
}

bool SameAnnouncement(const StoredPhoto& photo, const Shown& shown,
                      const StartPhotoRequest& request) {
  return photo.incident_id() == shown.incident.bytes() &&
         photo.appearance_id() == shown.appearance &&
         photo.original_bytes() == request.size_bytes() &&
         photo.original_sha256() == request.sha256();
}

Task<absl::StatusOr<StartPhotoResponse>> Standing(const Evidence& evidence, Context& context,
                                                  StoredPhoto photo) {
  StartPhotoResponse reply;
  reply.set_state(photo.state());
  reply.set_piece_bytes(static_cast<int32_t>(kPieceBytes));
  reply.set_next_offset(photo.original_bytes());
  if (photo.state() == PHOTO_STATE_RECEIVING) {
    CO_ASSIGN_OR_RETURN(const int64_t size,
                        co_await IncomingSize(evidence, context, photo.original()));
    reply.set_next_offset(size);
  }
  co_return reply;
}

void Announce(const Shown& shown, const StartPhotoRequest& request, Context& context,
              OpenedPhoto& photo) {
  StoredPhoto& body = photo.body;
  body.set_state(PHOTO_STATE_RECEIVING);
  body.set_incident_id(std::string(shown.incident.bytes()));
  body.set_appearance_id(shown.appearance);
  body.set_uploader(std::string(context.caller().person_id().bytes()));
  body.set_original_bytes(request.size_bytes());
  body.set_original_sha256(request.sha256());
  *body.mutable_original() = NewBlob(request.size_bytes(), context.random());
  *body.mutable_announced_at() = ToProto(context.now());
  if (request.has_authority()) {
    body.mutable_authority()->set_owner(request.authority().owner());
    body.mutable_authority()->set_agreed_by(request.authority().agreed_by());
    *body.mutable_authority()->mutable_stated_at() = ToProto(context.now());
  }
  store::v1::RecordFacts& facts = photo.content.facts;
  *facts.mutable_site_ids() = shown.facts.site_ids();
  facts.set_area_id(shown.facts.area_id());
  facts.set_organisation_id(shown.facts.organisation_id());
  facts.set_under_18(shown.facts.under_18());
}

evidence::v1::FinishPhotoResponse Finished(const StoredPhoto& photo) {
  evidence::v1::FinishPhotoResponse reply;
  reply.set_state(photo.state());
  reply.set_width(photo.width());
  reply.set_height(photo.height());
  return reply;
}

// The three files of a photo that is ready; durable before the commit that names them.
Task<absl::Status> WriteFiles(const Evidence& evidence, Context& context,
                              const std::string& original, const Cleaned& cleaned,
                              StoredPhoto& photo) {
  const auto size = [](const std::string& bytes) { return static_cast<int64_t>(bytes.size()); };
  *photo.mutable_original() = NewBlob(size(original), context.random());
  *photo.mutable_picture() = NewBlob(size(cleaned.picture), context.random());
  *photo.mutable_thumbnail() = NewBlob(size(cleaned.thumbnail), context.random());
  CO_RETURN_IF_ERROR(co_await WriteBlob(evidence, context, photo.original(), original));
  CO_RETURN_IF_ERROR(co_await WriteBlob(evidence, context, photo.picture(), cleaned.picture));
  co_return co_await WriteBlob(evidence, context, photo.thumbnail(), cleaned.thumbnail);
}

}  // namespace

Task<absl::StatusOr<StartPhotoResponse>> StartPhoto(const Evidence& evidence, Context& context,
                                                    const StartPhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_RETURN_IF_ERROR(CheckStart(request));
  CO_ASSIGN_OR_RETURN(const Shown shown, co_await FindSuspect(context, request));
  if (request.has_authority() && !MayStateAuthority(context, shown)) {
    co_return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_NOT_ALLOWED,
                    "A manager of the site says whose camera it was.", "authority");
  }
  OpenedPhoto photo;
  photo.key = {label::v1::PHOTO, id};
  CO_ASSIGN_OR_RETURN(const auto before, co_await Find(context, photo.key));
  if (before.has_value()) {
    if (!IsUploader(context, before->body)) co_return IdTaken();
    if (SameAnnouncement(before->body, shown, request)) {
      co_return co_await Standing(evidence, context, before->body);
    }
    if (before->body.state() == PHOTO_STATE_READY) co_return IdTaken();
    // Another photo under the same id, before any was finished: begins anew.
    photo.version = before->version;
  } else {
    CO_RETURN_IF_ERROR(co_await CheckFewOnTheirWay(context));
  }
  CO_RETURN_IF_ERROR(co_await CheckNew(context, id));
  Announce(shown, request, context, photo);
  CO_RETURN_IF_ERROR(co_await GiveWay(context, photo, /*wait=*/true));
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  context.Stage(photo.key, photo.version, photo.content);
  StartPhotoResponse reply;
  reply.set_state(PHOTO_STATE_RECEIVING);
  reply.set_piece_bytes(static_cast<int32_t>(kPieceBytes));
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::SendPhotoPieceResponse>> SendPhotoPiece(
    const Evidence& evidence, Context& context,
    const evidence::v1::SendPhotoPieceRequest& request) {
  CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, co_await FindOwn(context, request.photo_id()));
  CO_RETURN_IF_ERROR(CheckPiece(request, photo.body));
  evidence::v1::SendPhotoPieceResponse reply;
  reply.set_next_offset(photo.body.original_bytes());
  if (photo.body.state() == PHOTO_STATE_RECEIVING) {
    CO_ASSIGN_OR_RETURN(const int64_t next,
                        co_await AppendPiece(evidence, context, photo.body.original(),
                                             request.offset(), request.piece()));
    reply.set_next_offset(next);
  }
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::FinishPhotoResponse>> FinishPhoto(
    const Evidence& evidence, Context& context, const evidence::v1::FinishPhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, co_await FindOwn(context, request.photo_id()));
  StoredPhoto& body = photo.body;
  if (body.state() == PHOTO_STATE_READY) co_return Finished(body);
  CO_RETURN_IF_ERROR(co_await GiveWay(context, photo, /*wait=*/false));
  const evidence::v1::StoredBlob pieces = body.original();
  CO_ASSIGN_OR_RETURN(const std::string original, co_await ReadIncoming(evidence, context, pieces));
  // The rest of it may still come: nothing is thrown away.
  if (static_cast<int64_t>(original.size()) != body.original_bytes()) co_return NotAsAnnounced();
  // Ten megabytes are long enough to keep other calls waiting.
  const std::string sha256 =
      co_await context.loop().Offload([&original] { return crypto::Sha256(original); });
  if (sha256 != body.original_sha256()) {
    CO_RETURN_IF_ERROR(co_await ThrowAway(evidence, context, pieces));
    co_return NotAsAnnounced();
  }
  const auto cleaned = co_await evidence.images->Clean(original, context.cancellation());
  if (!cleaned.ok()) {
    // A verdict on the picture, that is, and not that no verdict could be had.
    if (absl::IsInvalidArgument(cleaned.status())) {
      CO_RETURN_IF_ERROR(co_await ThrowAway(evidence, context, pieces));
    }
    co_return cleaned.status();
  }
  CO_RETURN_IF_ERROR(co_await WriteFiles(evidence, context, original, *cleaned, body));
  body.set_state(PHOTO_STATE_READY);
  body.set_media_type(cleaned->media_type);
  body.set_width(cleaned->width);
  body.set_height(cleaned->height);
  *body.mutable_received_at() = ToProto(context.now());
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  CO_ASSIGN_OR_RETURN(const Uuid incident, Uuid::FromBytes(body.incident_id()));
  CO_ASSIGN_OR_RETURN(const auto report,
                      co_await context.LoadForRule({label::v1::INCIDENT, incident}));
  if (report.has_value()) {
    CO_RETURN_IF_ERROR(KeepAsReport(context.policy(), context.now(), report->content, photo));
  }
  context.Stage(photo.key, photo.version, photo.content);
  context.Tell(photo.key);
  co_return Finished(body);
}

}  // namespace smarthub::evidence
