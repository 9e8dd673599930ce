#include "platform/merkle/hash.h"

#include <cstring>
#include <string>

#include "platform/crypto/crypto.h"

namespace smarthub::merkle {
namespace {

Hash FromDigest(std::string_view digest) {
  Hash hash;
  std::memcpy(hash.data(), digest.data(), hash.size());
  return hash;
}

}  // namespace

Hash LeafHash(std::string_view entry) {
  std::string input;
  input.reserve(1 + entry.size());
  input.push_back('\x00');
  input.append(entry);
  return FromDigest(crypto::Sha256(input));
}

Hash NodeHash(const Hash& left, const Hash& right) {
  char input[1 + 2 * kHashSize];
  input[0] = '\x01';
  std::memcpy(input + 1, left.data(), kHashSize);
  std::memcpy(input + 1 + kHashSize, right.data(), kHashSize);
  return FromDigest(crypto::Sha256({input, sizeof(input)}));
}

Hash EmptyRoot() { return FromDigest(crypto::Sha256("")); }

absl::StatusOr<Hash> HashFromBytes(std::string_view bytes) {
  if (bytes.size() != kHashSize) return absl::InvalidArgumentError("a hash is 32 bytes");
  return FromDigest(bytes);
}

}  // namespace smarthub::merkle
