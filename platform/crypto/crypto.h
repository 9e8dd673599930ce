// The house's cryptography, over OpenSSL 3 and libargon2. Free functions; thread-safe. Formats are
// in docs/formats/record.md.
#ifndef PLATFORM_CRYPTO_CRYPTO_H_
#define PLATFORM_CRYPTO_CRYPTO_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/crypto/key.h"

namespace smarthub::crypto {

// OpenSSL's generator. One per process, given to everything that needs unpredictable bytes.
class SecureRandom final : public Random {
 public:
  void Fill(void* out, size_t size) override;
};

// AES-256-GCM with key commitment: format byte 1, 12-byte random nonce, 32-byte commitment
// (HMAC-SHA-256 of the nonce under a key derived from `key`), ciphertext, 16-byte tag. A ciphertext
// opens under one key only, so no two readers can be shown different plaintexts.
std::string Seal(const Key& key, std::string_view associated_data, std::string_view plaintext,
                 Random& random);
// DATA_LOSS for anything that does not authenticate, without saying why.
absl::StatusOr<std::string> Open(const Key& key, std::string_view associated_data,
                                 std::string_view sealed);
// A key sealed under another key; `associated_data` names what it opens.
std::string WrapKey(const Key& under, std::string_view associated_data, const Key& key,
                    Random& random);
absl::StatusOr<Key> UnwrapKey(const Key& under, std::string_view associated_data,
                              std::string_view wrapped);

// 32 bytes.
std::string Sha256(std::string_view data);
std::string HmacSha256(std::string_view key, std::string_view data);
// HKDF-SHA-256 (RFC 5869), no salt: one key per use out of one secret.
Key DeriveKey(const Key& secret, std::string_view use);
bool EqualInConstantTime(std::string_view a, std::string_view b);

// Ed25519 (RFC 8032). The key's 32 bytes are the seed.
std::string Ed25519PublicKey(const Key& seed);
std::string Ed25519Sign(const Key& seed, std::string_view message);
bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature);

// What hashing a password costs (argon2id, one lane). From the start OWASP's first choice, about
// 20 ms.
struct PasswordCost {
  uint32_t kibibytes = 19 * 1024;
  uint32_t passes = 2;
  friend bool operator==(const PasswordCost&, const PasswordCost&) = default;
};
struct PasswordParameters {
  std::string salt;  // 16 bytes
  PasswordCost cost;
  friend bool operator==(const PasswordParameters&, const PasswordParameters&) = default;
};
// A PHC string; the same one for the same password and parameters, so a stored one is compared
// with what its own parameters make of the password that was typed (EqualInConstantTime). Slow:
// Offload it.
absl::StatusOr<std::string> HashPassword(std::string_view password,
                                         const PasswordParameters& parameters);
// What a stored PHC string was made with. DATA_LOSS for one that is damaged, or that asks for more
// work than any of ours.
absl::StatusOr<PasswordParameters> PasswordParametersOf(std::string_view phc);

// RFC 6238, SHA-1, 30 s, six digits. Returns the time step that matched, within one step either
// side of `now`, or -1; a caller refuses a step not newer than the last one used.
int64_t MatchTotp(std::string_view secret, std::string_view code, absl::Time now);
std::string TotpCode(std::string_view secret, int64_t step);
std::string Base32(std::string_view bytes);
absl::StatusOr<std::string> FromBase32(std::string_view text);

}  // namespace smarthub::crypto

#endif  // PLATFORM_CRYPTO_CRYPTO_H_
