#include "services/identity/validate.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace smarthub::identity {
namespace {

// Length of the UTF-8 sequence that `lead` begins; 0: none.
size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

// The next character of `text` from `at` on, or -1 where the bytes are not UTF-8.
int32_t Next(std::string_view text, size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t length = SequenceLength(lead);
  if (length == 0 || at + length > text.size()) return -1;
  int32_t value = length == 1 ? lead : lead & (0xff >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xc0) != 0x80) return -1;
    value = (value << 6) | (byte & 0x3f);
  }
  at += length;
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  return overlong || surrogate || value > 0x10ffff ? -1 : value;
}

bool Control(int32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

}  // namespace

absl::Status CheckText(std::string_view text, TextBounds bounds, std::string_view field) {
  if (text.empty()) {
    if (bounds.at_least == 0) return absl::OkStatus();
    return InvalidField(field, error::v1::REASON_REQUIRED, "Fill this in.");
  }
  size_t characters = 0;
  bool control = false;
  bool blank = true;
  for (size_t at = 0; at < text.size();) {
    const int32_t c = Next(text, at);
    if (c < 0) return InvalidField(field, error::v1::REASON_NOT_UTF8, "This is not UTF-8 text.");
    ++characters;
    control |= Control(c) && !(bounds.lines && c == '\n');
    blank &= c == ' ' || c == '\n' || c == 0xa0;
  }
  if (characters > bounds.at_most) {
    return InvalidField(field, error::v1::REASON_TOO_LONG, "This is too long.");
  }
  if (characters < bounds.at_least) {
    return InvalidField(field, error::v1::REASON_TOO_SHORT, "This is too short.");
  }
  if (blank) return InvalidField(field, error::v1::REASON_REQUIRED, "Fill this in.");
  if (control) {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT, "Control characters are not allowed.");
  }
  return absl::OkStatus();
}

absl::StatusOr<Uuid> RequireIdText(bool present, std::string_view value, std::string_view field) {
  const std::string path = absl::StrCat(ToAbsl(field), ".value");
  if (!present || value.empty()) {
    return InvalidField(path, error::v1::REASON_REQUIRED, "This is missing.");
  }
  return Uuid::Parse(value, path);
}

absl::Status CheckScheme(std::string_view scheme, std::string_view field) {
  if (scheme.empty()) return InvalidField(field, error::v1::REASON_REQUIRED, "Name a scheme.");
  if (scheme.size() < 2)
    return InvalidField(field, error::v1::REASON_TOO_SHORT, "This is too short.");
  if (scheme.size() > 32)
    return InvalidField(field, error::v1::REASON_TOO_LONG, "This is too long.");
  const bool letters = std::all_of(scheme.begin(), scheme.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
  if (!letters || !absl::ascii_islower(static_cast<unsigned char>(scheme.front()))) {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT,
                        "A scheme's short name is of a-z, 0-9 and '-', and begins with a letter.");
  }
  if (scheme == "hub" || scheme == "system") {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT, "This name is taken by the hub.");
  }
  return absl::OkStatus();
}

absl::Status CheckTotpCode(std::string_view code, std::string_view field) {
  if (code.empty()) return InvalidField(field, error::v1::REASON_REQUIRED, "Type the code.");
  const bool digits =
      std::all_of(code.begin(), code.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (code.size() != 6 || !digits) {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT, "A code has six digits.");
  }
  return absl::OkStatus();
}

absl::Status CheckSystemName(std::string_view name, std::string_view field) {
  if (name.empty()) return InvalidField(field, error::v1::REASON_REQUIRED, "Name the system.");
  if (name.size() > 64) return InvalidField(field, error::v1::REASON_TOO_LONG, "This is too long.");
  const bool fits = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == ' ' || c == '.' || c == '_' || c == '-';
  });
  if (!fits || name.front() == ' ' || name.back() == ' ') {
    return InvalidField(field, error::v1::REASON_BAD_FORMAT,
                        "A system's name is of letters, digits, spaces and . _ -");
  }
  return absl::OkStatus();
}

}  // namespace smarthub::identity
