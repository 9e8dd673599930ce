// Token buckets per peer and class of method, in memory. A peer is an IPv4 address or an IPv6 /64:
// one customer has 2^64 addresses of it. One thread.
#ifndef GATEWAY_EDGE_RATE_LIMITER_H_
#define GATEWAY_EDGE_RATE_LIMITER_H_

#include <array>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/edge/backend.h"
#include "gateway/edge/options.h"
#include "gateway/edge/token_bucket.h"

namespace smarthub::edge {

// The key of an address: itself, or the first 64 bits of an IPv6 one. What is neither stays.
std::string PeerKey(std::string_view address);

class RateLimiter {
 public:
  explicit RateLimiter(RateLimits limits) : limits_(limits) {}

  // False: too many. `peer` is a PeerKey.
  bool Take(const std::string& peer, RateClass rate_class, absl::Time now);
  // Forgets peers whose buckets are full again. Called now and then.
  void Tidy(absl::Time now);
  size_t peers() const { return peers_.size(); }

 private:
  using Buckets = std::array<TokenBucket, 3>;
  RateLimits limits_;
  absl::flat_hash_map<std::string, Buckets> peers_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_RATE_LIMITER_H_
