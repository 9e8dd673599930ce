// How alike two people look as reports describe them, and two thefts are done. Words are numbers of
// one WordTable, sorted. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_LOOKS_H_
#define SERVICES_SUBJECT_LOOKS_H_

#include <cstdint>
#include <vector>

#include "services/subject/word_table.h"

namespace smarthub::subject {

struct Looks {
  // 0: not said.
  uint8_t age = 0;
  uint8_t height = 0;
  uint8_t build = 0;
  std::vector<WordTable::Id> hair, clothing, marks;
};

struct Method {
  uint8_t type = 0;
  std::vector<WordTable::Id> goods, place;
};

// -1 (cannot be the same) to 1. Marks say most, then hair; clothes can be changed.
float LooksLikeness(const Looks& a, const Looks& b);
// 0 to 1.
float MethodLikeness(const Method& a, const Method& b);

// From here on it is worth saying.
inline constexpr float kLikeLooks = 0.45F;
inline constexpr float kLikeMethod = 0.5F;

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LOOKS_H_
