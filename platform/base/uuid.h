// A 16-byte random id, UUIDv4 (RFC 9562), lower-case text outside. A value type.
#ifndef PLATFORM_BASE_UUID_H_
#define PLATFORM_BASE_UUID_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace smarthub {

class Random;

class Uuid {
 public:
  // The nil id: "none". Never given to a record.
  Uuid() = default;

  static Uuid Make(Random& random);
  // Exactly 36 characters, lower case, version 4, variant 1; else INVALID_ARGUMENT /
  // REASON_BAD_FORMAT on `field`.
  static absl::StatusOr<Uuid> Parse(std::string_view text, std::string_view field = "id");
  // Exactly 16 bytes; INTERNAL otherwise (bytes come from our own store only).
  static absl::StatusOr<Uuid> FromBytes(std::string_view bytes);

  std::string ToString() const;
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  bool nil() const { return *this == Uuid(); }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Uuid& id) {
    return H::combine(std::move(h), id.bytes());
  }

 private:
  std::array<uint8_t, 16> bytes_{};
};

}  // namespace smarthub

#endif  // PLATFORM_BASE_UUID_H_
