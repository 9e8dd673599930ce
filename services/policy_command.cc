// The tools of whoever writes rules: would a bundle load, does it decide as its cases say, and why
// is a question decided as it is. They read files and nothing else.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/base/status_macros.h"
#include "policies/engine/actions.h"
#include "policies/engine/cases.h"
#include "policies/engine/explain.h"
#include "policies/engine/load.h"
#include "policies/engine/policy.h"
#include "services/commands.h"
#include "services/hub.h"

namespace smarthub {
namespace {

absl::StatusOr<std::shared_ptr<const policy::Policy>> Open(const std::string& directory) {
  ASSIGN_OR_RETURN(const policy::v1::Bundle bundle, policy::LoadBundle(directory));
  return policy::Policy::Compile(bundle, policy::AllActions());
}

// "site manager" and "ROLE_SITE_MANAGER" are the same to a person. INVALID_ARGUMENT with what there
// is instead.
absl::StatusOr<int> ValueNamed(const google::protobuf::EnumDescriptor& of,
                               const std::string& prefix, const std::string& typed) {
  const std::string name =
      absl::StrReplaceAll(absl::AsciiStrToUpper(typed), {{" ", "_"}, {"-", "_"}});
  std::string known;
  for (int i = 0; i < of.value_count(); ++i) {
    const auto& value = *of.value(i);
    if (value.number() == 0) continue;
    if (value.name() == name || value.name() == absl::StrCat(prefix, name)) return value.number();
    absl::StrAppend(&known, known.empty() ? "" : ", ",
                    absl::AsciiStrToLower(value.name().substr(prefix.size())));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", typed, "\" is not known; there is: ", known));
}

absl::Status SetFacts(const std::vector<std::string>& names, bool holds, policy::Facts& facts) {
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const int fact, ValueNamed(*policy::v1::Fact_descriptor(), "FACT_", name));
    facts.Set(static_cast<policy::Fact>(fact), holds);
  }
  return absl::OkStatus();
}

absl::Status Explain(const PolicyQuestion& asked) {
  ASSIGN_OR_RETURN(const auto policy, Open(asked.directory));
  policy::Question question;
  ASSIGN_OR_RETURN(const int role, ValueNamed(*policy::v1::Role_descriptor(), "ROLE_", asked.role));
  ASSIGN_OR_RETURN(const int purpose,
                   ValueNamed(*policy::v1::Purpose_descriptor(), "PURPOSE_", asked.purpose));
  question.role = static_cast<policy::Role>(role);
  question.purpose = static_cast<policy::Purpose>(purpose);
  question.action = asked.action;
  const auto actions = policy::AllActions();
  if (std::find(actions.begin(), actions.end(), asked.action) == actions.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no method has the action \"", asked.action,
                     "\"; it is in option (label.v1.method) of its proto"));
  }
  int kind = 0;
  if (!asked.kind.empty()) {
    ASSIGN_OR_RETURN(kind, ValueNamed(*label::v1::RecordKind_descriptor(), "", asked.kind));
  }
  policy::Facts facts;
  RETURN_IF_ERROR(SetFacts(asked.holds, true, facts));
  RETURN_IF_ERROR(SetFacts(asked.holds_not, false, facts));
  for (const std::string& line :
       policy::Explain(*policy, question, static_cast<policy::RecordKind>(kind), facts)) {
    std::printf("%s\n", line.c_str());
  }
  return absl::OkStatus();
}

// Every disagreement is a line; the count of them.
absl::StatusOr<int> Test(const std::string& directory, const std::string& cases_directory) {
  ASSIGN_OR_RETURN(const auto policy, Open(directory));
  ASSIGN_OR_RETURN(const auto cases, policy::LoadCases(cases_directory));
  int asked = 0;
  int wrong = 0;
  policy::Coverage coverage;
  for (const policy::NamedCase& one : cases) {
    if (one.body.bundle() != policy->bundle().name()) continue;
    ++asked;
    for (const std::string& line : policy::RunCase(*policy, one.body, &coverage)) {
      std::printf("%s: %s\n", one.name.c_str(), line.c_str());
      ++wrong;
    }
  }
  if (asked == 0) {
    return absl::NotFoundError(absl::StrCat("no case in ", cases_directory, " is of bundle \"",
                                            policy->bundle().name(), "\""));
  }
  for (const std::string& id : policy::RulesOfCases(*policy)) {
    if (coverage.rules.contains(id)) continue;
    std::printf("%s: decides in no case\n", id.c_str());
    ++wrong;
  }
  std::printf("%s: %d cases, %zu questions, %d not as written\n", directory.c_str(), asked,
              coverage.cells.size(), wrong);
  return wrong;
}

}  // namespace

int PolicyCheck(const std::string& directory) {
  const auto policy = Open(directory);
  if (!policy.ok()) return Complain(policy.status());
  const policy::v1::Bundle& bundle = (*policy)->bundle();
  std::printf(
      "%s: bundle \"%s\" version %s loads: %d access, %d redaction, %d lifecycle, %d ledger, "
      "%d publication rules\n",
      directory.c_str(), bundle.name().c_str(), bundle.version().c_str(), bundle.access_size(),
      bundle.redaction_size(), bundle.lifecycle_size(), bundle.ledger_size(),
      bundle.publication_size());
  return 0;
}

int PolicyTest(const std::string& directory, const std::string& cases) {
  const std::filesystem::path beside = std::filesystem::path(directory) / ".." / "cases";
  const auto wrong = Test(directory, cases.empty() ? beside.string() : cases);
  if (!wrong.ok()) return Complain(wrong.status());
  return *wrong == 0 ? 0 : 1;
}

int PolicyExplain(const PolicyQuestion& question) { return Complain(Explain(question)); }

}  // namespace smarthub
