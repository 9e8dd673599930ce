#include "policies/engine/matrix.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "policies/engine/actions.h"

namespace smarthub::policy {
namespace {

constexpr char kHead[] = R"(
Generated from the engine by policies/engine/matrix_test.cc; do not edit. After changing the bundle:
`SMARTHUB_UPDATE_GOLDEN=1 policies_engine_test --gtest_filter='Matrix*'`, and read the difference.

Everything below holds for a member whose membership is current, who has accepted the terms, whose
organisation's agreement is in force, and who is a named person; and for records that are not restricted,
frozen or withdrawn.
What happens otherwise is under "What stops everybody".
)";

Facts GoodCaller() {
  Facts facts;
  facts.Set(v1::FACT_MEMBERSHIP_CURRENT, true);
  facts.Set(v1::FACT_TERMS_CURRENT, true);
  facts.Set(v1::FACT_AGREEMENT_CURRENT, true);
  facts.Set(v1::FACT_NO_NAMED_OFFICER, false);
  return facts;
}

std::string PurposeTable(const Policy& policy) {
  std::string out = "\n## Purposes\n\n| role | default | may also name |\n|---|---|---|\n";
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    const auto purposes = policy.Purposes(static_cast<Role>(role));
    if (purposes.empty()) continue;
    std::vector<std::string> others;
    for (Purpose purpose : purposes.subspan(1)) others.push_back(Plain(purpose));
    absl::StrAppend(&out, "| ", Plain(static_cast<Role>(role)), " | ", Plain(purposes.front()),
                    " | ", absl::StrJoin(others, ", "), " |\n");
  }
  return out;
}

std::string ActionTable(const Policy& policy) {
  std::vector<std::pair<Role, Purpose>> columns;
  std::string head = "| action |";
  std::string line = "|---|";
  for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
    for (int purpose = 0; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      const std::pair column = {static_cast<Role>(role), static_cast<Purpose>(purpose)};
      bool any = false;
      for (std::string_view action : AllActions()) {
        any |= policy.DecideAction({column.first, column.second, action}, GoodCaller()).allowed;
      }
      if (!any) continue;
      columns.push_back(column);
      absl::StrAppend(&head, " ", Plain(column.first), ": ", Plain(column.second), " |");
      line += ":-:|";
    }
  }
  std::string out =
      absl::StrCat("\n## Actions\n\nRoles and purposes that have no column may do nothing.\n\n",
                   head, "\n", line, "\n");
  for (std::string_view action : AllActions()) {
    std::string cells;
    bool any = false;
    for (const auto& [role, purpose] : columns) {
      const bool allowed = policy.DecideAction({role, purpose, action}, GoodCaller()).allowed;
      cells += allowed ? " yes |" : " |";
      any |= allowed;
    }
    if (any) absl::StrAppend(&out, "| ", std::string(action), " |", cells, "\n");
  }
  std::vector<std::string> none;
  for (std::string_view action : AllActions()) {
    bool any = false;
    for (const auto& [role, purpose] : columns) {
      any |= policy.DecideAction({role, purpose, action}, GoodCaller()).allowed;
    }
    if (!any) none.emplace_back(action);
  }
  absl::StrAppend(&out, "\nDecided elsewhere, by nobody here: ", absl::StrJoin(none, ", "), ".\n");
  return out;
}

template <typename List>
std::string Names(const google::protobuf::EnumDescriptor* type, const List& values,
                  std::string_view if_empty, size_t prefix) {
  if (values.empty()) return std::string(if_empty);
  std::vector<std::string> names;
  for (int value : values) names.push_back(Plain(type->FindValueByNumber(value)->name(), prefix));
  return absl::StrJoin(names, ", ");
}

std::string DenialTable(const v1::Bundle& bundle) {
  std::string out =
      "\n## What stops everybody\n\n| rule | roles | stops | but not | when | because "
      "|\n|---|---|---|---|---|---|\n";
  for (const v1::AccessRule& rule : bundle.access()) {
    if (rule.effect() != v1::EFFECT_DENY) continue;
    std::vector<std::string> when;
    for (const v1::Condition& condition : rule.when()) {
      when.push_back(absl::StrCat(condition.is() ? "" : "not ", Plain(condition.fact())));
    }
    const std::string actions =
        rule.actions().empty() ? "every action" : absl::StrJoin(rule.actions(), ", ");
    const std::string kinds =
        rule.kinds().empty()
            ? actions
            : absl::StrCat(Names(label::v1::RecordKind_descriptor(), rule.kinds(), "", 0), " in ",
                           actions);
    absl::StrAppend(&out, "| ", rule.id(), " | ",
                    Names(v1::Role_descriptor(), rule.roles(), "all", 5), " | ", kinds, " | ",
                    absl::StrJoin(rule.except_actions(), ", "), " | ", absl::StrJoin(when, ", "),
                    ", or unknown | ", rule.because(), " |\n");
  }
  return out;
}

}  // namespace

std::string Plain(const std::string& name, size_t prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name.substr(prefix)), {{"_", " "}});
}
std::string Plain(Role role) { return Plain(v1::Role_Name(role), 5); }
std::string Plain(Purpose purpose) { return Plain(v1::Purpose_Name(purpose), 8); }
std::string Plain(Fact fact) {
  return absl::StrReplaceAll(Plain(v1::Fact_Name(fact), 5),
                             {{"callers", "the caller's"}, {"is the", "the"}});
}
std::string Plain(const v1::Period& period) {
  std::vector<std::string> parts;
  const auto add = [&parts](int64_t count, const char* unit) {
    if (count > 0) parts.push_back(absl::StrCat(count, " ", unit, count == 1 ? "" : "s"));
  };
  add(period.months(), "month");
  add(period.days(), "day");
  const bool hours = period.seconds() % 3600 == 0;
  add(hours ? period.seconds() / 3600 : period.seconds(), hours ? "hour" : "second");
  return absl::StrJoin(parts, ", ");
}

std::string Matrix(const Policy& policy) {
  const v1::Bundle& bundle = policy.bundle();
  return absl::StrCat("# What the policy \"", bundle.name(), "\" (", bundle.version(),
                      ") decides\n", kHead, PurposeTable(policy), ActionTable(policy),
                      RecordTables(policy), DenialTable(bundle), PublicationTables(policy),
                      ClockTables(bundle));
}

}  // namespace smarthub::policy
