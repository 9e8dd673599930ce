// Page and resume tokens: sealed, so that nobody reads or makes up a place in a list, and bound to
// who asked for what in which scheme. Thread-safe.
#ifndef PLATFORM_RPC_TOKEN_H_
#define PLATFORM_RPC_TOKEN_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/key.h"
#include "platform/rpc/caller.h"

namespace smarthub::rpc {

class Tokens {
 public:
  // `random` is not owned and outlives this.
  Tokens(const crypto::Key& key, Random* random) : key_(key), random_(random) {}

  // URL-safe base64. An empty text is an empty token.
  std::string Seal(const Caller& caller, std::string_view purpose, std::string_view text) const;
  // INVALID_ARGUMENT / BAD_FORMAT on `field` for anything that was not sealed so.
  absl::StatusOr<std::string> Open(const Caller& caller, std::string_view purpose,
                                   std::string_view token, std::string_view field) const;

 private:
  crypto::Key key_;
  Random* random_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_TOKEN_H_
