#include "platform/base/uuid.h"

#include <algorithm>

#include "platform/base/clock.h"
#include "platform/base/error.h"

namespace smarthub {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
// Where the hyphens stand in the 36-character text.
constexpr bool Hyphen(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid Uuid::Make(Random& random) {
  Uuid id;
  random.Fill(id.bytes_.data(), id.bytes_.size());
  id.bytes_[6] = (id.bytes_[6] & 0x0F) | 0x40;  // version 4
  id.bytes_[8] = (id.bytes_[8] & 0x3F) | 0x80;  // variant 1
  return id;
}

absl::StatusOr<Uuid> Uuid::Parse(std::string_view text, std::string_view field) {
  const absl::Status bad =
      InvalidField(field, error::v1::REASON_BAD_FORMAT, "This is not an id of this service.");
  if (text.size() != 36 || text[14] != '4' ||
      std::string_view("89ab").find(text[19]) == text.npos) {
    return bad;
  }
  Uuid id;
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (Hyphen(i)) {
      if (text[i] != '-') return bad;
      continue;
    }
    const size_t value = kHex.find(text[i]);
    if (value == kHex.npos) return bad;
    id.bytes_[digits / 2] |= static_cast<uint8_t>(value << (digits % 2 == 0 ? 4 : 0));
    ++digits;
  }
  return id;
}

absl::StatusOr<Uuid> Uuid::FromBytes(std::string_view bytes) {
  Uuid id;
  if (bytes.size() != id.bytes_.size()) return absl::InternalError("an id is not 16 bytes");
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

std::string Uuid::ToString() const {
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (Hyphen(text.size())) text.push_back('-');
    text.push_back(kHex[bytes_[i] >> 4]);
    text.push_back(kHex[bytes_[i] & 0x0F]);
  }
  return text;
}

}  // namespace smarthub
