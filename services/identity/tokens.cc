#include "services/identity/tokens.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::identity {
namespace {

constexpr size_t kTimeBytes = 4;
constexpr size_t kRandomBytes = 24;
constexpr size_t kMacBytes = 16;

std::string Base64Url(std::string_view bytes) { return absl::WebSafeBase64Escape(ToAbsl(bytes)); }

}  // namespace

Uuid IdFromHash(std::string_view hash) {
  std::string bytes(hash.substr(0, 16));
  bytes.resize(16, '\0');
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return *Uuid::FromBytes(bytes);
}

std::string MakeSessionToken(Random& random) { return Base64Url(random.Bytes(32)); }

std::optional<std::string> SessionHash(std::string_view token) {
  if (token.size() != 43) return std::nullopt;
  for (const char c : token) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') {
      return std::nullopt;
    }
  }
  return crypto::Sha256(token);
}

InvitationTokens::InvitationTokens(const crypto::Key& secret)
    : secret_(crypto::DeriveKey(secret, "invitation")) {}

std::string InvitationTokens::Mac(std::string_view bytes) const {
  return crypto::HmacSha256(secret_.bytes(), bytes).substr(0, kMacBytes);
}

std::string InvitationTokens::Make(absl::Time ends, Random& random) const {
  const auto seconds = static_cast<uint32_t>(absl::ToUnixSeconds(ends));
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((seconds >> shift) & 0xff));
  }
  bytes += random.Bytes(kRandomBytes);
  return Base64Url(absl::StrCat(bytes, Mac(bytes)));
}

std::optional<absl::Time> InvitationTokens::Ends(std::string_view token) const {
  std::string bytes;
  if (token.size() != 59 || !absl::WebSafeBase64Unescape(ToAbsl(token), &bytes) ||
      bytes.size() != kTimeBytes + kRandomBytes + kMacBytes) {
    return std::nullopt;
  }
  const std::string_view signed_part(bytes.data(), kTimeBytes + kRandomBytes);
  if (!crypto::EqualInConstantTime(Mac(signed_part), bytes.substr(signed_part.size()))) {
    return std::nullopt;
  }
  uint32_t seconds = 0;
  for (size_t i = 0; i < kTimeBytes; ++i) {
    seconds = (seconds << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return absl::FromUnixSeconds(seconds);
}

std::string InvitationTokens::Hash(std::string_view token) { return crypto::Sha256(token); }

std::string MakeRecoveryCode(Random& random) {
  const std::string letters = absl::AsciiStrToLower(ToAbsl(crypto::Base32(random.Bytes(10))));
  return absl::StrCat(letters.substr(0, 4), "-", letters.substr(4, 4), "-", letters.substr(8, 4),
                      "-", letters.substr(12, 4));
}

std::string RecoveryHash(std::string_view code) {
  std::string letters;
  for (const char c : code) {
    if (c != '-' && c != ' ') letters.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return crypto::Sha256(letters);
}

}  // namespace smarthub::identity
