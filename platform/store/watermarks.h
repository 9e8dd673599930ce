// How full Redis's memory and its disk are, and what is still taken in. Not thread-safe.
#ifndef PLATFORM_STORE_WATERMARKS_H_
#define PLATFORM_STORE_WATERMARKS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"

namespace smarthub::store {

struct Fullness {
  int64_t memory_used = 0;
  // 0: no limit is known.
  int64_t memory_limit = 0;
  // -1: not watched.
  int64_t disk_free = -1;
};

enum class Load {
  kNormal,
  // 75 % of memory, or the disk is low: audited reads are shed (each would write its entry).
  kShedReads,
  // 85 %, or the disk is critical: reports and erasures only.
  kEssentialOnly,
  // A sixteenth of critical is left: on a full disk Redis ends and cannot start again, so nothing
  // at all is written.
  kNothing,
};

Load JudgeLoad(const Fullness& fullness, int64_t disk_low, int64_t disk_critical);

// From INFO: `maxmemory`, or the machine's memory where Redis has no limit.
Fullness MemoryOf(const std::map<std::string, std::string>& info);

// RESOURCE_EXHAUSTED / STORE_NEARLY_FULL where `load` sheds such a commit.
absl::Status Admit(Load load, bool changes_something, bool essential);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_WATERMARKS_H_
