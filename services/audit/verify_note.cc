#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "services/audit/verify_parts.h"

namespace smarthub::audit {
namespace {

// A public key as in "<name>+<hash>+<base64>", whose first byte says Ed25519.
std::optional<std::string> PublicKeyOf(std::string_view verifier_key, std::string_view name) {
  const size_t first = verifier_key.find('+');
  const size_t second = first == std::string_view::npos ? first : verifier_key.find('+', first + 1);
  if (second == std::string_view::npos || verifier_key.substr(0, first) != name) {
    return std::nullopt;
  }
  std::string key;
  if (!absl::Base64Unescape(ToAbsl(verifier_key.substr(second + 1)), &key) || key.size() != 33 ||
      key[0] != 1) {
    return std::nullopt;
  }
  return key.substr(1);
}

}  // namespace

std::optional<SignedHead> ReadSignedNote(std::string_view note, std::string_view origin,
                                         std::string_view verifier_key) {
  const std::optional<std::string> key = PublicKeyOf(verifier_key, origin);
  if (!key) return std::nullopt;
  // Cut into lines, read out the two values, then write down what the whole note has to be and
  // compare: there is nothing in a note of ours that may differ.
  const size_t first = note.find('\n');
  const size_t second = first == std::string_view::npos ? first : note.find('\n', first + 1);
  const size_t third = second == std::string_view::npos ? second : note.find('\n', second + 1);
  if (third == std::string_view::npos) return std::nullopt;
  SignedHead head;
  std::string root;
  if (!absl::SimpleAtoi(ToAbsl(note.substr(first + 1, second - first - 1)), &head.size) ||
      !absl::Base64Unescape(ToAbsl(note.substr(second + 1, third - second - 1)), &root) ||
      root.size() != head.root.size()) {
    return std::nullopt;
  }
  std::copy(root.begin(), root.end(), head.root.begin());
  const std::string text =
      absl::StrCat(ToAbsl(origin), "\n", head.size, "\n", absl::Base64Escape(root), "\n");
  const std::string start = absl::StrCat(text, "\n\xe2\x80\x94 ", ToAbsl(origin), " ");
  if (note.substr(0, start.size()) != start) return std::nullopt;
  std::string signature;
  const std::string_view rest = note.substr(start.size());
  if (rest.empty() || rest.back() != '\n' ||
      !absl::Base64Unescape(ToAbsl(rest.substr(0, rest.size() - 1)), &signature)) {
    return std::nullopt;
  }
  const std::string id =
      crypto::Sha256(absl::StrCat(ToAbsl(origin), "\n", absl::string_view("\x01", 1), *key))
          .substr(0, 4);
  if (signature.size() != 68 || signature.substr(0, 4) != id ||
      rest != absl::StrCat(absl::Base64Escape(signature), "\n") ||
      !crypto::Ed25519Verify(*key, text, std::string_view(signature).substr(4))) {
    return std::nullopt;
  }
  return head;
}

}  // namespace smarthub::audit
