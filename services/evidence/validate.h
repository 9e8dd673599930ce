// Every bound of every request of EvidenceService. Each function gives OK, or INVALID_ARGUMENT with
// a stable Reason and the field that is wrong. Free functions; thread-safe.
#ifndef SERVICES_EVIDENCE_VALIDATE_H_
#define SERVICES_EVIDENCE_VALIDATE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::evidence {

inline constexpr int64_t kMostPhotoBytes = 10'485'760;
inline constexpr int64_t kPieceBytes = 262'144;
// Of GetOriginal.
inline constexpr int64_t kOriginalPieceBytes = 524'288;
inline constexpr size_t kAuthorityText = 120;

absl::Status CheckAuthority(const evidence::v1::Authority& authority);
absl::Status CheckStart(const evidence::v1::StartPhotoRequest& request);
// As a piece of that photo: whole pieces but the last, and its checksum.
absl::Status CheckPiece(const evidence::v1::SendPhotoPieceRequest& request,
                        const evidence::v1::StoredPhoto& photo);
// Exactly one of the two.
absl::Status CheckThrough(bool incident, bool bulletin);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_VALIDATE_H_
