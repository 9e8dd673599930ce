// A name as a person typed it, as the words that are compared: folded (platform/text/text.h),
// without titles, small words that belong to the next one joined to it (O'Brien, Mc Donald, ap
// Rhys). Free functions; thread-safe.
#ifndef SERVICES_SUBJECT_NAME_WORDS_H_
#define SERVICES_SUBJECT_NAME_WORDS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace smarthub::subject {

// So much of a name or query is compared; what is beyond it is passed over.
inline constexpr size_t kMostNameBytes = 512;
inline constexpr size_t kMostNameWords = 6;
inline constexpr size_t kMostWordBytes = 40;

// At most kMostNameWords words of at most kMostWordBytes bytes; of a longer name the first and the
// last. Empty where there is no letter or digit in it.
std::vector<std::string> NameWords(std::string_view name);

// The words of a description that say something ("scar", "cheek"; not "with", "the"), sorted, each
// once, plain singular; at most 24.
std::vector<std::string> TellingWords(std::string_view text);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_NAME_WORDS_H_
