#include "policies/engine/check.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "policies/engine/compiled.h"
#include "policies/engine/period.h"
#include "smarthub/label/v1/label.pb.h"

namespace smarthub::policy {
namespace {

using Actions = std::set<std::string_view>;
using label::v1::RecordKind;

constexpr int kMostRules = 4096;

template <typename List>
absl::Status CheckActions(std::string_view id, const List& named, const Actions& actions) {
  std::set<std::string_view> seen;
  for (const std::string& action : named) {
    if (!actions.contains(std::string_view(action)))
      return Bad(id, absl::StrCat("no such action: ", action));
    if (!seen.insert(action).second) return Bad(id, absl::StrCat("named twice: ", action));
  }
  return absl::OkStatus();
}

absl::Status CheckKinds(std::string_view id, const google::protobuf::RepeatedField<int>& kinds) {
  if (auto status = CheckList(id, label::v1::RecordKind_descriptor(), kinds); !status.ok()) {
    return status;
  }
  for (int kind : kinds) {
    if (kind == label::v1::TOY_APPLE || kind == label::v1::TOY_PEAR) {
      return Bad(id, "names a kind that is reserved for tests");
    }
    if (kind >= kKinds) return Bad(id, "the engine's table has no room for this kind");
  }
  return absl::OkStatus();
}

template <typename Conditions>
absl::Status CheckConditions(std::string_view id, const Conditions& conditions) {
  std::set<int> seen;
  for (const v1::Condition& condition : conditions) {
    if (!Known(v1::Fact_descriptor(), condition.fact())) return Bad(id, "no such fact");
    if (!seen.insert(condition.fact()).second) return Bad(id, "asks a fact twice");
  }
  return absl::OkStatus();
}

absl::Status CheckAccess(const v1::AccessRule& rule, const Actions& actions, bool of_hub) {
  const std::string& id = rule.id();
  if (!Known(v1::Effect_descriptor(), rule.effect())) return Bad(id, "has no effect");
  if (rule.effect() == v1::EFFECT_ALLOW &&
      (rule.roles().empty() || rule.purposes().empty() || rule.actions().empty())) {
    return Bad(id, "an ALLOW names its roles, purposes and actions");
  }
  if (!rule.except_actions().empty() &&
      (rule.effect() != v1::EFFECT_DENY || !rule.actions().empty())) {
    return Bad(id, "only a DENY of every action has exceptions");
  }
  for (auto status :
       {CheckList(id, v1::Role_descriptor(), rule.roles(), of_hub),
        CheckList(id, v1::Purpose_descriptor(), rule.purposes(), of_hub),
        CheckActions(id, rule.actions(), actions), CheckActions(id, rule.except_actions(), actions),
        CheckKinds(id, rule.kinds()), CheckConditions(id, rule.when())}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckLabels(std::string_view id, const google::protobuf::RepeatedField<int>& labels,
                         bool show) {
  const auto* type = label::v1::Label_descriptor();
  if (auto status = CheckList(id, type, labels); !status.ok()) return status;
  for (int label : labels) {
    const auto treatment =
        type->FindValueByNumber(label)->options().GetExtension(label::v1::info).treatment();
    if (treatment == label::v1::TREATMENT_ONCE) return Bad(id, "a secret is in no record");
    if (show && treatment == label::v1::TREATMENT_SHOW)
      return Bad(id, "shows what is shown anyway");
  }
  return absl::OkStatus();
}

absl::Status CheckRedaction(const v1::RedactionRule& rule, const Actions& actions, bool of_hub) {
  const std::string& id = rule.id();
  if (rule.kinds().empty()) return Bad(id, "a redaction rule names its kinds");
  if (rule.show().empty() && rule.hide().empty()) return Bad(id, "shows and hides nothing");
  if (!rule.show().empty() && (rule.roles().empty() || rule.purposes().empty())) {
    return Bad(id, "a rule that shows names its roles and purposes");
  }
  for (int label : rule.show()) {
    if (std::find(rule.hide().begin(), rule.hide().end(), label) != rule.hide().end()) {
      return Bad(id, "shows and hides the same label");
    }
  }
  for (auto status : {CheckLabels(id, rule.show(), true), CheckLabels(id, rule.hide(), false),
                      CheckList(id, v1::Role_descriptor(), rule.roles(), of_hub),
                      CheckList(id, v1::Purpose_descriptor(), rule.purposes(), of_hub),
                      CheckActions(id, rule.actions(), actions), CheckKinds(id, rule.kinds()),
                      CheckConditions(id, rule.when())}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Ids are kept in audit entries for years: short, plain, unique over all families.
class Ids {
 public:
  absl::Status Add(const std::string& id, const std::string& because) {
    if (id.empty() || id.size() > 64) return Bad(id, "an id has 1 to 64 characters");
    for (char c : id) {
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
        return Bad(id, "an id is made of a-z, 0-9 and '-'");
      }
    }
    if (!seen_.insert(id).second) return Bad(id, "id used twice");
    if (because.empty()) return Bad(id, "does not say why (because)");
    return absl::OkStatus();
  }

 private:
  std::set<std::string> seen_;
};

absl::Status CheckIds(const v1::Bundle& bundle) {
  Ids ids;
  absl::Status status;
  const auto add = [&](const auto& rules) {
    for (const auto& rule : rules) {
      if (status.ok()) status = ids.Add(rule.id(), rule.because());
    }
  };
  add(bundle.access());
  add(bundle.redaction());
  add(bundle.lifecycle());
  add(bundle.ledger());
  add(bundle.ledger_points());
  add(bundle.galleries());
  add(bundle.publication());
  add(bundle.audience_limits());
  add(bundle.challenges());
  return status;
}

}  // namespace

absl::Status Bad(std::string_view id, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(id.empty() ? "(no id)" : std::string(id), ": ", std::string(what)));
}

bool Known(const google::protobuf::EnumDescriptor* type, int value, bool zero) {
  return (zero || value != 0) && type->FindValueByNumber(value) != nullptr;
}

absl::Status CheckList(std::string_view id, const google::protobuf::EnumDescriptor* type,
                       const google::protobuf::RepeatedField<int>& values, bool zero) {
  std::set<int> seen;
  for (int value : values) {
    if (!Known(type, value, zero)) {
      return Bad(id, absl::StrCat(type->name(), " ", value, " means nothing here"));
    }
    if (!seen.insert(value).second) {
      return Bad(id, absl::StrCat("named twice: ", type->FindValueByNumber(value)->name()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBundle(const v1::Bundle& bundle, absl::Span<const std::string_view> actions) {
  const Actions known(actions.begin(), actions.end());
  if (bundle.name().empty() || bundle.version().empty()) {
    return Bad(bundle.name(), "a bundle has a name and a version");
  }
  if (bundle.access_size() + bundle.redaction_size() > kMostRules) {
    return Bad(bundle.name(), "too many rules");
  }
  if (auto status = CheckIds(bundle); !status.ok()) return status;
  for (const v1::AccessRule& rule : bundle.access()) {
    if (auto status = CheckAccess(rule, known, bundle.of_hub()); !status.ok()) return status;
  }
  for (const v1::RedactionRule& rule : bundle.redaction()) {
    if (auto status = CheckRedaction(rule, known, bundle.of_hub()); !status.ok()) return status;
  }
  if (auto status = CheckClocks(bundle); !status.ok()) return status;
  if (auto status = CheckFlow(bundle, known); !status.ok()) return status;
  if (auto status = CheckPublication(bundle); !status.ok()) return status;
  if (bundle.has_terms_valid_for()) {
    if (auto status = CheckPeriod(bundle.terms_valid_for()); !status.ok()) {
      return Bad(bundle.name(), absl::StrCat("terms_valid_for: ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace smarthub::policy
