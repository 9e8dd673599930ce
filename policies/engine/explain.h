// Why a question is decided as it is: every rule that speaks of it, and what became of each. For
// `smarthub policy explain` and for whoever has written a rule that does not do what they meant.
// Not for callers: it says what would have to be true.
#ifndef POLICIES_ENGINE_EXPLAIN_H_
#define POLICIES_ENGINE_EXPLAIN_H_

#include <string>
#include <vector>

#include "policies/engine/policy.h"

namespace smarthub::policy {

// Lines for people. The first says the decision; then one line for each rule that speaks of the
// question, in the order of the bundle, with each condition and the fact behind it; then the labels
// shown beyond the default. `kind` RECORD_KIND_UNSPECIFIED asks about the action.
std::vector<std::string> Explain(const Policy& policy, const Question& question, RecordKind kind,
                                 const Facts& facts);

}  // namespace smarthub::policy

#endif  // POLICIES_ENGINE_EXPLAIN_H_
