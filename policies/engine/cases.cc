#include "policies/engine/cases.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"
#include "policies/engine/publication.h"

namespace smarthub::policy {
namespace {

namespace fs = std::filesystem;

template <typename Message>
bool Contradicts(const Message& says) {
  return absl::c_any_of(says.holds(),
                        [&](int fact) { return absl::c_linear_search(says.holds_not(), fact); });
}

absl::Status CheckCase(const v1::Case& written) {
  const bool asks =
      !written.expect().empty() || written.no_other_action() || written.no_other_record();
  if (written.bundle().empty() || written.situation().empty() ||
      (!asks && written.publication().empty()) ||
      (asks && (written.roles().empty() || written.purposes().empty()))) {
    return absl::InvalidArgumentError(
        "a case names bundle, situation, roles, purposes and what it expects");
  }
  if (Contradicts(written)) return absl::InvalidArgumentError("a fact cannot hold and not hold");
  for (const v1::PublicationExpectation& expected : written.publication()) {
    if (expected.kinds().empty()) return absl::InvalidArgumentError("expects of no bulletin");
    if (Contradicts(expected)) return absl::InvalidArgumentError("a fact cannot hold and not hold");
  }
  for (const v1::Expectation& expected : written.expect()) {
    if (expected.actions().empty()) return absl::InvalidArgumentError("expects of no action");
    if (!expected.allowed() && !expected.shown().empty()) {
      return absl::InvalidArgumentError("nothing is shown of a denied record");
    }
  }
  return absl::OkStatus();
}

template <typename Message>
void AddFacts(const Message& says, Facts& facts) {
  for (int fact : says.holds()) facts.Set(static_cast<Fact>(fact), true);
  for (int fact : says.holds_not()) facts.Set(static_cast<Fact>(fact), false);
}

std::set<std::string> RuleNames(const Policy& policy, const Decision& decision) {
  std::set<std::string> names;
  for (RuleIndex rule : decision.rules) names.emplace(policy.RuleId(rule));
  return names;
}

std::set<std::string> LabelNames(LabelSet labels) {
  std::set<std::string> names;
  for (int label = 1; label < label::v1::Label_ARRAYSIZE; ++label) {
    if (labels.Has(static_cast<Label>(label))) {
      names.insert(label::v1::Label_Name(static_cast<Label>(label)));
    }
  }
  return names;
}

// One role with one purpose in the situation.
class Run {
 public:
  Run(const Policy& policy, const v1::Case& written, Role role, Purpose purpose, Coverage* coverage,
      std::vector<std::string>& lines)
      : policy_(policy), role_(role), purpose_(purpose), coverage_(coverage), lines_(lines) {
    AddFacts(written, facts_);
    for (const v1::Expectation& expected : written.expect()) Expect(expected);
    for (std::string_view action : AllActions()) {
      if (written.no_other_action()) ExpectDenied(action, label::v1::RECORD_KIND_UNSPECIFIED);
      if (!written.no_other_record()) continue;
      for (RecordKind kind : AllKinds()) ExpectDenied(action, kind);
    }
  }

 private:
  Decision Ask(const std::string& action, RecordKind kind, const Facts& facts) {
    const Question question = {role_, purpose_, action};
    const bool of_record = kind != label::v1::RECORD_KIND_UNSPECIFIED;
    const Decision decision = of_record ? policy_.DecideRecord(question, kind, facts)
                                        : policy_.DecideAction(question, facts);
    if (coverage_ != nullptr) {
      coverage_->rules.merge(RuleNames(policy_, decision));
      coverage_->cells.emplace(role_, purpose_, action, kind);
    }
    return decision;
  }

  void Expect(const v1::Expectation& expected) {
    Facts facts = facts_;
    AddFacts(expected, facts);
    std::vector<int> kinds(expected.kinds().begin(), expected.kinds().end());
    if (kinds.empty()) kinds.push_back(label::v1::RECORD_KIND_UNSPECIFIED);
    for (const std::string& action : expected.actions()) {
      for (int number : kinds) {
        const auto kind = static_cast<RecordKind>(number);
        named_.emplace(action, number);
        Compare(expected, action, kind, Ask(action, kind, facts));
      }
    }
  }

