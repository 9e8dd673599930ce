// A photo is announced.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "services/evidence/files_of.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/taken_back.h"
#include "services/evidence/upload.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using evidence::v1::PHOTO_STATE_READY;
using evidence::v1::PHOTO_STATE_RECEIVING;
using evidence::v1::StartPhotoRequest;
using evidence::v1::StartPhotoResponse;
using rpc::Context;

// RECEIVING, of one member.
constexpr int kMostOnTheirWay = 20;

absl::Status IdTaken() {
  return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_REQUEST_ID_REUSED,
               "There is another photo under this id.", "photo_id");
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

// Whom of the report the photo shows.
struct Shown {
  Uuid incident;
  std::string appearance;
  store::v1::RecordFacts facts;
};

Task<absl::StatusOr<Shown>> FindSuspect(Context& context, const StartPhotoRequest& request) {
  Shown shown;
  CO_ASSIGN_OR_RETURN(shown.incident, ParseId(request.incident_id(), "incident_id"));
  CO_ASSIGN_OR_RETURN(const Report report, co_await LoadReport(context, shown.incident));
  shown.facts = report.content.facts;
  if (request.suspect() < report.body.suspects_size()) {
    shown.appearance = report.body.suspects(request.suspect());
    if (Holds(report, shown.appearance)) co_return shown;
  }
  co_return InvalidField("suspect", error::v1::REASON_OUT_OF_RANGE,
                         "There is no such person in this report.");
}

// A bulletin names its photos by their ids, so that an id never becomes that of another picture.
Task<absl::Status> CheckNew(Context& context, Uuid id) {
  store::Range range;
  range.index = std::string(store::kBulletinsOfPhoto);
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
  store::v1::RecordFacts& facts = photo.content.facts;
  *facts.mutable_site_ids() = shown.facts.site_ids();
  facts.set_area_id(shown.facts.area_id());
  facts.set_organisation_id(shown.facts.organisation_id());
  facts.set_under_18(shown.facts.under_18());
}

absl::Status MayNotState() {
  return Error(absl::StatusCode::kPermissionDenied, error::v1::REASON_NOT_ALLOWED,
               "A manager of the site says whose camera it was.", "authority");
}

// Asked of the photo, which may come in taken back. Whoever may state then does so for good.
Task<absl::Status> StateAtStart(Context& context, evidence::v1::Authority stated,
                                OpenedPhoto& photo) {
  store::v1::RecordFacts facts = photo.content.facts;
  facts.set_submitted(true);
  const bool taken_back = photo.body.authority().has_withdrawn_at();
  facts.set_withdrawn(taken_back);
  if (!context.MayDo("photo.state_authority", label::v1::PHOTO, facts)) co_return MayNotState();
  StateAnew(stated, context.now(), photo.body);
  if (taken_back) CO_RETURN_IF_ERROR(co_await ForgetMarks(context, photo.body));
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<StartPhotoResponse>> StartPhoto(const Evidence& evidence, Context& context,
                                                    const StartPhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_RETURN_IF_ERROR(CheckStart(request));
  CO_ASSIGN_OR_RETURN(const Shown shown, co_await FindSuspect(context, request));
  // Whose camera it was is for whoever answers for the report's photos, at the start as later.
  if (request.has_authority() &&
      !context.MayDo("photo.state_authority", label::v1::INCIDENT, shown.facts)) {
    co_return MayNotState();
  }
  OpenedPhoto photo;
  photo.key = {label::v1::PHOTO, id};
  CO_ASSIGN_OR_RETURN(const auto before, co_await FindPhoto(context, photo.key));
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
  if (before.has_value() && before->body.authority().has_withdrawn_at()) {
    TakeBack(before->body.authority().withdrawn_at(), photo.body);
  }
  CO_RETURN_IF_ERROR(co_await GiveWay(context, photo, /*wait=*/true));
  if (request.has_authority()) {
    CO_RETURN_IF_ERROR(co_await StateAtStart(context, request.authority(), photo));
  }
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  context.Stage(photo.key, photo.version, photo.content);
  StartPhotoResponse reply;
  reply.set_state(PHOTO_STATE_RECEIVING);
  reply.set_piece_bytes(static_cast<int32_t>(kPieceBytes));
  co_return reply;
}

}  // namespace smarthub::evidence
