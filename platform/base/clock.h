// Time and randomness come from outside, so that tests own them. Nothing else in the house asks the
// machine what time it is (tests/lint checks).
#ifndef PLATFORM_BASE_CLOCK_H_
#define PLATFORM_BASE_CLOCK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace smarthub {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time, UTC.
  virtual absl::Time Now() = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() override;
};

// A clock that stands still until it is moved. For tests. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time start);
  absl::Time Now() override;
  void Advance(absl::Duration by);
  void Set(absl::Time to);

 private:
  std::atomic<int64_t> nanos_;
};

// Unpredictable bytes. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(void* out, size_t size) = 0;
  std::string Bytes(size_t size) {
    std::string out(size, '\0');
    Fill(out.data(), size);
    return out;
  }
};

// The same bytes for the same seed. For tests and the demonstration town; not for keys.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void Fill(void* out, size_t size) override;

 private:
  std::atomic<uint64_t> state_;
};

}  // namespace smarthub

#endif  // PLATFORM_BASE_CLOCK_H_
