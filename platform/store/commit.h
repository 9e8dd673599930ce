// Turns a Batch into one call of commit.lua. Pure but for randomness.
#ifndef PLATFORM_STORE_COMMIT_H_
#define PLATFORM_STORE_COMMIT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/store/record.h"
#include "platform/store/resp.h"
#include "platform/store/scripts.h"
#include "platform/store/store.h"

namespace smarthub::store {

inline constexpr size_t kMostRecords = 64;
inline constexpr size_t kMostUnchanged = 512;
inline constexpr size_t kMostKeys = 768;
inline constexpr size_t kMostBytes = 256 * 1024;

// What commit.lua answers first.
enum class CommitCode : int64_t {
  kDone = 0,
  kKept = 1,
  kConflict = 2,
  kEpoch = 3,
  kBehindFloor = 4,
  kLogAhead = 5,
  kTooLarge = 6,
};

// INVALID_ARGUMENT: a limit; INTERNAL: a caller's mistake (no audit entry, one record twice).
absl::Status ValidateBatch(const Batch& batch);

struct PreparedCommit {
  Script script = Script::kCommit;
  Command command = Command("EVALSHA");
  // As they will be stored; null for an erased one.
  std::map<Key, std::shared_ptr<const RawRecord>> records;
};

// `replaced` holds every record that the batch changes or erases, at its expected version.
absl::StatusOr<PreparedCommit> PrepareCommit(
    const SealingKeys& keys, const Batch& batch,
    const std::map<Key, std::shared_ptr<const RawRecord>>& replaced, int64_t outbox_length);

absl::StatusOr<KeptAnswer> OpenAnswer(std::string_view slot, const Keyring& keyring,
                                      std::string_view request, std::string_view sealed);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_COMMIT_H_
