// What an authenticator app reads as a QR code. A pure function; thread-safe.
#ifndef SERVICES_IDENTITY_TOTP_URI_H_
#define SERVICES_IDENTITY_TOTP_URI_H_

#include <string>
#include <string_view>

namespace smarthub::identity {

// otpauth://totp/... for codes of six digits, a new one every 30 seconds. `secret` in base32.
std::string TotpUri(std::string_view issuer, std::string_view login, std::string_view secret);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_TOTP_URI_H_
