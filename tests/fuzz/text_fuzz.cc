// Any bytes as what a person types or holds (reports, logins, tokens, codes, ids): no crash, and
// what is accepted is what it claims to be.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/base/uuid.h"
#include "platform/crypto/crypto.h"
#include "platform/text/scan.h"
#include "platform/text/text.h"
#include "services/identity/login.h"
#include "services/identity/passwords.h"
#include "services/identity/tokens.h"
#include "services/identity/validate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace identity = smarthub::identity;
  namespace texts = smarthub::text;
  namespace crypto = smarthub::crypto;
  static const auto& scanner = *new texts::Scanner();
  static const identity::InvitationTokens invitations(
      *crypto::Key::FromBytes(std::string(32, 'k')));
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto characters = texts::CountCharacters(text);
  if (characters.has_value() && *characters > size) std::abort();
  // Two rooms count alike.
  const identity::TextBounds any = {.at_least = 0, .at_most = 1 << 20, .lines = true};
  if (identity::CheckText(text, any, "field").ok() && !characters.has_value()) std::abort();
  if (characters.has_value()) {
    static_cast<void>(texts::HasControlCharacters(text));
    const std::string plain = texts::WithPlainMarks(text);
    if (!texts::CountCharacters(plain).has_value()) std::abort();
    static_cast<void>(scanner.Scan(text));
    const absl::Status told = scanner.Check("field", text, false);
    if (told.ok() != (scanner.Scan(text) == texts::Found::kNothing)) std::abort();
    const size_t half = size / 2;
    static_cast<void>(
        texts::NamesSomebody(text.substr(0, half), {std::string(text.substr(half)), "Jo Bloggs"}));
  }
  if (const auto login = identity::NormaliseLogin(text, "login"); login.ok()) {
    const auto again = identity::NormaliseLogin(*login, "login");
    if (!again.ok() || *again != *login) std::abort();
  }
  static_cast<void>(identity::CheckNewPassword(text, "a@b", "A B", "password"));
  static_cast<void>(identity::CheckTotpCode(text, "code"));
  static_cast<void>(identity::CheckScheme(text, "scheme"));
  static_cast<void>(identity::RecoveryHash(text));
  // Nobody makes a link up.
  if (invitations.Ends(text).has_value()) std::abort();
  if (const auto hash = identity::SessionHash(text); hash && text.size() != 43) std::abort();
  if (const auto id = smarthub::Uuid::Parse(text); id.ok() && id->ToString() != text) std::abort();
  static_cast<void>(crypto::FromBase32(text));
  return 0;
}
