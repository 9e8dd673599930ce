// What a stored bulletin says of itself: where it stands at a moment, from when its time counts,
// who looked at it. Pure functions; thread-safe.
#ifndef POLICIES_STANDING_BULLETIN_H_
#define POLICIES_STANDING_BULLETIN_H_

#include <string_view>

#include "absl/time/time.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::standing {

using bulletin::v1::BulletinState;
using bulletin::v1::StoredBulletin;

// A bulletin as it is stored, or about to be: a view, good while both are there.
struct Bulletin {
  const StoredBulletin& body;
  const store::Content& content;
};

// Somebody must do something before members see it.
bool Waits(BulletinState state);
// The state at `now`: what is published is so until its time runs out, and what waits until it
// would be erased, sweeper or not.
BulletinState StateAt(const StoredBulletin& body, const store::Content& content, absl::Time now);

bool WasPublished(const StoredBulletin& body);
// From when its time counts: means nothing where nothing was published yet.
absl::Time FirstPublished(const StoredBulletin& body);

// Somebody looked at this revision of it, not at an earlier one.
bool IsOf(const bulletin::v1::StoredApproval& approval, const StoredBulletin& body);
bool IsApproved(const StoredBulletin& body);
// For an age.
bool IsSignedOff(const StoredBulletin& body);
// The approval or signature is of this person (bytes of their id) and this revision.
bool IsBy(std::string_view person, const bulletin::v1::StoredApproval& approval,
          const StoredBulletin& body);

// A bulletin with a hole tells who the hole is: members see all of it or nothing. Who decides about
// bulletins and who checks that see what is down too, and what stands in its way.
bool SeesWhatIsDown(policy::Role role);

}  // namespace smarthub::standing

#endif  // POLICIES_STANDING_BULLETIN_H_
