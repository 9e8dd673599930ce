#include "services/demo/clock.h"

namespace smarthub::demo {

absl::Time DemoClock::Now() {
  const int64_t nanos = nanos_.load();
  return nanos == kReal ? real_->Now() : absl::FromUnixNanos(nanos);
}

void DemoClock::MoveTo(absl::Time time) {
  if (released_.load()) return;
  const int64_t to = absl::ToUnixNanos(time);
  if (nanos_.load() == kReal || to > nanos_.load()) nanos_.store(to);
}

void DemoClock::Release() {
  released_.store(true);
  nanos_.store(kReal);
}

}  // namespace smarthub::demo
