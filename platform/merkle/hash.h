// RFC 6962 hashing over SHA-256: leaves and inner nodes in separate domains. The only code that the
// writer of the log and its verifier share. Free functions; thread-safe.
#ifndef PLATFORM_MERKLE_HASH_H_
#define PLATFORM_MERKLE_HASH_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace smarthub::merkle {

inline constexpr size_t kHashSize = 32;
using Hash = std::array<uint8_t, kHashSize>;

// SHA-256(0x00 || entry).
Hash LeafHash(std::string_view entry);
// SHA-256(0x01 || left || right).
Hash NodeHash(const Hash& left, const Hash& right);
// SHA-256 of nothing: the root of an empty tree.
Hash EmptyRoot();

// Exactly 32 bytes, else INVALID_ARGUMENT.
absl::StatusOr<Hash> HashFromBytes(std::string_view bytes);
inline std::string_view Bytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_HASH_H_
