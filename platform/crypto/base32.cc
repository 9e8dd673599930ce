#include "absl/strings/ascii.h"
#include "platform/base/error.h"
#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

absl::Status Bad() {
  return InvalidField("secret", error::v1::REASON_BAD_FORMAT, "This is not base32.");
}

}  // namespace

std::string Base32(std::string_view bytes) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<uint8_t>(byte);
    for (count += 8; count >= 5; count -= 5) out.push_back(kAlphabet[bits >> (count - 5) & 31]);
  }
  if (count > 0) out.push_back(kAlphabet[bits << (5 - count) & 31]);
  return out;
}

absl::StatusOr<std::string> FromBase32(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  // Lengths that no number of whole bytes encodes to.
  if (const size_t rest = text.size() % 8; rest == 1 || rest == 3 || rest == 6) return Bad();
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const size_t value = kAlphabet.find(absl::ascii_toupper(static_cast<unsigned char>(letter)));
    if (value == std::string_view::npos) return Bad();
    bits = bits << 5 | static_cast<uint32_t>(value);
    count += 5;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>(bits >> count & 0xff));
    }
  }
  if ((bits & ((1u << count) - 1)) != 0) return Bad();
  return out;
}

}  // namespace smarthub::crypto
