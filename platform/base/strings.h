// Debian's Abseil is built as C++14, so its absl::string_view is a type of its own. The house
// speaks std::string_view; this is the one bridge, for arguments of Abseil functions.
#ifndef PLATFORM_BASE_STRINGS_H_
#define PLATFORM_BASE_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace smarthub {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace smarthub

#endif  // PLATFORM_BASE_STRINGS_H_
