// Chance from a seed: the same throws for the same seed on every machine. Belongs to one thread.
#ifndef SERVICES_DEMO_DICE_H_
#define SERVICES_DEMO_DICE_H_

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/time/time.h"
#include "platform/base/clock.h"

namespace smarthub::demo {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  // 0 to `n` - 1; n > 0.
  size_t Below(size_t n) {
    uint64_t bits = 0;
    random_.Fill(&bits, sizeof bits);
    return static_cast<size_t>(bits % n);
  }
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<size_t>(most - least + 1)));
  }
  bool Chance(int in_hundred) { return Below(100) < static_cast<size_t>(in_hundred); }
  absl::Duration Minutes(int least, int most) { return absl::Minutes(Between(least, most)); }
  template <typename List>
  const auto& Of(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(Below(std::size(list))));
  }
  Random& random() { return random_; }

 private:
  SeededRandom random_;
};

}  // namespace smarthub::demo

#endif  // SERVICES_DEMO_DICE_H_
