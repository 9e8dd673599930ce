// A photo comes piece by piece, and is finished: checked, cleaned, and part of its report.
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "services/evidence/files_of.h"
#include "services/evidence/handlers.h"
#include "services/evidence/record.h"
#include "services/evidence/upload.h"
#include "services/evidence/validate.h"

namespace smarthub::evidence {
namespace {

using evidence::v1::PHOTO_STATE_READY;
using evidence::v1::PHOTO_STATE_RECEIVING;
using rpc::Context;

absl::Status NotAsAnnounced() {
  return InvalidField("photo_id", error::v1::REASON_NOT_AS_ANNOUNCED,
                      "What came is not the photo that was announced. Send it again.");
}

// The caller's own; somebody else's does not exist.
Task<absl::StatusOr<OpenedPhoto>> FindOwn(Context& context, Uuid id) {
  CO_ASSIGN_OR_RETURN(auto photo, co_await FindPhoto(context, {label::v1::PHOTO, id}));
  if (!photo.has_value() || !IsUploader(context, photo->body)) co_return NotFound();
  co_return *std::move(photo);
}

// The report, as long as it is the uploader's to see and holds the person the photo is of.
Task<absl::StatusOr<store::Content>> FindReport(Context& context, const StoredPhoto& photo) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(photo.incident_id()));
  CO_ASSIGN_OR_RETURN(Report report, co_await LoadReport(context, id));
  if (!Holds(report, photo.appearance_id())) co_return NotFound();
  co_return std::move(report.content);
}

// The same, and so that it still is when the photo becomes part of it.
Task<absl::StatusOr<store::Content>> FindStandingReport(Context& context,
                                                        const StoredPhoto& photo) {
  CO_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(photo.incident_id()));
  context.RulesMustStand();
  // What is decided below was read no earlier than what has to stand.
  const store::Key key{label::v1::INCIDENT, id};
  CO_RETURN_IF_ERROR((co_await context.LoadForRule(key)).status());
  co_return co_await FindReport(context, photo);
}

// The photo as it was announced. What is whole and another one is thrown away.
Task<absl::StatusOr<std::string>> ReadAnnounced(const Evidence& evidence, Context& context,
                                                const StoredPhoto& photo) {
  CO_ASSIGN_OR_RETURN(Received received,
                      co_await ReadIncoming(evidence, context, photo.original()));
  // The rest of it may still come: nothing is thrown away.
  if (static_cast<int64_t>(received.bytes.size()) != photo.original_bytes()) {
    co_return NotAsAnnounced();
  }
  if (received.sha256 == photo.original_sha256()) co_return std::move(received.bytes);
  CO_RETURN_IF_ERROR(co_await ThrowAway(evidence, context, photo.original()));
  co_return NotAsAnnounced();
}

// What becomes of a photo: its original, and what was made of it.
struct Made {
  std::string original;
  Cleaned cleaned;
};

Task<absl::StatusOr<Made>> Make(const Evidence& evidence, Context& context,
                                const StoredPhoto& photo) {
  Made made;
  CO_ASSIGN_OR_RETURN(made.original, co_await ReadAnnounced(evidence, context, photo));
  auto cleaned = co_await evidence.images->Clean(made.original, context.cancellation());
  // A verdict on the picture, that is, and not that no verdict could be had.
  if (absl::IsInvalidArgument(cleaned.status())) {
    CO_RETURN_IF_ERROR(co_await ThrowAway(evidence, context, photo.original()));
  }
  if (!cleaned.ok()) co_return cleaned.status();
  made.cleaned = *std::move(cleaned);
  co_return made;
}

