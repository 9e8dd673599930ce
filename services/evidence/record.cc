#include "services/evidence/record.h"

#include "platform/base/status_macros.h"
#include "platform/base/times.h"
#include "platform/store/keys.h"
#include "policies/engine/lifecycle.h"
#include "services/evidence/blobs.h"

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
      {std::string(kPhotos), std::string(kAllPhotos), newest},
  };

  if (!ready) {
    content.indexes.push_back({std::string(kByUploader), IdText(body.uploader()), newest});
  }

  constexpr auto kClass = policy::v1::RETENTION_CLASS_PHOTO;
  constexpr auto kClock = policy::v1::CLOCK_UPLOAD;
  const auto retention =
      policy::RetentionDue(policy, kClass, kClock, upload, content.facts.under_18(), now);
  // The policy's fault, not the caller's.
  if (!retention.ok()) return absl::InternalError(retention.status().message());
  content.retention_class = kClass;
  content.retention_clock = kClock;
  content.retention_started = upload;
  content.retention_due = retention->due;
  content.body = body.SerializeAsString();
  return absl::OkStatus();
}

}  // namespace smarthub::evidence
