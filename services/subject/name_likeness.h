// How alike two names are, made of how alike their words are (word_likeness.h). Only the two names
// count, never who else is held, so that a score says nothing of other records. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_NAME_LIKENESS_H_
#define SERVICES_SUBJECT_NAME_LIKENESS_H_

#include <cstdint>
#include <functional>

#include "absl/types/span.h"
#include "services/subject/name_words.h"
#include "services/subject/word_likeness.h"

namespace smarthub::subject {

// `asked` is what somebody looks for, `held` a name on record; in any order, each word fits one.
struct NameLikeness {
  float score = 0;
  // Bits 1 << By of the words that fit.
  uint32_t by = 0;
  // Words of `asked` that fit and are more than an initial.
  int words = 0;
};

// Likeness of asked[i] and held[j].
using WordScores = std::function<Likeness(size_t i, size_t j)>;
NameLikeness CompareNames(absl::Span<const Word* const> asked, absl::Span<const Word* const> held,
                          const WordScores& scores);

// Below it names are not alike: a search does not show them.
inline constexpr float kAlike = 0.6F;

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NAME_LIKENESS_H_
