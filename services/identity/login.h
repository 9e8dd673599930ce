// Logins: how they are compared, and how they are looked up without being stored in clear.
//
// A login is an e-mail address, compared in lower case. Where equality must be found in the store
// (login -> account), the key is an HMAC-SHA-256 of it under the provider's key "hub/login". That
// key lives as long as the hub for now; it moves under the hub's epoch with key rotation, so that a
// destroyed epoch ends old tokens too. Pure; thread-safe.
#ifndef SERVICES_IDENTITY_LOGIN_H_
#define SERVICES_IDENTITY_LOGIN_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/base/uuid.h"
#include "platform/crypto/key.h"

namespace smarthub::identity {

// Lower case, without spaces around. INVALID_ARGUMENT on `field`: empty, more than 254 bytes, or
// not an address of the shape local@domain in printable ASCII.
absl::StatusOr<std::string> NormaliseLogin(std::string_view text, std::string_view field);

class LoginKeys {
 public:
  // `secret` is the key "hub/login".
  explicit LoginKeys(const crypto::Key& secret) : secret_(secret) {}

  // Of the hub's LOGIN record: one login, one record.
  Uuid LoginId(std::string_view normalised) const;
  // Partition of an index inside one slot; different in every slot, so schemes cannot be compared.
  std::string InSlot(std::string_view slot, std::string_view normalised) const;
  // The salt (16 bytes) of a login that nobody has. Every account of a login keeps the first one's,
  // so that one hash compares what was typed with each of them, and with none: all at one cost.
  std::string Salt(std::string_view normalised) const;
  // Key of a lock-out, for any text that was sent as a login.
  std::string ForLockout(std::string_view typed) const;

 private:
  std::string Mac(std::string_view use, std::string_view text) const;
  crypto::Key secret_;
};

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_LOGIN_H_
