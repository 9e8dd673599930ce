// Photos shown: through a report, or through a bulletin that shows them. Both that record and the
// photo are decided for this caller, at this read.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/evidence/files_of.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/show.h"
#include "services/evidence/through.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using evidence::v1::PHOTO_STATE_READY;
using rpc::Context;

constexpr int kMostPhotos = 50;

bool IsTheSame(const StoredPhoto& photo, const std::string& approved) {
  return photo.original_sha256() == approved;
}

// Whose camera it was is said where the record it is shown through says it too: of a report that
// was passed to them, an agency is told; through a bulletin it is not.
evidence::v1::Photo ShowThrough(const Context& context, const OpenedPhoto& photo, bool may_remove,
                                policy::LabelSet through) {
  evidence::v1::Photo shown = Show(context, photo, may_remove);
  if (shown.has_authority() && !through.Has(label::v1::PICTURE_AUTHORITY)) {
    shown.mutable_authority()->clear_owner();
    shown.mutable_authority()->clear_agreed_by();
  }
  return shown;
}

Task<absl::StatusOr<evidence::v1::ListPhotosResponse>> ListOfIncident(Context& context, Uuid id) {
  const store::Key key{label::v1::INCIDENT, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded through, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto report,
                      rpc::ParseBody<incident::v1::StoredIncident>(through.content.body));
  store::Range range;
  range.index = std::string(kPhotoOf);
  range.partition = id.ToString();
  range.limit = kMostPhotos;
  CO_ASSIGN_OR_RETURN(const rpc::LoadedPage page, co_await context.List(range));
  std::vector<OpenedPhoto> photos;
  std::vector<std::string> of;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(OpenedPhoto photo, Opened(loaded));
    if (photo.body.state() != PHOTO_STATE_READY) continue;
    of.push_back(photo.body.appearance_id());
    photos.push_back(std::move(photo));
  }
  CO_ASSIGN_OR_RETURN(const std::vector<bool> seen, co_await PeopleSeen(context, std::move(of)));
  evidence::v1::ListPhotosResponse reply;
  for (size_t i = 0; i < photos.size(); ++i) {
    if (!seen[i]) continue;
    *reply.add_photos() =
        ShowThrough(context, photos[i], MayRemove(context, report), through.shown);
  }
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::ListPhotosResponse>> ListOfBulletin(Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(const ThroughBulletin through, co_await LoadBulletin(context, id));
  std::vector<store::Key> keys;
  for (const auto& [each, approved] : through.photos) keys.push_back({label::v1::PHOTO, each});
  CO_ASSIGN_OR_RETURN(const auto all, co_await context.LoadAllAlong(std::move(keys)));
  evidence::v1::ListPhotosResponse reply;
  for (const auto& loaded : all) {
    if (!loaded.has_value()) continue;
    CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, Opened(*loaded));
    const std::string& approved = through.photos.at(photo.key.id);
    if (!IsTheSame(photo.body, approved) || photo.body.state() != PHOTO_STATE_READY) continue;
    *reply.add_photos() = ShowThrough(context, photo, /*may_remove=*/false, through.shown);
  }
  co_return reply;
}

// A photo that is ready, and what of it both it and the record it is shown through let be seen.
struct Seen {
  OpenedPhoto photo;
  policy::LabelSet shown;
  // Of the record it is shown through alone.
  policy::LabelSet through;
  // It is taken away where it was put: at its report.
  bool may_remove = false;
};

Task<absl::StatusOr<Seen>> LoadPhoto(Context& context, Uuid id) {
  const store::Key key{label::v1::PHOTO, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  Seen seen;
  CO_ASSIGN_OR_RETURN(seen.photo, Opened(loaded));
  if (seen.photo.body.state() != PHOTO_STATE_READY) co_return NotFound();
  seen.shown = loaded.shown;
  co_return seen;
}

Task<absl::StatusOr<Seen>> LoadThroughIncident(Context& context, Uuid photo, Uuid incident) {
  const store::Key key{label::v1::INCIDENT, incident};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded through, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(Seen seen, co_await LoadPhoto(context, photo));
  if (seen.photo.body.incident_id() != incident.bytes()) co_return NotFound();
  const std::vector<std::string> of = {seen.photo.body.appearance_id()};
  CO_ASSIGN_OR_RETURN(const std::vector<bool> person, co_await PeopleSeen(context, of));
  if (!person.front()) co_return NotFound();
  CO_ASSIGN_OR_RETURN(const auto report,
                      rpc::ParseBody<incident::v1::StoredIncident>(through.content.body));
  seen.may_remove = MayRemove(context, report);
  seen.through = through.shown;
  seen.shown = policy::LabelSet(seen.shown.bits() & through.shown.bits());
  co_return seen;
}

Task<absl::StatusOr<Seen>> LoadThroughBulletin(Context& context, Uuid photo, Uuid bulletin) {
  CO_ASSIGN_OR_RETURN(const ThroughBulletin through, co_await LoadBulletin(context, bulletin));
  const auto approved = through.photos.find(photo);
  if (approved == through.photos.end()) co_return NotFound();
  CO_ASSIGN_OR_RETURN(Seen seen, co_await LoadPhoto(context, photo));
  if (!IsTheSame(seen.photo.body, approved->second)) co_return NotFound();
  seen.through = through.shown;
  seen.shown = policy::LabelSet(seen.shown.bits() & through.shown.bits());
  co_return seen;
}

}  // namespace

