// Photos shown: through a report, or through a bulletin that shows them. Both that record and the
// photo are decided for this caller, at this read.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "policies/engine/publication.h"
#include "services/evidence/files_of.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/show.h"
#include "services/evidence/validate.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using evidence::v1::PHOTO_STATE_READY;
using rpc::Context;

constexpr int kMostPhotos = 50;
// An appearance has one subject; the limit is for the index alone.
constexpr int kMostSubjects = 4;

// Ids of the photos that a bulletin shows this caller: of people whom policy lets them see. A photo
// of two people needs both.
struct ThroughBulletin {
  policy::LabelSet shown;
  // With the digest of the picture that was approved.
  std::map<Uuid, std::string> photos;
};

// Frozen and restricted people are policy's; so is whoever became known to be under 18 since it
// went up, with what is known of everybody in it now.
bool IsUpForMembers(const Context& context, const bulletin::v1::StoredBulletin& body,
                    const rpc::Loaded& loaded, bool known_young) {
  const policy::Role role = context.caller().role();
  if (role == policy::v1::ROLE_COORDINATOR || role == policy::v1::ROLE_DPO) return true;
  if (body.state() != bulletin::v1::BULLETIN_STATE_PUBLISHED) return true;
  policy::Up up;
  up.kind = body.kind();
  up.gallery = body.gallery();
  up.shows_person = !body.persons().empty();
  up.first_published =
      FromProto(body.has_first_published_at() ? body.first_published_at() : body.published_at());
  up.under_18 = known_young || loaded.content.facts.under_18();
  up.signed_off =
      body.age_sign_off().revision() == body.revision() && !body.age_sign_off().person_id().empty();
  return policy::StaysUp(context.policy(), up, context.now());
}

bool IsTheSame(const StoredPhoto& photo, const std::string& approved) {
  return photo.original_sha256() == approved;
}

Task<absl::StatusOr<ThroughBulletin>> LoadBulletin(Context& context, Uuid id) {
  const store::Key key{label::v1::BULLETIN, id};
  CO_ASSIGN_OR_RETURN(const rpc::Loaded loaded, co_await context.Load(key));
  CO_ASSIGN_OR_RETURN(const auto body,
                      rpc::ParseBody<bulletin::v1::StoredBulletin>(loaded.content.body));
  ThroughBulletin through;
  through.shown = loaded.shown;
  std::map<Uuid, bool> all_seen;
  bool known_young = false;
  for (const auto& person : body.persons()) {
    if (person.photo_id().empty()) continue;
    CO_ASSIGN_OR_RETURN(const Uuid photo, Uuid::FromBytes(person.photo_id()));
    CO_ASSIGN_OR_RETURN(const Uuid subject, Uuid::FromBytes(person.subject_id()));
    CO_ASSIGN_OR_RETURN(const auto seen, co_await context.LoadAlong({label::v1::SUBJECT, subject}));
    known_young |= seen.has_value() && seen->content.facts.under_18();
    const auto [digest, is_new] = through.photos.emplace(photo, person.photo_sha256());
    const bool fits = seen.has_value() && (is_new || digest->second == person.photo_sha256());
    const auto [known, first] = all_seen.emplace(photo, fits);
    if (!first) known->second = known->second && fits;
  }
  if (!IsUpForMembers(context, body, loaded, known_young)) co_return NotFound();
  std::erase_if(through.photos, [&all_seen](const auto& each) { return !all_seen[each.first]; });
  co_return through;
}

// Whether policy lets this caller see whose photo it is, where the scheme has opened that person:
// somebody frozen or restricted is shown through no record.
Task<absl::StatusOr<bool>> PersonSeen(Context& context, std::string appearance) {
  store::Range range;
  range.index = std::string(kSubjectOf);
  range.partition = IdText(appearance);
  range.limit = kMostSubjects;
  CO_ASSIGN_OR_RETURN(const auto subjects, co_await context.ListForRule(range));
  for (const rpc::RuleView& subject : subjects) {
    CO_ASSIGN_OR_RETURN(const auto seen, co_await context.LoadAlong(subject.key));
    if (!seen.has_value()) co_return false;
  }
  co_return true;
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
  evidence::v1::ListPhotosResponse reply;
  for (const rpc::Loaded& loaded : page.records) {
    CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, Opened(loaded));
    if (photo.body.state() != PHOTO_STATE_READY) continue;
    CO_ASSIGN_OR_RETURN(const bool seen, co_await PersonSeen(context, photo.body.appearance_id()));
    if (seen) *reply.add_photos() = Show(context, photo, MayRemove(context, report));
  }
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::ListPhotosResponse>> ListOfBulletin(Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(const ThroughBulletin through, co_await LoadBulletin(context, id));
  evidence::v1::ListPhotosResponse reply;
  for (const auto& [each, approved] : through.photos) {
    CO_ASSIGN_OR_RETURN(const auto loaded, co_await context.LoadAlong({label::v1::PHOTO, each}));
    if (!loaded.has_value()) continue;
    CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, Opened(*loaded));
    if (!IsTheSame(photo.body, approved) || photo.body.state() != PHOTO_STATE_READY) continue;
    *reply.add_photos() = Show(context, photo, /*may_remove=*/false);
  }
  co_return reply;
}

// A photo that is ready, and what of it both it and the record it is shown through let be seen.
struct Seen {
  OpenedPhoto photo;
  policy::LabelSet shown;
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
  CO_ASSIGN_OR_RETURN(const bool person,
                      co_await PersonSeen(context, seen.photo.body.appearance_id()));
  if (!person) co_return NotFound();
  CO_ASSIGN_OR_RETURN(const auto report,
                      rpc::ParseBody<incident::v1::StoredIncident>(through.content.body));
  seen.may_remove = MayRemove(context, report);
  seen.shown = policy::LabelSet(seen.shown.bits() & through.shown.bits());
  co_return seen;
}

Task<absl::StatusOr<Seen>> LoadThroughBulletin(Context& context, Uuid photo, Uuid bulletin) {
  CO_ASSIGN_OR_RETURN(const ThroughBulletin through, co_await LoadBulletin(context, bulletin));
  const auto approved = through.photos.find(photo);
  if (approved == through.photos.end()) co_return NotFound();
  CO_ASSIGN_OR_RETURN(Seen seen, co_await LoadPhoto(context, photo));
  if (!IsTheSame(seen.photo.body, approved->second)) co_return NotFound();
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
  *reply.mutable_photo() = Show(context, seen.photo, seen.may_remove);
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
