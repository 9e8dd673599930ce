#include "platform/base/clock.h"

#include <cstring>

#include "absl/time/clock.h"

namespace smarthub {

absl::Time SystemClock::Now() { return absl::Now(); }

FakeClock::FakeClock(absl::Time start) : nanos_(absl::ToUnixNanos(start)) {}
absl::Time FakeClock::Now() { return absl::FromUnixNanos(nanos_.load()); }
void FakeClock::Advance(absl::Duration by) { nanos_ += absl::ToInt64Nanoseconds(by); }
void FakeClock::Set(absl::Time to) { nanos_ = absl::ToUnixNanos(to); }

// SplitMix64 (Steele, Lea, Flood 2014): tiny, and the same on every machine.
void SeededRandom::Fill(void* out, size_t size) {
  constexpr uint64_t kStep = 0x9E3779B97F4A7C15;
  auto* bytes = static_cast<char*>(out);
  while (size > 0) {
    uint64_t z = state_.fetch_add(kStep, std::memory_order_relaxed) + kStep;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    const size_t take = size < sizeof z ? size : sizeof z;
    std::memcpy(bytes, &z, take);
    bytes += take;
    size -= take;
  }
}

}  // namespace smarthub
