// How a name sounds, so that names heard and not read are found: "Shivaun" for Siobhan, "Novak" for
// Nowak.
//
// After Metaphone (L. Philips, "Hanging on the Metaphone", Computer Language 7(12), 1990) and, for
// two readings of one spelling, Double Metaphone (L. Philips, "The Double Metaphone Search
// Algorithm", C/C++ Users Journal 18(6), 2000); the table of spellings is our own, with what Welsh,
// Irish, Polish and South Asian names in British spelling need. Free functions; thread-safe.
#ifndef SERVICES_SUBJECT_PHONETIC_H_
#define SERVICES_SUBJECT_PHONETIC_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace smarthub::subject {

// Up to 12 consonant sounds of a word, 5 bits each; vowels count only at the beginning, as one.
// 0: nothing to hear (other scripts, digits).
struct Sounds {
  // As an English reader says it.
  uint64_t plain = 0;
  // As a Celtic, Polish or German one would. Often the same.
  uint64_t other = 0;

  friend bool operator==(const Sounds&, const Sounds&) = default;
};

// `word` is folded (name_words.h).
Sounds SoundsOf(std::string_view word);

// Some reading of one is some reading of the other.
inline bool SoundAlike(const Sounds& a, const Sounds& b) {
  if (a.plain == 0 || b.plain == 0) return false;
  return a.plain == b.plain || a.plain == b.other || a.other == b.plain || a.other == b.other;
}

// How many sounds are in a key.
int CountSounds(uint64_t key);

// For tests: "KMPL".
std::string SoundsText(uint64_t key);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_PHONETIC_H_
