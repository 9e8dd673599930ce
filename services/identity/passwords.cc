#include "services/identity/passwords.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

// Of the published lists of passwords tried first, those that reach twelve characters, and what
// people in a shop theft scheme would think of.
constexpr std::string_view kTriedFirst[] = {
    "123456789012", "1234567890123", "12345678901234",   "1234567890qw",   "1q2w3e4r5t6y",
    "qwertyuiop12", "qwertyuiop123", "qwerty123456",     "qwertyqwerty",   "1qaz2wsx3edc",
    "password1234", "password12345", "passwordpassword", "password123!",   "passw0rd1234",
    "iloveyou1234", "adminadmin12",  "administrator",    "administrator1", "welcome12345",
    "letmein12345", "changeme1234",  "changeme12345",    "abcdefghijkl",   "abc123456789",
    "liverpool123", "manchester12",  "arsenal12345",     "sunshine1234",   "princess1234",
    "shoplifter12", "shoplifting1",  "meltonmowbray",    "meltonmowbray1", "smarthub1234",
    "football1234", "monkey123456",  "dragon123456",     "111111111111",   "000000000000",
};

bool OneCharacterRepeated(std::string_view text) {
  return text.find_first_not_of(text.front()) == std::string_view::npos;
}

}  // namespace

absl::StatusOr<std::string> Argon2Hasher::Hash(std::string_view password,
                                               const crypto::PasswordParameters& parameters) {
  return crypto::HashPassword(password, parameters);
}

absl::Status CheckTypedPassword(std::string_view password, std::string_view field) {
  return CheckText(password, {.at_least = 12, .at_most = 128, .lines = true}, field);
}

absl::Status CheckNewPassword(std::string_view password, std::string_view login,
                              std::string_view name, std::string_view field) {
  RETURN_IF_ERROR(CheckTypedPassword(password, field));
  const std::string lower = absl::AsciiStrToLower(ToAbsl(password));
  bool guessed = OneCharacterRepeated(lower);
  for (const std::string_view tried : kTriedFirst) guessed |= lower == tried;
  guessed |= !login.empty() && absl::EqualsIgnoreCase(lower, ToAbsl(login));
  guessed |= !name.empty() && absl::EqualsIgnoreCase(lower, ToAbsl(name));
  if (guessed) {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT,
                        "This password is among the first that are tried. Three random words are "
                        "a good one.");
  }
  return absl::OkStatus();
}

}  // namespace smarthub::identity
