// C2SP tlog-checkpoint: three lines that say what a log was at one moment; signed as a note.
// Values and free functions; thread-safe.
#ifndef PLATFORM_MERKLE_CHECKPOINT_H_
#define PLATFORM_MERKLE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "platform/merkle/hash.h"

namespace smarthub::merkle {

struct Checkpoint {
  // "smarthub/<slot>".
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text to sign.
std::string FormatCheckpoint(const Checkpoint& checkpoint);
// Of a text whose note was opened. DATA_LOSS for anything FormatCheckpoint would not write; further
// lines (extensions) are passed over.
absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view text);

}  // namespace smarthub::merkle

#endif  // PLATFORM_MERKLE_CHECKPOINT_H_
