#include "policies/engine/explain.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/engine/matrix.h"

namespace smarthub::policy {
namespace {

template <typename List>
bool EmptyOrNames(const List& list, int value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

template <typename List>
bool Names(const List& list, std::string_view action) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& one) { return one == action; });
}

template <typename Rule>
bool SpeaksOf(const Rule& rule, const Question& question, RecordKind kind) {
  if (!EmptyOrNames(rule.roles(), question.role)) return false;
  if (!EmptyOrNames(rule.purposes(), question.purpose)) return false;
  if (!rule.actions().empty() && !Names(rule.actions(), question.action)) return false;
  if constexpr (std::is_same_v<Rule, v1::AccessRule>) {
    if (Names(rule.except_actions(), question.action)) return false;
  }
  if (kind == label::v1::RECORD_KIND_UNSPECIFIED) return rule.kinds().empty();
  return !rule.kinds().empty() && EmptyOrNames(rule.kinds(), kind);
}

template <typename Rule>
std::string Conditions(const Rule& rule, const Facts& facts) {
  std::vector<std::string> parts;
  for (const v1::Condition& condition : rule.when()) {
    const Fact fact = condition.fact();
    const char* truth = !facts.Known(fact) ? "unknown" : facts.True(fact) ? "so" : "not so";
    parts.push_back(
        absl::StrCat(condition.is() ? "" : "not ", Plain(fact), " (it is ", truth, ")"));
  }
  return parts.empty() ? "always" : absl::StrCat("when ", absl::StrJoin(parts, " and "));
}

}  // namespace

std::vector<std::string> Explain(const Policy& policy, const Question& question, RecordKind kind,
                                 const Facts& facts) {
  const bool of_record = kind != label::v1::RECORD_KIND_UNSPECIFIED;
  const Decision decision =
      of_record ? policy.DecideRecord(question, kind, facts) : policy.DecideAction(question, facts);
  std::vector<std::string> lines;
  const auto tell = [&](const auto& rule, const char* what) {
    if (!SpeaksOf(rule, question, kind)) return;
    const bool decided = std::any_of(
        decision.rules.begin(), decision.rules.end(),
        [&](RuleIndex index) { return policy.RuleId(index) == std::string_view(rule.id()); });
    lines.push_back(absl::StrCat(decided ? "decided: " : "no matter: ", rule.id(), " ", what, " ",
                                 Conditions(rule, facts)));
  };
  for (const v1::AccessRule& rule : policy.bundle().access()) {
    tell(rule, rule.effect() == v1::EFFECT_DENY ? "denies" : "allows");
  }
  for (const v1::RedactionRule& rule : policy.bundle().redaction()) {
    if (decision.allowed) tell(rule, rule.hide().empty() ? "shows" : "hides");
  }
  lines.insert(lines.begin(), decision.allowed ? "allowed"
                              : !lines.empty() ? "denied"
                                               : "denied: no rule speaks of it");
  std::vector<std::string> labels;
  for (int label = 1; label < label::v1::Label_ARRAYSIZE; ++label) {
    if (decision.shown.Has(static_cast<Label>(label)) &&
        !DefaultShown().Has(static_cast<Label>(label))) {
      labels.push_back(label::v1::Label_Name(static_cast<Label>(label)));
    }
  }
  if (!labels.empty()) lines.push_back(absl::StrCat("shows: ", absl::StrJoin(labels, ", ")));
  return lines;
}

}  // namespace smarthub::policy
