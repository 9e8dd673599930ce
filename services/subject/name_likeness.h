// How alike two names are, word by word. Only the two names count, never who else is held, so that
// a score says nothing of other records. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_NAME_LIKENESS_H_
#define SERVICES_SUBJECT_NAME_LIKENESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "services/subject/name_words.h"
#include "services/subject/nicknames.h"
#include "services/subject/phonetic.h"

namespace smarthub::subject {

// By what; the numbers of subject.v1.Likeness.
enum class By : uint8_t {
  kNone = 0,
  kSameName = 1,
  kNickname = 2,
  kSoundsLike = 3,
  kSpeltLike = 4,
  kPlate = 5,
  kLooks = 6,
  kMethod = 7
};

// A word of a name with what is compared of it.
struct Word {
  Word(std::string_view text, const Nicknames& nicknames);

  std::string text;
  Sounds sounds;
  // Which letters are in it: a bound on edits that costs nothing.
  uint32_t letters = 0;
  const Nicknames::Families* families = nullptr;
};

struct Likeness {
  // 0 (nothing alike) to 1 (the same).
  float score = 0;
  By by = By::kNone;
};

// An initial is alike to every word it begins.
Likeness CompareWords(const Word& a, const Word& b);

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
