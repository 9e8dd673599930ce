// How alike two words of names are: the same, a nickname, the same sound, spelt alike, an initial.
// Only the two words count. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_WORD_LIKENESS_H_
#define SERVICES_SUBJECT_WORD_LIKENESS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

inline bool IsInitial(const Word& word) { return word.text.size() == 1; }

// Of two spellings that are so many edits apart: 0 to 1.
float SpellingScore(std::string_view a, std::string_view b, size_t edits);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_WORD_LIKENESS_H_
