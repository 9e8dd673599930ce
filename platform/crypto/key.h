// A 256-bit secret. Wiped when it goes; never printed, never compared in variable time.
#ifndef PLATFORM_CRYPTO_KEY_H_
#define PLATFORM_CRYPTO_KEY_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"

namespace smarthub::crypto {

inline constexpr size_t kKeySize = 32;

class Key {
 public:
  static Key Make(Random& random);
  // Exactly 32 bytes, else INTERNAL.
  static absl::StatusOr<Key> FromBytes(std::string_view bytes);
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  Key() = default;
  std::array<uint8_t, kKeySize> bytes_{};
};

}  // namespace smarthub::crypto

#endif  // PLATFORM_CRYPTO_KEY_H_
