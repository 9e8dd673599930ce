// C2SP entry bundles: entries one after the other, each after its length as big-endian uint16.
// Free functions; thread-safe.
#ifndef PLATFORM_MERKLE_BUNDLE_H_
#define PLATFORM_MERKLE_BUNDLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace smarthub::merkle {

inline constexpr size_t kMaxEntrySize = 65535;

// INVALID_ARGUMENT where the entry is longer than 65,535 bytes; `bundle` is then as it was.
absl::Status AppendEntry(std::string_view entry, std::string& bundle);

// Views into `bundle`. DATA_LOSS where it does not end with an entry's end.
absl::StatusOr<std::vector<std::string_view>> SplitBundle(std::string_view bundle);

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_BUNDLE_H_
