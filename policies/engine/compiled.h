// Inside the engine: rules compiled to a table role x purpose x action x kind. Include from
// policies/engine only.
#ifndef POLICIES_ENGINE_COMPILED_H_
#define POLICIES_ENGINE_COMPILED_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "policies/engine/policy.h"

namespace smarthub::policy {

inline constexpr int kRoles = v1::Role_ARRAYSIZE;
inline constexpr int kPurposes = v1::Purpose_ARRAYSIZE;
// Kind numbers that a table has room for; 0 asks about the action itself. Toy kinds (62, 63) are
// beyond: no policy may name them.
inline constexpr int kKinds = 32;
// Most rules that may speak together in one cell: a decision names all of them without allocating,
// and nobody can explain a decision of more.
inline constexpr size_t kMostRulesInCell = 8;

// Facts a rule asks for, as bits of Fact numbers.
struct Needs {
  uint64_t holds = 0;
  uint64_t holds_not = 0;
  friend bool operator==(const Needs&, const Needs&) = default;
};

struct CompiledAccess {
  RuleIndex rule = 0;
  bool deny = false;
  Needs needs;
  friend bool operator==(const CompiledAccess&, const CompiledAccess&) = default;
};

struct CompiledRedaction {
  RuleIndex rule = 0;
  uint64_t show = 0;
  uint64_t hide = 0;
  Needs needs;
  friend bool operator==(const CompiledRedaction&, const CompiledRedaction&) = default;
};

// The rules of one cell, in the order of the bundle. Cells with the same rules share a program.
struct Program {
  std::vector<CompiledAccess> access;
  std::vector<CompiledRedaction> redaction;
};

struct Policy::Compiled {
  absl::flat_hash_map<std::string, uint16_t> actions;
  // Program of each cell; 0 is the empty program.
  std::vector<uint16_t> cells;
  std::vector<Program> programs;
  std::vector<std::string> rule_ids;
  std::array<std::vector<Purpose>, kRoles> purposes;
  uint64_t default_shown = 0;
  absl::TimeZone zone;

  size_t CellOf(size_t role, size_t purpose, size_t action, size_t kind) const {
    return ((role * kPurposes + purpose) * actions.size() + action) * kKinds + kind;
  }
};

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_COMPILED_H_
