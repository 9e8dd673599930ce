// Hashing passwords, behind an interface so that tests count how often the slow part runs: an
// unknown login must cost exactly what a wrong password costs.
#ifndef SERVICES_IDENTITY_PASSWORDS_H_
#define SERVICES_IDENTITY_PASSWORDS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"

namespace smarthub::identity {

// Thread-safe: called on the blocking pool, about 20 ms each.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // A PHC string.
  virtual absl::StatusOr<std::string> Hash(std::string_view password) = 0;
  virtual bool Verify(std::string_view phc, std::string_view password) = 0;
};

// argon2id by platform/crypto. `random` outlives it.
class Argon2Hasher final : public PasswordHasher {
 public:
  explicit Argon2Hasher(Random& random) : random_(random) {}
  absl::StatusOr<std::string> Hash(std::string_view password) override;
  bool Verify(std::string_view phc, std::string_view password) override;

 private:
  Random& random_;
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
