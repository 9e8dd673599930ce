#include "services/subject/looks.h"

#include <algorithm>
#include <cstdlib>

namespace smarthub::subject {
namespace {

using Ids = std::vector<WordTable::Id>;

float InCommon(const Ids& a, const Ids& b) {
  size_t common = 0;
  auto at = b.begin();
  for (const WordTable::Id id : a) {
    at = std::lower_bound(at, b.end(), id);
    if (at == b.end()) break;
    if (*at == id) ++common;
  }
  return static_cast<float>(common);
}

// Bands next to each other are often taken for each other: neither for nor against.
float Band(uint8_t a, uint8_t b, float same, float apart) {
  if (a == 0 || b == 0) return 0;
  const int steps = std::abs(static_cast<int>(a) - static_cast<int>(b));
  return steps == 0 ? same : steps == 1 ? 0 : -apart;
}

}  // namespace

float LooksLikeness(const Looks& a, const Looks& b) {
  float points =
      Band(a.age, b.age, 1, 5) + Band(a.height, b.height, 1, 2) + Band(a.build, b.build, 1, 2);
  points += std::min(1.5F * InCommon(a.marks, b.marks), 4.5F);
  points += std::min(0.75F * InCommon(a.hair, b.hair), 1.5F);
  points += std::min(0.5F * InCommon(a.clothing, b.clothing), 1.5F);
  return std::clamp(points / 7, -1.0F, 1.0F);
}

float MethodLikeness(const Method& a, const Method& b) {
  float points = a.type != 0 && a.type == b.type ? 1 : 0;
  points += std::min(InCommon(a.goods, b.goods), 2.0F);
  points += std::min(0.5F * InCommon(a.place, b.place), 1.0F);
  return points / 4;
}

}  // namespace smarthub::subject
