#include "services/identity/login.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "services/identity/tokens.h"

namespace smarthub::identity {
namespace {

constexpr size_t kLongestLogin = 254;

bool LooksLikeAddress(std::string_view text) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view domain = text.substr(at + 1);
  if (domain.empty() || domain.find('@') != std::string_view::npos) return false;
  if (domain.front() == '.' || domain.back() == '.') return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7f) return false;
    if (c == '"' || c == '<' || c == '>' || c == '(' || c == ')' || c == ',' || c == ';' ||
        c == '\\') {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> NormaliseLogin(std::string_view text, std::string_view field) {
  const std::string login = absl::AsciiStrToLower(absl::StripAsciiWhitespace(ToAbsl(text)));
  if (login.empty())
    return InvalidField(field, error::v1::REASON_REQUIRED, "Give an e-mail address.");
  if (login.size() > kLongestLogin) {
    return InvalidField(field, error::v1::REASON_TOO_LONG,
                        "An e-mail address has at most 254 characters.");
  }
  if (!LooksLikeAddress(login)) {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT, "This is not an e-mail address.");
  }
  return login;
}

std::string LoginKeys::Mac(std::string_view use, std::string_view text) const {
  return crypto::HmacSha256(secret_.bytes(),
                            absl::StrCat(ToAbsl(use), absl::string_view("\0", 1), ToAbsl(text)));
}

Uuid LoginKeys::LoginId(std::string_view normalised) const {
  return IdFromHash(Mac("login", normalised));
}

std::string LoginKeys::InSlot(std::string_view slot, std::string_view normalised) const {
  return Mac(absl::StrCat("slot/", ToAbsl(slot)), normalised);
}

std::string LoginKeys::Salt(std::string_view normalised) const {
  return Mac("salt", normalised).substr(0, 16);
}

std::string LoginKeys::ForLockout(std::string_view typed) const {
  return Mac("lockout", absl::AsciiStrToLower(absl::StripAsciiWhitespace(
                            ToAbsl(typed.substr(0, kLongestLogin + 1)))));
}

}  // namespace smarthub::identity
