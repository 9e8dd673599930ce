// What each sealed thing is bound to, so that no byte of a record opens in another place. Pure.
#ifndef PLATFORM_STORE_ASSOCIATED_DATA_H_
#define PLATFORM_STORE_ASSOCIATED_DATA_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/crypto/hash.h"
#include "platform/store/store.h"

namespace smarthub::store {

inline constexpr char kRecordFormat = 1;

inline void AppendBigEndian(std::string& out, uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift & 0xff));
  }
}

// format, slot (length first), kind, id, letter, appearance id (if any).
inline std::string PlaceOf(std::string_view slot, const Key& key, char letter,
                           std::string_view appearance) {
  std::string out(1, kRecordFormat);
  out.push_back(static_cast<char>(slot.size()));
  out.append(slot);
  AppendBigEndian(out, static_cast<uint64_t>(key.kind), 4);
  out.append(key.id.bytes());
  out.push_back(letter);
  out.append(appearance);
  return out;
}

// A wrap ('w', 'k') is bound to its place only: rotation and later versions keep it.
inline std::string WrapData(std::string_view slot, const Key& key, char letter,
                            std::string_view appearance = {}) {
  return PlaceOf(slot, key, letter, appearance);
}

// A segment ('f', 'b', 'a') is bound to the version and to the whole clear header as well.
inline std::string SegmentData(std::string_view slot, const Key& key, uint64_t version,
                               const crypto::Digest& header, char letter,
                               std::string_view appearance = {}) {
  std::string out = PlaceOf(slot, key, letter, appearance);
  AppendBigEndian(out, version, 8);
  out.append(crypto::View(header));
  return out;
}

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_ASSOCIATED_DATA_H_
