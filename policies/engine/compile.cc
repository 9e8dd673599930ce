#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "policies/engine/check.h"
#include "policies/engine/compiled.h"
#include "policies/engine/period.h"

namespace smarthub::policy {
namespace {

template <typename Conditions>
Needs NeedsOf(const Conditions& conditions) {
  Needs needs;
  for (const v1::Condition& condition : conditions) {
    (condition.is() ? needs.holds : needs.holds_not) |= uint64_t{1} << condition.fact();
  }
  return needs;
}

template <typename Labels>
uint64_t BitsOf(const Labels& labels) {
  LabelSet set;
  for (int label : labels) set.Add(static_cast<Label>(label));
  return set.bits();
}

// The rules of each cell, by their index, before cells that are alike are joined.
using Cells = std::vector<std::vector<RuleIndex>>;

// An empty list of roles or purposes means all of them, the unspecified one included: only the hub
// asks with it.
std::vector<int> AllIfEmpty(const google::protobuf::RepeatedField<int>& named, int count) {
  std::vector<int> all(named.begin(), named.end());
  if (all.empty()) {
    for (int i = 0; i < count; ++i) all.push_back(i);
  }
  return all;
}

template <typename Rule>
std::vector<uint16_t> ActionsOf(const Rule& rule, const Policy::Compiled& compiled) {
  std::vector<uint16_t> actions;
  for (const std::string& action : rule.actions()) actions.push_back(compiled.actions.at(action));
  if (!actions.empty()) return actions;
  for (const auto& [name, number] : compiled.actions) {
    bool excepted = false;
    if constexpr (std::is_same_v<Rule, v1::AccessRule>) {
      for (const std::string& except : rule.except_actions()) excepted |= except == name;
    }
    if (!excepted) actions.push_back(number);
  }
  return actions;
}

template <typename Rule>
void Spread(const Rule& rule, RuleIndex index, const Policy::Compiled& compiled, Cells& cells) {
  std::vector<int> kinds(rule.kinds().begin(), rule.kinds().end());
  if (kinds.empty()) kinds.push_back(0);
  const std::vector<uint16_t> actions = ActionsOf(rule, compiled);
  for (int role : AllIfEmpty(rule.roles(), kRoles)) {
    for (int purpose : AllIfEmpty(rule.purposes(), kPurposes)) {
      for (uint16_t action : actions) {
        for (int kind : kinds) {
          cells[compiled.CellOf(role, purpose, action, kind)].push_back(index);
        }
      }
    }
  }
}

absl::Status CheckSize(const Program& program, const std::vector<std::string>& ids) {
  size_t denies = 0;
  for (const CompiledAccess& rule : program.access) denies += rule.deny;
  const size_t speaks = program.access.size() - denies + program.redaction.size();
  if (denies <= kMostRulesInCell && speaks <= kMostRulesInCell) return absl::OkStatus();
  const RuleIndex last =
      program.redaction.empty() ? program.access.back().rule : program.redaction.back().rule;
  return Bad(ids[last], "more than 8 rules speak of one question");
}

std::string CanonicalBytes(const v1::Bundle& bundle) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream out(&bytes);
    google::protobuf::io::CodedOutputStream coded(&out);
    coded.SetSerializationDeterministic(true);
    bundle.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

Policy::Policy(v1::Bundle bundle, std::unique_ptr<const Compiled> compiled)
    : bundle_(std::move(bundle)),
      canonical_bytes_(CanonicalBytes(bundle_)),
      compiled_(std::move(compiled)) {}

Policy::~Policy() = default;

absl::StatusOr<std::shared_ptr<const Policy>> Policy::Compile(
    const v1::Bundle& bundle, absl::Span<const std::string_view> actions) {
  if (auto status = CheckBundle(bundle, actions); !status.ok()) return status;
  auto compiled = std::make_unique<Compiled>();
  auto zone = London();
  if (!zone.ok()) return zone.status();
  compiled->zone = *zone;
  compiled->default_shown = DefaultShown().bits();
  for (std::string_view action : actions) {
    const auto number = static_cast<uint16_t>(compiled->actions.size());
    compiled->actions.emplace(std::string(action), number);
  }
  for (const v1::DefaultPurpose& row : bundle.purposes()) {
    for (int purpose : row.purposes()) {
      compiled->purposes[row.role()].push_back(static_cast<Purpose>(purpose));
    }
  }

  Cells cells(
      compiled->CellOf(kRoles - 1, kPurposes - 1, compiled->actions.size() - 1, kKinds - 1) + 1);
  std::vector<CompiledAccess> access;
  for (const v1::AccessRule& rule : bundle.access()) {
    const auto index = static_cast<RuleIndex>(compiled->rule_ids.size());
    compiled->rule_ids.push_back(rule.id());
    access.push_back({index, rule.effect() == v1::EFFECT_DENY, NeedsOf(rule.when())});
    Spread(rule, index, *compiled, cells);
  }
  std::vector<CompiledRedaction> redaction;
  for (const v1::RedactionRule& rule : bundle.redaction()) {
    const auto index = static_cast<RuleIndex>(compiled->rule_ids.size());
    compiled->rule_ids.push_back(rule.id());
    redaction.push_back({index, BitsOf(rule.show()), BitsOf(rule.hide()), NeedsOf(rule.when())});
    Spread(rule, index, *compiled, cells);
  }

  std::map<std::vector<RuleIndex>, uint16_t> programs;
  compiled->programs.emplace_back();  // 0: of cells that no rule speaks of
  compiled->cells.reserve(cells.size());
  for (const std::vector<RuleIndex>& rules : cells) {
    if (rules.empty()) {
      compiled->cells.push_back(0);
      continue;
    }
    const auto [at, fresh] =
        programs.emplace(rules, static_cast<uint16_t>(compiled->programs.size()));
    if (fresh) {
      Program program;
      for (RuleIndex rule : rules) {
        if (rule < access.size()) {
          program.access.push_back(access[rule]);
        } else {
          program.redaction.push_back(redaction[rule - access.size()]);
        }
      }
      if (auto status = CheckSize(program, compiled->rule_ids); !status.ok()) return status;
      if (compiled->programs.size() >= UINT16_MAX) {
        return absl::InvalidArgumentError("too many different cells");
      }
      compiled->programs.push_back(std::move(program));
    }
    compiled->cells.push_back(at->second);
  }
  return std::make_shared<const Policy>(bundle, std::move(compiled));
}

}  // namespace smarthub::policy
