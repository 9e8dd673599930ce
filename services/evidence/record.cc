#include "services/evidence/record.h"

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "policies/engine/lifecycle.h"
#include "services/evidence/blobs.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::evidence {

std::string IdText(std::string_view bytes) {
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(bytes);
  return id.ok() ? id->ToString() : std::string();
}

evidence::v1::StoredBlob NewBlob(int64_t size, Random& random) {
  evidence::v1::StoredBlob blob;
  blob.set_name(random.Bytes(kBlobNameBytes));
  blob.set_key(std::string(crypto::Key::Make(random).bytes()));
  blob.set_size_bytes(size);
  return blob;
}

absl::StatusOr<crypto::Key> KeyOf(const evidence::v1::StoredBlob& blob) {
  return crypto::Key::FromBytes(blob.key());
}

namespace {

absl::Status SetRetention(const policy::Policy& policy, absl::Time now,
                          policy::v1::RetentionClass of, policy::v1::Clock clock,
                          absl::Time started, store::Content& content) {
  const auto retention =
      policy::RetentionDue(policy, of, clock, started, content.facts.under_18(), now);
  // The policy's fault, not the caller's.
  if (!retention.ok()) return absl::InternalError(retention.status().message());
  content.retention_class = of;
  content.retention_clock = clock;
  content.retention_started = started;
  content.retention_due = retention->due;
  return absl::OkStatus();
}

// Open, or passed to an agency; a report that is kept without an end keeps no photo so.
absl::StatusOr<bool> KeepsItsPhotos(const store::Content& report) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<incident::v1::StoredIncident>(report.body));
  const bool open = body.own().waiting_for() != policy::v1::ROLE_UNSPECIFIED;
  return (open || !body.handovers().empty()) && report.retention_due.has_value() &&
         report.retention_started.has_value();
}

}  // namespace

absl::Status Settle(const policy::Policy& policy, absl::Time now, OpenedPhoto& photo) {
  StoredPhoto& body = photo.body;
  store::Content& content = photo.content;
  const bool ready = body.state() == evidence::v1::PHOTO_STATE_READY;
  content.facts.set_person_id(body.uploader());
  content.facts.set_submitted(ready);
  content.facts.set_withdrawn(body.authority().has_withdrawn_at());

  const absl::Time upload = FromProto(ready ? body.received_at() : body.announced_at());
  const std::string newest = store::NewestFirst(upload);
  content.indexes = {
      {std::string(kPhotoOf), IdText(body.incident_id()), newest},
      {std::string(kByAppearance), IdText(body.appearance_id()), ""},
      {std::string(kPhotos), std::string(store::kAll), newest},
  };

  if (!ready) {
    content.indexes.push_back({std::string(kByUploader), IdText(body.uploader()), newest});
  }
  content.body = body.SerializeAsString();

  const auto held = content.retention_class;
  const bool as_report =
      held != policy::v1::RETENTION_CLASS_UNSPECIFIED && held != policy::v1::RETENTION_CLASS_PHOTO;
  if (as_report && content.retention_started.has_value()) {
    return SetRetention(policy, now, held, content.retention_clock, *content.retention_started,
                        content);
  }
  return SetRetention(policy, now, policy::v1::RETENTION_CLASS_PHOTO, policy::v1::CLOCK_UPLOAD,
                      upload, content);
}

void KeepAs(const store::Content& like, store::Content& kept) {
  kept.retention_class = like.retention_class;
  kept.retention_clock = like.retention_clock;
  kept.retention_started = like.retention_started;
  kept.retention_due = like.retention_due;
}

absl::StatusOr<bool> KeptOtherwise(const store::Content& report, const store::Content& photo) {
  ASSIGN_OR_RETURN(const auto body, rpc::ParseBody<StoredPhoto>(photo.body));
  const bool alike = photo.retention_class == report.retention_class &&
                     photo.retention_clock == report.retention_clock &&
                     photo.retention_started == report.retention_started;
  if (body.has_removed_at()) return !alike;
  if (body.state() != evidence::v1::PHOTO_STATE_READY) return false;
  const bool as_report = photo.retention_class != policy::v1::RETENTION_CLASS_PHOTO;
  ASSIGN_OR_RETURN(const bool keeps, KeepsItsPhotos(report));
  if (!keeps || as_report) return as_report && (!keeps || !alike);
  return !photo.retention_due.has_value() || *report.retention_due > *photo.retention_due;
}

absl::Status KeepAsReport(const policy::Policy& policy, absl::Time now,
                          const store::Content& report, OpenedPhoto& photo) {
  if (photo.body.has_removed_at()) {
    KeepAs(report, photo.content);
    return absl::OkStatus();
  }
  if (photo.body.state() != evidence::v1::PHOTO_STATE_READY) return absl::OkStatus();
  RETURN_IF_ERROR(SetRetention(policy, now, policy::v1::RETENTION_CLASS_PHOTO,
                               policy::v1::CLOCK_UPLOAD, FromProto(photo.body.received_at()),
                               photo.content));
  ASSIGN_OR_RETURN(const bool keeps, KeepsItsPhotos(report));
  if (!keeps || *report.retention_due <= *photo.content.retention_due) return absl::OkStatus();
  return SetRetention(policy, now, report.retention_class, report.retention_clock,
                      *report.retention_started, photo.content);
}

}  // namespace smarthub::evidence
