#include "platform/merkle/note.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::merkle {
namespace {

constexpr char kEd25519 = 0x01;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr size_t kMaxNote = 64 << 10;

// One spelling only: absl also takes missing padding and spaces.
std::optional<std::string> StrictBase64(std::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(ToAbsl(text), &bytes)) return std::nullopt;
  if (absl::Base64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::string BigEndian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

// Only what our own names and texts need: printable ASCII. Any other byte is refused.
bool GoodName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c < 0x7f && c != '+'; });
}

bool GoodText(std::string_view text) {
  return !text.empty() && text.back() == '\n' && std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= ' ' && c < 0x7f);
  });
}

}  // namespace

absl::StatusOr<NoteVerifier> NoteVerifier::Make(std::string_view name,
                                                std::string_view public_key) {
  if (!GoodName(name)) return absl::InvalidArgumentError("not a name for a note key");
  if (public_key.size() != 32) return absl::InvalidArgumentError("a public key is 32 bytes");
  NoteVerifier verifier;
  verifier.name_ = name;
  verifier.public_key_ = public_key;
  const std::string hash = crypto::Sha256(verifier.name_ + "\n" + kEd25519 + verifier.public_key_);
  for (int i = 0; i < 4; ++i) {
    verifier.key_id_ = verifier.key_id_ << 8 | static_cast<uint8_t>(hash[i]);
  }
  return verifier;
}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(std::string_view verifier_key) {
  const std::vector<std::string> parts =
      absl::StrSplit(ToAbsl(verifier_key), absl::MaxSplits('+', 2));
  const std::optional<std::string> key = parts.size() == 3 ? StrictBase64(parts[2]) : std::nullopt;
  if (!key || key->size() != 33 || (*key)[0] != kEd25519) {
    return absl::InvalidArgumentError("not an Ed25519 verifier key");
  }
  ASSIGN_OR_RETURN(NoteVerifier verifier, Make(parts[0], std::string_view(*key).substr(1)));
  if (verifier.ToString() != verifier_key) {
    return absl::InvalidArgumentError("the verifier key's id does not fit its key");
  }
  return verifier;
}

std::string NoteVerifier::ToString() const {
  return absl::StrCat(name_, "+", absl::StrFormat("%08x", key_id_), "+",
                      absl::Base64Escape(kEd25519 + public_key_));
}

absl::StatusOr<std::string> SignNote(std::string_view text, std::string_view name,
                                     const crypto::Key& seed) {
  if (!GoodText(text)) return absl::InvalidArgumentError("not a text for a note");
  ASSIGN_OR_RETURN(const NoteVerifier verifier,
                   NoteVerifier::Make(name, crypto::Ed25519PublicKey(seed)));
  const std::string signature = BigEndian(verifier.key_id()) + crypto::Ed25519Sign(seed, text);
  return absl::StrCat(ToAbsl(text), "\n", ToAbsl(kDash), ToAbsl(name), " ",
                      absl::Base64Escape(signature), "\n");
}

absl::StatusOr<std::string> OpenNote(std::string_view note, const NoteVerifier& verifier) {
  const absl::Status bad = absl::DataLossError("not a note signed by this key");
  const size_t gap = note.rfind("\n\n");
  if (note.size() > kMaxNote || gap == std::string_view::npos || note.back() != '\n') return bad;
  const std::string_view text = note.substr(0, gap + 1);
  std::string_view signatures = note.substr(gap + 2);
  bool signed_by_us = false;
  while (!signatures.empty()) {
    const size_t end = signatures.find('\n');
    std::string_view line = signatures.substr(0, end);
    signatures.remove_prefix(end + 1);
    if (line.substr(0, kDash.size()) != kDash) return bad;
    line.remove_prefix(kDash.size());
    const size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos) return bad;
    const std::optional<std::string> bytes = StrictBase64(line.substr(space + 1));
    if (!bytes || bytes->size() < 5) return bad;
    if (line.substr(0, space) != verifier.name() ||
        bytes->substr(0, 4) != BigEndian(verifier.key_id())) {
      continue;
    }
    if (!crypto::Ed25519Verify(verifier.public_key(), text, bytes->substr(4))) return bad;
    signed_by_us = true;
  }
  if (!signed_by_us || !GoodText(text)) return bad;
  return std::string(text);
}

}  // namespace smarthub::merkle
