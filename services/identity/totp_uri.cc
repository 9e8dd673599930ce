#include "services/identity/totp_uri.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/strings.h"

namespace smarthub::identity {
namespace {

std::string Percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return out;
}

}  // namespace

std::string TotpUri(std::string_view issuer, std::string_view login, std::string_view secret) {
  const std::string who = Percent(issuer);
  return absl::StrCat("otpauth://totp/", who, ":", Percent(login), "?secret=", ToAbsl(secret),
                      "&issuer=", who, "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace smarthub::identity
