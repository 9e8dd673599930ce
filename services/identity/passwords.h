// Hashing passwords, behind an interface so that tests count how often the slow part runs: an
// unknown login must cost exactly what a wrong password costs, and a login of two accounts too.
#ifndef SERVICES_IDENTITY_PASSWORDS_H_
#define SERVICES_IDENTITY_PASSWORDS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/crypto/crypto.h"

namespace smarthub::identity {

// Thread-safe: called on the blocking pool, about 20 ms each.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // As crypto::HashPassword.
  virtual absl::StatusOr<std::string> Hash(std::string_view password,
                                           const crypto::PasswordParameters& parameters) = 0;
};

// argon2id by platform/crypto.
class Argon2Hasher final : public PasswordHasher {
 public:
  absl::StatusOr<std::string> Hash(std::string_view password,
                                   const crypto::PasswordParameters& parameters) override;
};

// A new password: 12 to 128 characters, not among those that are tried first, not the person's
// login or name. INVALID_ARGUMENT on `field`. NCSC: length and a deny list, no rules of
// composition.
absl::Status CheckNewPassword(std::string_view password, std::string_view login,
                              std::string_view name, std::string_view field);

// A password as typed when signing in: what could never be one is turned away before hashing.
absl::Status CheckTypedPassword(std::string_view password, std::string_view field);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_PASSWORDS_H_
