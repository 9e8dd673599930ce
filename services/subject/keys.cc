#include "services/subject/keys.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"

namespace smarthub::subject {
namespace {

constexpr size_t kReferenceBytes = 16;
constexpr size_t kGroup = 4;
// Of what is typed as one; no more of it is looked at.
constexpr size_t kLongestTyped = 64;

store::Key Named(store::RecordKind kind, std::string_view what, std::string_view name) {
  std::string bytes = crypto::Sha256(absl::StrCat(ToAbsl(what), "/", ToAbsl(name))).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return {kind, *Uuid::FromBytes(bytes)};
}

}  // namespace

store::Key SubjectKey(const Uuid& appearance) {
  return Named(label::v1::SUBJECT, "subject", appearance.bytes());
}

store::Key PublicPageKey() { return Named(label::v1::PUBLIC_PAGE, "public-page", ""); }

store::Key SchemeKey(std::string_view scheme) { return Named(label::v1::SCHEME, "scheme", scheme); }

std::string MakeReference(Random& random) {
  const std::string plain = crypto::Base32(random.Bytes(kReferenceBytes));
  std::string reference;
  for (size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i % kGroup == 0) reference += '-';
    reference += plain[i];
  }
  return reference;
}

store::Key ChallengeKey(std::string_view reference) {
  std::string plain;
  for (const char c : reference.substr(0, kLongestTyped)) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) continue;
    const char upper = absl::ascii_toupper(static_cast<unsigned char>(c));
    // Letters of Base32 that are read as digits, which it has not got.
    plain += upper == '0' ? 'O' : upper == '1' ? 'I' : upper == '8' ? 'B' : upper;
  }
  return Named(label::v1::CHALLENGE, "challenge", plain);
}

store::Range In(std::string_view index, std::string_view partition, int limit) {
  store::Range range;
  range.index = std::string(index);
  range.partition = std::string(partition);
  range.limit = limit;
  return range;
}

}  // namespace smarthub::subject
