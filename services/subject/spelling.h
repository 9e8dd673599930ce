// How alike two words are spelt. Bytes are compared, so words are folded first (name_words.h); of
// longer words the first 64 bytes. Free functions; thread-safe.
#ifndef SERVICES_SUBJECT_SPELLING_H_
#define SERVICES_SUBJECT_SPELLING_H_

#include <cstddef>
#include <string_view>

namespace smarthub::subject {

// Fewest insertions, deletions, changes and swaps of neighbours that make `b` out of `a`, each
// place edited once (optimal string alignment; F. J. Damerau, CACM 7(3), 1964). `most` + 1 for
// anything above `most`.
size_t Edits(std::string_view a, std::string_view b, size_t most);

// 0 to 1 (W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
// Fellegi-Sunter Model of Record Linkage", 1990): Jaro's, raised for up to four first letters in
// common.
float JaroWinkler(std::string_view a, std::string_view b);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SPELLING_H_
