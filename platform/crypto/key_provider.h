// Where keys come from. Names are paths of [a-z0-9/_-]: "epoch/melton/1", "audit/melton/2026-11",
// "log/melton", "hub/token". Loss of the keys is loss of the data.
#ifndef PLATFORM_CRYPTO_KEY_PROVIDER_H_
#define PLATFORM_CRYPTO_KEY_PROVIDER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/key.h"

namespace smarthub::crypto {

// Thread-safe. Blocking (files): results are cached by whoever calls often.
class KeyProvider {
 public:
  virtual ~KeyProvider() = default;
  // NOT_FOUND where there is none: never made up silently.
  virtual absl::StatusOr<Key> Get(std::string_view name) = 0;
  // The existing key, or a new one, durable before it returns.
  virtual absl::StatusOr<Key> GetOrMake(std::string_view name) = 0;
  // Gone for good, durable before it returns. OK where there was none.
  virtual absl::Status Destroy(std::string_view name) = 0;
  // Names that begin with `prefix`, sorted.
  virtual absl::StatusOr<std::vector<std::string>> List(std::string_view prefix) = 0;
};

// A directory, 0700, one file 0600 per key, written and fsynced through a temporary name. Refuses
// to open a directory or file that others may read.
absl::StatusOr<std::unique_ptr<KeyProvider>> OpenKeyDirectory(std::string directory,
                                                              Random& random);

}  // namespace smarthub::crypto

#endif  // PLATFORM_CRYPTO_KEY_PROVIDER_H_
