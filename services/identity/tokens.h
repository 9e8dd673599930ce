// The secrets that a person holds: session tokens, invitation links, recovery codes. The store
// holds SHA-256 of them only, which hides them as long as they are random and long: they are. Pure;
// thread-safe.
#ifndef SERVICES_IDENTITY_TOKENS_H_
#define SERVICES_IDENTITY_TOKENS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/base/uuid.h"
#include "platform/crypto/key.h"

namespace smarthub::identity {

// The id of a record that is found by a hash: its first 16 bytes, in the shape of a UUIDv4 (122
// bits remain). The record's body keeps the whole hash, which is compared too.
Uuid IdFromHash(std::string_view hash);

// 32 random bytes as base64url, 43 characters.
std::string MakeSessionToken(Random& random);
// SHA-256 of the token as text; nullopt for what cannot be one (length, alphabet), so that noise is
// turned away before the store is asked.
std::optional<std::string> SessionHash(std::string_view token);

// An invitation link's token says until when it is good and authenticates itself, so that a link
// whose second half is still on its way can be told from one that never was. 44 bytes:
// big-endian seconds (4), random (24), HMAC-SHA-256 cut to 16, as base64url, 59 characters.
class InvitationTokens {
 public:
  // `secret` is the key "hub/token".
  explicit InvitationTokens(const crypto::Key& secret);

  std::string Make(absl::Time ends, Random& random) const;
  // nullopt: not one of ours.
  std::optional<absl::Time> Ends(std::string_view token) const;
  // SHA-256 of the token's text.
  static std::string Hash(std::string_view token);

 private:
  std::string Mac(std::string_view bytes) const;
  crypto::Key secret_;
};

// "abcd-efgh-ijkl-mnop": 80 random bits in base32, lower case.
std::string MakeRecoveryCode(Random& random);
// SHA-256 of the code without case, spaces and dashes.
std::string RecoveryHash(std::string_view code);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_TOKENS_H_
