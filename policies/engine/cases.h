// Golden cases: situations and what must be decided in them (policies/cases). Used by the tests and
// by `smarthub policy test`.
#ifndef POLICIES_ENGINE_CASES_H_
#define POLICIES_ENGINE_CASES_H_

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "policies/engine/policy.h"
#include "smarthub/policy/v1/case.pb.h"

namespace smarthub::policy {

struct NamedCase {
  // Without directory and extension.
  std::string name;
  v1::Case body;
};

// All *.textproto of a directory, in the order of their names. INVALID_ARGUMENT names a file that
// is no case: unknown field, no bundle, situation, role, purpose or expectation, a fact both held
// and not.
absl::StatusOr<std::vector<NamedCase>> LoadCases(const std::string& directory);

// What running cases has touched, over all of them.
struct Coverage {
  // Ids of rules named in decisions, and of publication rules that found something missing.
  std::set<std::string> rules;
  // role, purpose, action, kind (0: the action itself) of every question asked.
  std::set<std::tuple<int, int, std::string, int>> cells;
};

// Ids of every rule that a case can reach, in the order of the bundle: access, redaction,
// publication.
std::vector<std::string> RulesOfCases(const Policy& policy);

// Runs one case. Every disagreement is a line for people; none: the policy decides as written.
std::vector<std::string> RunCase(const Policy& policy, const v1::Case& written,
                                 Coverage* coverage = nullptr);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_CASES_H_
