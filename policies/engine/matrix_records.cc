#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policies/engine/actions.h"
#include "policies/engine/matrix.h"

namespace smarthub::policy {
namespace {

// What must be true of a record, beside its not being restricted; every other fact of it is false.
using When = std::set<Fact>;

// The circumstances that rules for this kind ask about: each ALLOW's own conditions, and each
// redaction's.
std::set<When> Circumstances(const v1::Bundle& bundle, RecordKind kind) {
  std::set<When> all;
  const auto add = [&](const auto& rule) {
    if (std::find(rule.kinds().begin(), rule.kinds().end(), kind) == rule.kinds().end()) return;
    When when;
    for (const v1::Condition& condition : rule.when()) {
      if (condition.is()) when.insert(condition.fact());
    }
    all.insert(when);
  };
  for (const v1::AccessRule& rule : bundle.access()) {
    if (rule.effect() == v1::EFFECT_ALLOW) add(rule);
  }
  for (const v1::RedactionRule& rule : bundle.redaction()) add(rule);
  return all;
}

Facts FactsFor(const When& when) {
  Facts facts;
  for (int fact = 1; fact < v1::Fact_ARRAYSIZE; ++fact) {
    facts.Set(static_cast<Fact>(fact), fact <= v1::FACT_AGREEMENT_CURRENT);
  }
  for (Fact fact : when) facts.Set(fact, true);
  return facts;
}

// One way of seeing a kind: in these circumstances, in these actions, these labels.
struct View {
  When when;
  std::vector<std::string> actions;
  uint64_t shown = 0;
  auto operator<=>(const View&) const = default;
};

// Each circumstance is told once, where it first opens something: a longer one that opens and shows
// no more is left out.
std::map<View, std::vector<std::pair<Role, Purpose>>> Views(const Policy& policy, RecordKind kind) {
  std::map<View, std::vector<std::pair<Role, Purpose>>> views;
  const std::set<When> circumstances = Circumstances(policy.bundle(), kind);
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    for (int purpose = 0; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      const std::pair who = {static_cast<Role>(role), static_cast<Purpose>(purpose)};
      std::map<std::pair<When, uint64_t>, std::vector<std::string>> actions;
      for (std::string_view action : AllActions()) {
        std::map<When, uint64_t> told;
        std::vector<When> shortest(circumstances.begin(), circumstances.end());
        std::sort(shortest.begin(), shortest.end(), [](const When& a, const When& b) {
          return std::tuple(a.size(), a) < std::tuple(b.size(), b);
        });
        for (const When& when : shortest) {
          const Decision decision =
              policy.DecideRecord({who.first, who.second, action}, kind, FactsFor(when));
          if (!decision.allowed) continue;
          bool news = true;
          for (const auto& [before, shown] : told) {
            news &= !(std::includes(when.begin(), when.end(), before.begin(), before.end()) &&
                      shown == decision.shown.bits());
          }
          if (!news) continue;
          told[when] = decision.shown.bits();
          actions[{when, decision.shown.bits()}].emplace_back(action);
        }
      }
      for (const auto& [key, in] : actions) views[{key.first, in, key.second}].push_back(who);
    }
  }
  return views;
}

std::string Who(const std::vector<std::pair<Role, Purpose>>& pairs) {
  std::map<Role, std::vector<std::string>> roles;
  for (const auto& [role, purpose] : pairs) roles[role].push_back(Plain(purpose));
  std::vector<std::string> lines;
  for (const auto& [role, purposes] : roles) {
    lines.push_back(absl::StrCat(Plain(role), " (", absl::StrJoin(purposes, ", "), ")"));
  }
  return absl::StrJoin(lines, "; ");
}

std::string WhenText(const When& when) {
  std::vector<std::string> facts;
  for (Fact fact : when) facts.push_back(Plain(fact));
  return facts.empty() ? "always" : absl::StrJoin(facts, " and ");
}

std::string KindTable(const Policy& policy, RecordKind kind) {
  const auto views = Views(policy, kind);
  if (views.empty()) return "";
  std::string out =
      absl::StrCat("\n### ", label::v1::RecordKind_Name(kind),
                   "\n\n| view | who (for which purpose) | when | in |\n|---|---|---|---|\n");
  std::string head = "| label |";
  std::string line = "|---|";
  uint64_t any = 0;
  int number = 0;
  for (const auto& [view, who] : views) {
    ++number;
    absl::StrAppend(&out, "| ", number, " | ", Who(who), " | ", WhenText(view.when), " | ",
                    absl::StrJoin(view.actions, ", "), " |\n");
    absl::StrAppend(&head, " ", number, " |");
    line += ":-:|";
    any |= view.shown & ~DefaultShown().bits();
  }
  if (any == 0) return out + "\nNothing is shown beyond the labels that everybody sees.\n";
  absl::StrAppend(&out, "\n", head, "\n", line, "\n");
  for (int label = 1; label < label::v1::Label_ARRAYSIZE; ++label) {
    if (!LabelSet(any).Has(static_cast<Label>(label))) continue;
    absl::StrAppend(&out, "| ", label::v1::Label_Name(static_cast<Label>(label)), " |");
    for (const auto& [view, who] : views) {
      out += LabelSet(view.shown).Has(static_cast<Label>(label)) ? " yes |" : " |";
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string RecordTables(const Policy& policy) {
  std::vector<std::string> shown;
  for (int label = 1; label < label::v1::Label_ARRAYSIZE; ++label) {
    if (DefaultShown().Has(static_cast<Label>(label))) {
      shown.push_back(label::v1::Label_Name(static_cast<Label>(label)));
    }
  }
  std::string out = absl::StrCat(
      "\n## Records and their labels\n\nA record that no view opens does not exist for the caller. "
      "Of a "
      "record that one opens, everybody sees ",
      absl::StrJoin(shown, ", "),
      "; the other labels as the view says. A label without a line is shown to nobody. Facts that "
      "a view "
      "does not name are taken as not holding.\n");
  for (RecordKind kind : AllKinds()) out += KindTable(policy, kind);
  return out;
}

}  // namespace smarthub::policy
