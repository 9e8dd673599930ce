// Where a member worked before: a colleague of then is no second person for what happened there
// then (services/bulletin). Pure functions; thread-safe.
#ifndef SERVICES_IDENTITY_SITES_LEFT_H_
#define SERVICES_IDENTITY_SITES_LEFT_H_

#include <vector>

#include "absl/time/time.h"
#include "platform/base/uuid.h"
#include "policies/engine/policy.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::identity {

// The sites of `member` that are not among `stays` were left at `now`. Each site is kept once, with
// the last time it was left and for whom they worked there then.
//
// Both drop what was left longer ago than `policy` has a report kept without somebody deciding it
// anew: there is nothing left to be a colleague of.
void LeaveSites(const policy::Policy& policy, const std::vector<Uuid>& stays, absl::Time now,
                v1::StoredMembership& member);

// `member` is the same person's as `before`, which ended: they left its sites then. Of an
// invitation that nobody took up nothing is taken: nobody worked there.
void TakeSitesLeft(const policy::Policy& policy, const v1::StoredMembership& before, absl::Time now,
                   v1::StoredMembership& member);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_SITES_LEFT_H_
