// HKDF with all its parameters, for this room and its tests; the house uses DeriveKey (crypto.h).
// Thread-safe.
#ifndef PLATFORM_CRYPTO_HASH_H_
#define PLATFORM_CRYPTO_HASH_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace smarthub::crypto {

using Digest = std::array<uint8_t, 32>;

inline std::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// As crypto.h, without the allocation.
Digest Sha256Of(std::string_view first, std::string_view second = {});
Digest HmacSha256Of(std::string_view key, std::string_view data);

// RFC 5869. At most 255 * 32 bytes.
std::string HkdfSha256(std::string_view secret, std::string_view salt, std::string_view info,
                       size_t size);

}  // namespace smarthub::crypto

#endif  // PLATFORM_CRYPTO_HASH_H_
