#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "platform/crypto/crypto.h"

namespace smarthub::crypto {
namespace {

// A nonce costs more to ask for than to use, so small requests are served from a block drawn ahead.
// Bytes given out are wiped from it: a later read of this memory cannot find a key.
class Reservoir {
 public:
  void Fill(char* out, size_t size) {
    while (size > 0) {
      if (used_ == bytes_.size()) Refill();
      const size_t part = std::min(size, bytes_.size() - used_);
      std::memcpy(out, bytes_.data() + used_, part);
      OPENSSL_cleanse(bytes_.data() + used_, part);
      used_ += part;
      out += part;
      size -= part;
    }
  }
  ~Reservoir() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

 private:
  void Refill() {
    // Without randomness there are no keys and no nonces: going on would be worse than ending.
    if (RAND_priv_bytes(bytes_.data(), static_cast<int>(bytes_.size())) != 1) std::abort();
    used_ = 0;
  }
  std::array<unsigned char, 1024> bytes_{};
  size_t used_ = bytes_.size();
};

}  // namespace

void SecureRandom::Fill(void* out, size_t size) {
  thread_local Reservoir reservoir;
  reservoir.Fill(static_cast<char*>(out), size);
}

}  // namespace smarthub::crypto
