#include "policies/engine/naive.h"

namespace smarthub::policy::naive {
namespace {

// How a condition on an unknown fact counts.
enum class Unknown { kHolds, kDoesNotHold };

template <typename Rule>
bool ConditionsHold(const Rule& rule, const Asked& asked, Unknown unknown) {
  for (const v1::Condition& condition : rule.when()) {
    const auto found = asked.facts.find(condition.fact());
    const Truth truth = found == asked.facts.end() ? Truth::kUnknown : found->second;
    if (truth == Truth::kUnknown) {
      if (unknown == Unknown::kDoesNotHold) return false;
    } else if ((truth == Truth::kTrue) != condition.is()) {
      return false;
    }
  }
  return true;
}

template <typename List, typename Value>
bool Among(const List& list, const Value& value) {
  for (const auto& one : list) {
    if (one == value) return true;
  }
  return false;
}

template <typename Rule>
bool SpeaksOfRoleAndPurpose(const Rule& rule, const Asked& asked) {
  if (!rule.roles().empty() && !Among(rule.roles(), static_cast<int>(asked.role))) return false;
  return rule.purposes().empty() || Among(rule.purposes(), static_cast<int>(asked.purpose));
}

bool Speaks(const v1::AccessRule& rule, const Asked& asked) {
  if (!SpeaksOfRoleAndPurpose(rule, asked)) return false;
  if (rule.actions().empty()) {
    if (Among(rule.except_actions(), asked.action)) return false;
  } else if (!Among(rule.actions(), asked.action)) {
    return false;
  }
  if (!asked.kind.has_value()) return rule.kinds().empty();
  return Among(rule.kinds(), static_cast<int>(*asked.kind));
}

bool Speaks(const v1::RedactionRule& rule, const Asked& asked) {
  if (!SpeaksOfRoleAndPurpose(rule, asked)) return false;
  if (!rule.actions().empty() && !Among(rule.actions(), asked.action)) return false;
  return Among(rule.kinds(), static_cast<int>(*asked.kind));
}

void DecideAccess(const v1::Bundle& bundle, const Asked& asked, Said& said) {
  std::vector<std::string> allowing;
  for (const v1::AccessRule& rule : bundle.access()) {
    if (!Speaks(rule, asked)) continue;
    if (rule.effect() == v1::EFFECT_DENY) {
      if (ConditionsHold(rule, asked, Unknown::kHolds)) said.rules.push_back(rule.id());
    } else if (ConditionsHold(rule, asked, Unknown::kDoesNotHold)) {
      allowing.push_back(rule.id());
    }
  }
  if (!said.rules.empty()) return;
  said.allowed = !allowing.empty();
  said.rules = allowing;
}

void DecideShown(const v1::Bundle& bundle, const Asked& asked, Said& said) {
  const auto* labels = label::v1::Label_descriptor();
  for (int i = 0; i < labels->value_count(); ++i) {
    const auto& info = labels->value(i)->options().GetExtension(label::v1::info);
    if (info.treatment() == label::v1::TREATMENT_SHOW) {
      said.shown.insert(static_cast<label::v1::Label>(labels->value(i)->number()));
    }
  }
  std::set<label::v1::Label> hidden;
  for (const v1::RedactionRule& rule : bundle.redaction()) {
    if (!Speaks(rule, asked)) continue;
    bool did = false;
    if (ConditionsHold(rule, asked, Unknown::kDoesNotHold)) {
      for (int label : rule.show()) {
        said.shown.insert(static_cast<label::v1::Label>(label));
        did = true;
      }
    }
    if (ConditionsHold(rule, asked, Unknown::kHolds)) {
      for (int label : rule.hide()) {
        hidden.insert(static_cast<label::v1::Label>(label));
        did = true;
      }
    }
    if (did) said.rules.push_back(rule.id());
  }
  for (label::v1::Label label : hidden) said.shown.erase(label);
}

Truth TruthOf(const v1::PublicationCondition& condition,
              const std::map<v1::PublicationFact, Truth>& facts) {
  const auto found = facts.find(condition.fact());
  if (found == facts.end() || found->second == Truth::kUnknown) return Truth::kUnknown;
  return (found->second == Truth::kTrue) == condition.is() ? Truth::kTrue : Truth::kFalse;
}

}  // namespace

Lacks Missing(const v1::Bundle& bundle, v1::BulletinKind kind,
              const std::map<v1::PublicationFact, Truth>& facts) {
  Lacks lacks;
  for (const v1::PublicationRule& rule : bundle.publication()) {
    if (!rule.kinds().empty() && !Among(rule.kinds(), static_cast<int>(kind))) continue;
    bool silent = false;
    for (const auto& condition : rule.when()) {
      if (TruthOf(condition, facts) == Truth::kFalse) silent = true;
    }
    bool satisfied = true;
    for (const auto& condition : rule.needs()) {
      if (TruthOf(condition, facts) != Truth::kTrue) satisfied = false;
    }
    if (silent || satisfied) continue;
    lacks.items.insert(rule.item());
    lacks.rules.push_back(rule.id());
  }
  return lacks;
}

Said Decide(const v1::Bundle& bundle, const std::set<std::string>& actions, const Asked& asked) {
  Said said;
  if (!v1::Role_IsValid(asked.role) || !v1::Purpose_IsValid(asked.purpose) ||
      !actions.contains(asked.action)) {
    return said;
  }
  DecideAccess(bundle, asked, said);
  if (said.allowed && asked.kind.has_value()) DecideShown(bundle, asked, said);
  return said;
}

}  // namespace smarthub::policy::naive