Task<absl::StatusOr<evidence::v1::ListPhotosResponse>> ListPhotos(
    const Evidence&, Context& context, const evidence::v1::ListPhotosRequest& request) {
  CO_RETURN_IF_ERROR(CheckThrough(request.has_incident_id(), request.has_bulletin_id()));
  if (request.has_incident_id()) {
    CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.incident_id(), "incident_id"));
    co_return co_await ListOfIncident(context, id);
  }
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.bulletin_id(), "bulletin_id"));
  co_return co_await ListOfBulletin(context, id);
}

Task<absl::StatusOr<evidence::v1::GetPhotoResponse>> GetPhoto(
    const Evidence& evidence, Context& context, const evidence::v1::GetPhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_RETURN_IF_ERROR(CheckThrough(request.has_incident_id(), request.has_bulletin_id()));
  const bool full = request.size() == evidence::v1::PHOTO_SIZE_FULL;
  if (!full && request.size() != evidence::v1::PHOTO_SIZE_THUMBNAIL) {
    co_return InvalidField("size", error::v1::REASON_UNKNOWN_VALUE, "This size is not known.");
  }
  Seen seen;
  if (request.has_incident_id()) {
    CO_ASSIGN_OR_RETURN(const Uuid through, ParseId(request.incident_id(), "incident_id"));
    CO_ASSIGN_OR_RETURN(seen, co_await LoadThroughIncident(context, id, through));
  } else {
    CO_ASSIGN_OR_RETURN(const Uuid through, ParseId(request.bulletin_id(), "bulletin_id"));
    CO_ASSIGN_OR_RETURN(seen, co_await LoadThroughBulletin(context, id, through));
  }
  evidence::v1::GetPhotoResponse reply;
  *reply.mutable_photo() = ShowThrough(context, seen.photo, seen.may_remove, seen.through);
  // Where the redactor would take the picture away, or the record it is shown through does not
  // show pictures to this caller, none is made.
  if (!seen.shown.Has(label::v1::SUSPECT_PICTURE)) co_return reply;
  const StoredPhoto& body = seen.photo.body;
  CO_ASSIGN_OR_RETURN(const std::string lines, co_await ReaderLines(context));
  CO_ASSIGN_OR_RETURN(
      std::string jpeg,
      co_await ReadBlob(evidence, context, full ? body.picture() : body.thumbnail()));
  CO_ASSIGN_OR_RETURN(
      *reply.mutable_photo()->mutable_picture(),
      co_await evidence.images->Mark(std::move(jpeg), lines, context.cancellation()));
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::GetOriginalResponse>> GetOriginal(
    const Evidence& evidence, Context& context, const evidence::v1::GetOriginalRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_ASSIGN_OR_RETURN(const Uuid through, ParseId(request.incident_id(), "incident_id"));
  CO_ASSIGN_OR_RETURN(const Seen seen, co_await LoadThroughIncident(context, id, through));
  const StoredPhoto& body = seen.photo.body;
  if (request.offset() < 0 || request.offset() >= body.original_bytes()) {
    co_return InvalidField("offset", error::v1::REASON_OUT_OF_RANGE,
                           "This number is not possible here.");
  }
  evidence::v1::GetOriginalResponse reply;
  auto& original = *reply.mutable_original();
  original.mutable_photo_id()->set_value(id.ToString());
  original.set_total_bytes(body.original_bytes());
  original.set_sha256(absl::BytesToHexString(body.original_sha256()));
  original.set_media_type(body.media_type());
  if (!seen.shown.Has(label::v1::PICTURE_ORIGINAL)) co_return reply;
  CO_ASSIGN_OR_RETURN(const std::string bytes,
                      co_await ReadBlob(evidence, context, body.original()));
  context.DisclosedTo(context.caller().role());
  original.set_piece(bytes.substr(static_cast<size_t>(request.offset()), kOriginalPieceBytes));
  co_return reply;
}

}  // namespace smarthub::evidence
