// Making true what every subject of a set says of the set, and staging it. What is true of the
// person (frozen, restricted, under 18, notice, challenged) is worked out from what each subject
// says for itself, over the whole set, and written into every one of them in one commit: so a
// bulletin that shows any of them is decided by all of them, and taking a link away leaves exactly
// what was there before.
#ifndef SERVICES_SUBJECT_SETTLE_SET_H_
#define SERVICES_SUBJECT_SETTLE_SET_H_

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "policies/engine/policy.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

// Works out facts, the fields that speak for the set, and the indexes of everybody in it, and seals
// the bodies. INTERNAL where the policy has no notice_within. Pure.
absl::Status Settle(const policy::Policy& policy, LinkedSet& set);

// Settles, stages those that are not as they are stored, and makes the others stand
// (RulesMustStand), so that two who change one set meet. Tells of those whose facts changed, or who
// turned out to be under 10: what shows them must look again. The notices to each are kept for as
// long as they are; where one commit has not room for them all, whoever is left over is marked
// (LeftOver) and told of, and the next Save goes on. At most as many records as are in the set, or
// 30. By LoadAllForRule of SUBJECT and ListForRule of NOTICE.
Task<absl::Status> Save(rpc::Context& context, LinkedSet& set);

// Save, where anything that a set says differs from what is stored, or is left over: for whoever
// only looks.
Task<absl::Status> SaveIfChanged(rpc::Context& context, LinkedSet& set);

// Some notices to `subject` are not kept as long as it is yet: it must be saved again.
bool LeftOver(const store::Content& subject);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SETTLE_SET_H_
