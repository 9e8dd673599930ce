#include "services/evidence/validate.h"

#include <algorithm>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/crypto/crypto.h"
#include "platform/text/bounds.h"

namespace smarthub::evidence {
namespace {

constexpr size_t kSha256 = 32;

absl::Status OutOfRange(const char* field) {
  return InvalidField(field, error::v1::REASON_OUT_OF_RANGE, "This number is not possible here.");
}

absl::Status CheckSha256(std::string_view sha256) {
  if (sha256.size() == kSha256) return absl::OkStatus();
  return InvalidField("sha256", error::v1::REASON_BAD_FORMAT, "A SHA-256 has 32 bytes.");
}

}  // namespace

absl::Status CheckAuthority(const evidence::v1::Authority& authority) {
  RETURN_IF_ERROR(text::CheckText("authority.owner", authority.owner(), 1, kAuthorityText));
  return text::CheckText("authority.agreed_by", authority.agreed_by(), 1, kAuthorityText);
}

absl::Status CheckStart(const evidence::v1::StartPhotoRequest& request) {
  if (request.suspect() < 0) return OutOfRange("suspect");
  if (request.size_bytes() < 1) return OutOfRange("size_bytes");
  if (request.size_bytes() > kMostPhotoBytes) {
    return InvalidField("size_bytes", error::v1::REASON_TOO_LARGE,
                        "A photo has at most 10 megabytes.");
  }
  RETURN_IF_ERROR(CheckSha256(request.sha256()));
  if (request.has_authority()) RETURN_IF_ERROR(CheckAuthority(request.authority()));
  return absl::OkStatus();
}

absl::Status CheckPiece(const evidence::v1::SendPhotoPieceRequest& request,
                        const evidence::v1::StoredPhoto& photo) {
  const int64_t total = photo.original_bytes();
  const int64_t offset = request.offset();
  if (offset < 0 || offset >= total || offset % kPieceBytes != 0) return OutOfRange("offset");
  const int64_t wanted = std::min(kPieceBytes, total - offset);
  if (static_cast<int64_t>(request.piece().size()) != wanted) return OutOfRange("piece");
  RETURN_IF_ERROR(CheckSha256(request.sha256()));
  if (crypto::Sha256(request.piece()) != request.sha256()) {
    return InvalidField("sha256", error::v1::REASON_NOT_AS_ANNOUNCED,
                        "This piece came damaged. Send it again.");
  }
  return absl::OkStatus();
}

absl::Status CheckThrough(bool incident, bool bulletin) {
  if (incident != bulletin) return absl::OkStatus();
  return InvalidField("incident_id", error::v1::REASON_REQUIRED,
                      "Name either a report or a bulletin.");
}

}  // namespace smarthub::evidence
