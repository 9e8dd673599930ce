// From what is known of a caller and a record to the closed list of facts that policy decides on.
// The one place: no other file sets a policy::Fact. Pure; thread-safe.
//
// A fact that cannot be computed stays unknown, and an unknown fact never opens anything: a record
// that does not say at which site it is, is at nobody's known site.
#ifndef PLATFORM_RPC_FACTS_H_
#define PLATFORM_RPC_FACTS_H_

#include "absl/time/time.h"
#include "platform/rpc/caller.h"
#include "policies/engine/policy.h"
#include "smarthub/store/v1/record.pb.h"

namespace smarthub::rpc {

// Of the caller alone, for the decision about an action.
policy::Facts FactsOf(const Caller& caller);
// Of the caller and one record, seen from the caller at `now`: what is published is live from its
// first moment to just before its last.
policy::Facts FactsOf(const Caller& caller, const store::v1::RecordFacts& record, absl::Time now);

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_FACTS_H_
