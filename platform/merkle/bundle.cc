#include "platform/merkle/bundle.h"

#include <cstdint>

namespace smarthub::merkle {

absl::Status AppendEntry(std::string_view entry, std::string& bundle) {
  if (entry.size() > kMaxEntrySize) return absl::InvalidArgumentError("an entry is too long");
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xff));
  bundle.append(entry);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string_view>> SplitBundle(std::string_view bundle) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2) return absl::DataLossError("a bundle ends inside a length");
    const size_t size =
        static_cast<uint8_t>(bundle[0]) * size_t{256} + static_cast<uint8_t>(bundle[1]);
    bundle.remove_prefix(2);
    if (bundle.size() < size) return absl::DataLossError("a bundle ends inside an entry");
    entries.push_back(bundle.substr(0, size));
    bundle.remove_prefix(size);
  }
  return entries;
}

}  // namespace smarthub::merkle