// From pieces to the three files of a photo that is ready; durable before the commit that names
// them.
Task<absl::Status> WriteFiles(const Evidence& evidence, Context& context, const Made& made,
                              StoredPhoto& photo) {
  const auto size = [](const std::string& bytes) { return static_cast<int64_t>(bytes.size()); };
  const Cleaned& cleaned = made.cleaned;
  photo.set_pieces(photo.original().name());
  *photo.mutable_original() = NewBlob(size(made.original), context.random());
  *photo.mutable_picture() = NewBlob(size(cleaned.picture), context.random());
  *photo.mutable_thumbnail() = NewBlob(size(cleaned.thumbnail), context.random());
  photo.set_media_type(cleaned.media_type);
  photo.set_width(cleaned.width);
  photo.set_height(cleaned.height);
  photo.set_state(PHOTO_STATE_READY);
  *photo.mutable_received_at() = ToProto(context.now());
  CO_RETURN_IF_ERROR(co_await WriteBlob(evidence, context, photo.original(), made.original));
  CO_RETURN_IF_ERROR(co_await WriteBlob(evidence, context, photo.picture(), cleaned.picture));
  co_return co_await WriteBlob(evidence, context, photo.thumbnail(), cleaned.thumbnail);
}

evidence::v1::FinishPhotoResponse Finished(const StoredPhoto& photo) {
  evidence::v1::FinishPhotoResponse reply;
  reply.set_state(photo.state());
  reply.set_width(photo.width());
  reply.set_height(photo.height());
  return reply;
}

}  // namespace

Task<absl::StatusOr<evidence::v1::SendPhotoPieceResponse>> SendPhotoPiece(
    const Evidence& evidence, Context& context,
    const evidence::v1::SendPhotoPieceRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_ASSIGN_OR_RETURN(const OpenedPhoto photo, co_await FindOwn(context, id));
  CO_RETURN_IF_ERROR(CheckPiece(request, photo.body));
  evidence::v1::SendPhotoPieceResponse reply;
  reply.set_next_offset(photo.body.original_bytes());
  if (photo.body.state() == PHOTO_STATE_RECEIVING) {
    CO_RETURN_IF_ERROR(context.CheckRoom());
    CO_ASSIGN_OR_RETURN(const int64_t next,
                        co_await AppendPiece(evidence, context, photo.body.original(),
                                             request.offset(), request.piece()));
    reply.set_next_offset(next);
  }
  co_return reply;
}

Task<absl::StatusOr<evidence::v1::FinishPhotoResponse>> FinishPhoto(
    const Evidence& evidence, Context& context, const evidence::v1::FinishPhotoRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid id, ParseId(request.photo_id(), "photo_id"));
  CO_ASSIGN_OR_RETURN(OpenedPhoto photo, co_await FindOwn(context, id));
  if (photo.body.state() == PHOTO_STATE_READY) co_return Finished(photo.body);
  CO_RETURN_IF_ERROR((co_await FindReport(context, photo.body)).status());

  CO_ASSIGN_OR_RETURN(const Finishing::Place place,
                      co_await evidence.finishing->Enter(id, context.cancellation()));
  // It may have been finished, or taken away, while this call waited.
  CO_ASSIGN_OR_RETURN(photo, co_await FindOwn(context, id));
  if (photo.body.state() == PHOTO_STATE_READY) co_return Finished(photo.body);
  CO_RETURN_IF_ERROR(context.CheckRoom());
  CO_RETURN_IF_ERROR(co_await GiveWay(context, photo, /*wait=*/false));
  CO_ASSIGN_OR_RETURN(const Made made, co_await Make(evidence, context, photo.body));
  CO_ASSIGN_OR_RETURN(const store::Content report,
                      co_await FindStandingReport(context, photo.body));
  CO_RETURN_IF_ERROR(co_await WriteFiles(evidence, context, made, photo.body));
  CO_RETURN_IF_ERROR(Settle(context.policy(), context.now(), photo));
  CO_RETURN_IF_ERROR(KeepAsReport(context.policy(), context.now(), report, photo));
  context.Stage(photo.key, photo.version, photo.content);
  context.Tell(photo.key);
  co_return Finished(photo.body);
}

}  // namespace smarthub::evidence
