// So many at once, refilled at so many a second. A value type.
#ifndef GATEWAY_EDGE_TOKEN_BUCKET_H_
#define GATEWAY_EDGE_TOKEN_BUCKET_H_

#include <algorithm>

#include "absl/time/time.h"

namespace smarthub::edge {

class TokenBucket {
 public:
  TokenBucket(double burst, double a_second, absl::Time now)
      : burst_(burst), a_second_(a_second), left_(burst), at_(now) {}

  // False: there is none left. A clock that goes back gives nothing.
  bool Take(absl::Time now) {
    Refill(now);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }
  // As if it had never been used.
  bool full(absl::Time now) {
    Refill(now);
    return left_ >= burst_;
  }

 private:
  void Refill(absl::Time now) {
    if (now > at_) left_ = std::min(burst_, left_ + absl::ToDoubleSeconds(now - at_) * a_second_);
    at_ = now;
  }

  double burst_;
  double a_second_;
  double left_;
  absl::Time at_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_TOKEN_BUCKET_H_
