#include "gateway/edge/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>

namespace smarthub::edge {
namespace {

// Past this many, a flood of addresses is under way; it must not become a flood of memory.
constexpr size_t kMostPeers = 200000;

}  // namespace

std::string PeerKey(std::string_view address) {
  const std::string text(address);
  in6_addr raw{};
  if (inet_pton(AF_INET6, text.c_str(), &raw) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&raw)) {
    char out[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &raw.s6_addr[12], out, sizeof(out));
  }
  return std::string(reinterpret_cast<const char*>(raw.s6_addr), 8);
}

bool RateLimiter::Take(const std::string& peer, RateClass rate_class, absl::Time now) {
  if (!limits_.enabled) return true;
  auto found = peers_.find(peer);
  if (found == peers_.end()) {
    if (peers_.size() >= kMostPeers) Tidy(now);
    if (peers_.size() >= kMostPeers) return false;
    const auto bucket = [&](const RateLimits::Bucket& limit) {
      return TokenBucket(limit.burst, limit.a_second, now);
    };
    found = peers_
                .emplace(peer, Buckets{bucket(limits_.read), bucket(limits_.write),
                                       bucket(limits_.sign_in)})
                .first;
  }
  return found->second[static_cast<size_t>(rate_class)].Take(now);
}

void RateLimiter::Tidy(absl::Time now) {
  for (auto peer = peers_.begin(); peer != peers_.end();) {
    const bool idle = std::all_of(peer->second.begin(), peer->second.end(),
                                  [&](TokenBucket& bucket) { return bucket.full(now); });
    if (idle) {
      peers_.erase(peer++);
    } else {
      ++peer;
    }
  }
}

}  // namespace smarthub::edge
