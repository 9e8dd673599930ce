// The clock of a hub that is being given a past. While the demonstration town is populated it
// stands where it was put; once released it is the machine's, for good. Thread-safe.
#ifndef SERVICES_DEMO_CLOCK_H_
#define SERVICES_DEMO_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "platform/base/clock.h"

namespace smarthub::demo {

class DemoClock final : public Clock {
 public:
  // `real` outlives this.
  explicit DemoClock(Clock* real) : real_(real) {}
  absl::Time Now() override;

  // Forwards only: a town's audit log does not go back in time. Without effect once released.
  void MoveTo(absl::Time time);
  void Release();

 private:
  static constexpr int64_t kReal = INT64_MIN;
  Clock* real_;
  std::atomic<int64_t> nanos_{kReal};
  std::atomic<bool> released_{false};
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_CLOCK_H_
