// Deciding: one table look-up and a few bit operations. Nothing here allocates.
#include <algorithm>

#include "policies/engine/compiled.h"

namespace smarthub::policy {
namespace {

bool Allows(const Needs& needs, uint64_t known, uint64_t holds) {
  return (needs.holds & ~(known & holds)) == 0 && (needs.holds_not & ~(known & ~holds)) == 0;
}

// As Allows, but an unknown fact counts as what the rule asks for.
bool Denies(const Needs& needs, uint64_t known, uint64_t holds) {
  return (needs.holds & known & ~holds) == 0 && (needs.holds_not & known & holds) == 0;
}

}  // namespace

LabelSet DefaultShown() {
  LabelSet shown;
  const auto* type = label::v1::Label_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const auto* value = type->value(i);
    if (value->options().GetExtension(label::v1::info).treatment() == label::v1::TREATMENT_SHOW) {
      shown.Add(static_cast<Label>(value->number()));
    }
  }
  return shown;
}

std::vector<RecordKind> AllKinds() {
  std::vector<RecordKind> kinds;
  const auto* type = label::v1::RecordKind_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const int kind = type->value(i)->number();
    if (kind > 0 && kind < label::v1::TOY_APPLE) kinds.push_back(static_cast<RecordKind>(kind));
  }
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

Decision Policy::DecideAction(const Question& question, const Facts& facts) const {
  return Decide(question, 0, facts);
}

Decision Policy::DecideRecord(const Question& question, RecordKind kind, const Facts& facts) const {
  if (kind == label::v1::RECORD_KIND_UNSPECIFIED) return {};
  return Decide(question, static_cast<int>(kind), facts);
}

// `kind` 0 asks about the action.
Decision Policy::Decide(const Question& question, int kind, const Facts& facts) const {
  Decision decision;
  const auto action =
      compiled_->actions.find(absl::string_view(question.action.data(), question.action.size()));
  if (action == compiled_->actions.end() || question.role < 0 || question.role >= kRoles ||
      question.purpose < 0 || question.purpose >= kPurposes || kind < 0 || kind >= kKinds) {
    return decision;
  }
  const Program& program = compiled_->programs[compiled_->cells[compiled_->CellOf(
      question.role, question.purpose, action->second, kind)]];
  const uint64_t known = facts.known();
  const uint64_t holds = facts.holds();
  for (const CompiledAccess& rule : program.access) {
    if (rule.deny && Denies(rule.needs, known, holds)) decision.rules.push_back(rule.rule);
  }
  if (!decision.rules.empty()) return decision;
  for (const CompiledAccess& rule : program.access) {
    if (!rule.deny && Allows(rule.needs, known, holds)) decision.rules.push_back(rule.rule);
  }
  decision.allowed = !decision.rules.empty();
  if (!decision.allowed || kind == 0) return decision;

  uint64_t show = compiled_->default_shown;
  uint64_t hide = 0;
  for (const CompiledRedaction& rule : program.redaction) {
    const bool shows = rule.show != 0 && Allows(rule.needs, known, holds);
    const bool hides = rule.hide != 0 && Denies(rule.needs, known, holds);
    if (shows) show |= rule.show;
    if (hides) hide |= rule.hide;
    if (shows || hides) decision.rules.push_back(rule.rule);
  }
  decision.shown = LabelSet(show & ~hide);
  return decision;
}

std::string_view Policy::RuleId(RuleIndex index) const {
  return index < compiled_->rule_ids.size() ? std::string_view(compiled_->rule_ids[index])
                                            : std::string_view();
}

size_t Policy::rule_count() const { return compiled_->rule_ids.size(); }

absl::Span<const Purpose> Policy::Purposes(Role role) const {
  if (role < 0 || role >= kRoles) return {};
  return compiled_->purposes[role];
}

Purpose Policy::DefaultPurpose(Role role) const {
  const absl::Span<const Purpose> purposes = Purposes(role);
  return purposes.empty() ? v1::PURPOSE_UNSPECIFIED : purposes.front();
}

absl::TimeZone Policy::zone() const { return compiled_->zone; }

}  // namespace smarthub::policy