  void Compare(const v1::Expectation& expected, const std::string& action, RecordKind kind,
               const Decision& decision) {
    if (decision.allowed != expected.allowed()) {
      Say(action, kind, decision.allowed ? "is allowed" : "is denied");
    }
    const std::set<std::string> rules(expected.rules().begin(), expected.rules().end());
    if (RuleNames(policy_, decision) != rules) {
      Say(action, kind,
          absl::StrCat("decided by: ", absl::StrJoin(RuleNames(policy_, decision), ", ")));
    }
    if (!decision.allowed || kind == label::v1::RECORD_KIND_UNSPECIFIED) return;
    LabelSet shown = DefaultShown();
    for (int label : expected.shown()) shown.Add(static_cast<Label>(label));
    if (decision.shown == shown) return;
    const LabelSet more(decision.shown.bits() & ~shown.bits());
    const LabelSet less(shown.bits() & ~decision.shown.bits());
    Say(action, kind,
        absl::StrCat("shown too much: ", absl::StrJoin(LabelNames(more), ", "),
                     "; not shown: ", absl::StrJoin(LabelNames(less), ", ")));
  }

  void ExpectDenied(std::string_view view, RecordKind kind) {
    const std::string action(view);
    if (named_.contains({action, kind})) return;
    if (Ask(action, kind, facts_).allowed) Say(action, kind, "is allowed, and not named");
  }

  void Say(const std::string& action, RecordKind kind, const std::string& what) {
    lines_.push_back(absl::StrCat(v1::Role_Name(role_), " ", v1::Purpose_Name(purpose_), " ",
                                  action, kind == 0 ? "" : " ",
                                  kind == 0 ? "" : label::v1::RecordKind_Name(kind), ": ", what));
  }

  const Policy& policy_;
  const Role role_;
  const Purpose purpose_;
  Coverage* const coverage_;
  std::vector<std::string>& lines_;
  Facts facts_;
  std::set<std::pair<std::string, int>> named_;
};

template <typename Items>
std::set<std::string> ItemNames(const Items& items) {
  std::set<std::string> names;
  for (int item : items) {
    names.insert(v1::PublicationItem_Name(static_cast<v1::PublicationItem>(item)));
  }
  return names;
}

void RunPublication(const Policy& policy, const v1::PublicationExpectation& expected,
                    Coverage* coverage, std::vector<std::string>& lines) {
  PublicationFacts facts;
  for (int fact : expected.holds()) facts.Set(static_cast<v1::PublicationFact>(fact), true);
  for (int fact : expected.holds_not()) facts.Set(static_cast<v1::PublicationFact>(fact), false);
  for (int number : expected.kinds()) {
    const auto kind = static_cast<v1::BulletinKind>(number);
    const Missing missing = MissingItems(policy, kind, facts);
    const std::set<std::string> rules(missing.rules.begin(), missing.rules.end());
    if (coverage != nullptr) coverage->rules.insert(rules.begin(), rules.end());
    if (ItemNames(missing.items) != ItemNames(expected.missing())) {
      lines.push_back(absl::StrCat(v1::BulletinKind_Name(kind),
                                   ": missing: ", absl::StrJoin(ItemNames(missing.items), ", ")));
    }
    if (rules != std::set<std::string>(expected.rules().begin(), expected.rules().end())) {
      lines.push_back(absl::StrCat(v1::BulletinKind_Name(kind),
                                   ": found missing by: ", absl::StrJoin(rules, ", ")));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<NamedCase>> LoadCases(const std::string& directory) {
  std::vector<NamedCase> cases;
  std::error_code code;
  for (fs::directory_iterator it(directory, code), end; !code && it != end; it.increment(code)) {
    if (it->path().extension() != ".textproto") continue;
    NamedCase one;
    one.name = it->path().stem().string();
    if (auto status = LoadText(it->path().string(), one.body); !status.ok()) return status;
    if (auto status = CheckCase(one.body); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(one.name, ": ", status.message()));
    }
    cases.push_back(std::move(one));
  }
  if (code || cases.empty()) {
    return absl::NotFoundError(absl::StrCat(directory, ": no cases here (*.textproto)"));
  }
  std::sort(cases.begin(), cases.end(),
            [](const NamedCase& a, const NamedCase& b) { return a.name < b.name; });
  return cases;
}

std::vector<std::string> RulesOfCases(const Policy& policy) {
  std::vector<std::string> rules;
  for (size_t i = 0; i < policy.rule_count(); ++i) {
    rules.emplace_back(policy.RuleId(static_cast<RuleIndex>(i)));
  }
  for (const v1::PublicationRule& rule : policy.bundle().publication()) rules.push_back(rule.id());
  return rules;
}

std::vector<std::string> RunCase(const Policy& policy, const v1::Case& written,
                                 Coverage* coverage) {
  std::vector<std::string> lines;
  for (int role : written.roles()) {
    for (int purpose : written.purposes()) {
      Run(policy, written, static_cast<Role>(role), static_cast<Purpose>(purpose), coverage, lines);
    }
  }
  for (const v1::PublicationExpectation& expected : written.publication()) {
    RunPublication(policy, expected, coverage, lines);
  }
  return lines;
}

}  // namespace smarthub::policy
