#include "platform/store/watermarks.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "platform/base/error.h"

namespace smarthub::store {
namespace {

constexpr double kShedReadsAt = 0.75;
constexpr double kEssentialOnlyAt = 0.85;

int64_t NumberOf(const std::map<std::string, std::string>& info, const char* name) {
  const auto found = info.find(name);
  int64_t number = 0;
  if (found == info.end() || !absl::SimpleAtoi(found->second, &number)) return 0;
  return number;
}

}  // namespace

Load JudgeLoad(const Fullness& fullness, int64_t disk_low, int64_t disk_critical) {
  Load load = Load::kNormal;
  if (fullness.memory_limit > 0) {
    const double used =
        static_cast<double>(fullness.memory_used) / static_cast<double>(fullness.memory_limit);
    if (used >= kShedReadsAt) load = Load::kShedReads;
    if (used >= kEssentialOnlyAt) load = Load::kEssentialOnly;
  }
  if (fullness.disk_free >= 0) {
    if (fullness.disk_free < disk_low) load = std::max(load, Load::kShedReads);
    if (fullness.disk_free < disk_critical) load = Load::kEssentialOnly;
    if (fullness.disk_free < disk_critical / 16) load = Load::kNothing;
  }
  return load;
}

Fullness MemoryOf(const std::map<std::string, std::string>& info) {
  Fullness fullness;
  fullness.memory_used = NumberOf(info, "used_memory");
  fullness.memory_limit = NumberOf(info, "maxmemory");
  if (fullness.memory_limit == 0) fullness.memory_limit = NumberOf(info, "total_system_memory");
  return fullness;
}

absl::Status Admit(Load load, bool changes_something, bool essential) {
  if (load == Load::kNormal) return absl::OkStatus();
  if (load == Load::kNothing) {
    return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STORE_NEARLY_FULL,
                 "The record store's disk is full. Nothing was changed.");
  }
  if (essential) return absl::OkStatus();
  if (load == Load::kShedReads && changes_something) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, error::v1::REASON_STORE_NEARLY_FULL,
               "The record store is nearly full, so only reports and erasures are taken now.");
}

}  // namespace smarthub::store
