#include "platform/crypto/key.h"

#include <openssl/crypto.h>

#include <cstring>

namespace smarthub::crypto {

Key Key::Make(Random& random) {
  Key key;
  random.Fill(key.bytes_.data(), key.bytes_.size());
  return key;
}

absl::StatusOr<Key> Key::FromBytes(std::string_view bytes) {
  if (bytes.size() != kKeySize) return absl::InternalError("a key must have 32 bytes");
  Key key;
  std::memcpy(key.bytes_.data(), bytes.data(), kKeySize);
  return key;
}

Key::~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

}  // namespace smarthub::crypto
