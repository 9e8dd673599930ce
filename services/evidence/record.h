// Between a photo and its stored record: body, facts for policy, index entries, retention.
// README.md lists the indexes. Pure functions but for the names and keys they are given a Random
// for.
#ifndef SERVICES_EVIDENCE_RECORD_H_
#define SERVICES_EVIDENCE_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/crypto/crypto.h"
#include "platform/rpc/context.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::evidence {

using evidence::v1::StoredPhoto;

inline constexpr std::string_view kPhotoOf = "photo_of";
inline constexpr std::string_view kByAppearance = "photo_appearance";
// While it is RECEIVING.
inline constexpr std::string_view kByUploader = "photo_uploader";
// Partition store::kAll.
inline constexpr std::string_view kPhotos = "photos";
// Marks that a picture was taken back (taken_back.h), by report; a mark is in no other index.
inline constexpr std::string_view kTakenBack = "photo_taken_back";

// A photo whose pieces stopped coming gives way to another one after so long.
inline constexpr absl::Duration kStale = absl::Hours(24);

// A PHOTO opened to be looked at or changed.
struct OpenedPhoto {
  store::Key key;
  uint64_t version = 0;
  store::Content content;
  StoredPhoto body;
};

// From a Loaded or a RuleView.
template <typename Read>
absl::StatusOr<OpenedPhoto> Opened(const Read& read) {
  auto body = rpc::ParseBody<StoredPhoto>(read.content.body);
  if (!body.ok()) return body.status();
  return OpenedPhoto{read.key, read.version, read.content, *std::move(body)};
}

// "photo_id.value" and the like, where it is missing or no id.
template <typename Id>
absl::StatusOr<Uuid> ParseId(const Id& id, std::string_view field) {
  return Uuid::Parse(id.value(), std::string(field) + ".value");
}

// A new file's random name and key; nothing is written yet.
evidence::v1::StoredBlob NewBlob(int64_t size, Random& random);
absl::StatusOr<crypto::Key> KeyOf(const evidence::v1::StoredBlob& blob);

// Brings facts, indexes and retention into line with the body and seals the body into the content:
// called before every Stage. INTERNAL where the policy has no retention rule for it. A photo that
// is ready keeps the class and clock it has taken from its report.
absl::Status Settle(const policy::Policy& policy, absl::Time now, OpenedPhoto& photo);

// Of a photo that is ready: 31 days from its coming (policy); while its report is open, or once
// that was passed to an agency, under the report's class and clock where that is longer. A mark is
// kept as its report. After Settle, when the photo is finished and whenever its report has changed.
absl::Status KeepAsReport(const policy::Policy& policy, absl::Time now,
                          const store::Content& report, OpenedPhoto& photo);

// Whether KeepAsReport would do anything, as far as can be said without policy; never too little.
absl::StatusOr<bool> KeptOtherwise(const store::Content& report, const store::Content& photo);

// Class, clock, its start and what is due: as of `like`.
void KeepAs(const store::Content& like, store::Content& kept);

// The indexes by incident and appearance use ids as text.
std::string IdText(std::string_view bytes);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_RECORD_H_
