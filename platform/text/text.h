// Counting and checking text a person typed. Free functions; thread-safe.
#ifndef PLATFORM_TEXT_TEXT_H_
#define PLATFORM_TEXT_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace smarthub::text {

// Characters (Unicode scalar values) of a UTF-8 text; nullopt where it is not UTF-8 (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF).
std::optional<size_t> CountCharacters(std::string_view text);

// Anything that a keyboard does not put into a text: C0 and C1 controls but tab and line ends, and
// the bidirectional overrides that make a text read as another one. `text` is UTF-8.
bool HasControlCharacters(std::string_view text);

// Every space and every mark that a phone types in place of an ASCII one (U+00A0 to U+00BF, U+2000
// to U+206F: no-break spaces, curly quotes, dashes) as a blank, so that a name before a curly
// apostrophe is still that name.
std::string WithPlainMarks(std::string_view text);

// Small letters without accents, whichever way the accent was typed (composed or not): "José",
// "JOSE" and "Jose" are one. Letters that are no accent on another one but are typed as one by
// whoever has not got the key (ł, ø, đ, æ) are that one. Text that is not UTF-8: only ASCII folds.
std::string Folded(std::string_view text);

// Folded, everything but letters and digits of ASCII and bytes of other scripts turned into one
// blank, a blank at either end: " jo bloggs ". For finding names as whole words.
std::string Words(std::string_view text);

}  // namespace smarthub::text

#endif  // PLATFORM_TEXT_TEXT_H_
