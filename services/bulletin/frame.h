// The facts of a bulletin that its people do not decide: what was checked, how wide, how long.
#ifndef SERVICES_BULLETIN_FRAME_H_
#define SERVICES_BULLETIN_FRAME_H_

#include "absl/time/time.h"
#include "policies/engine/publication.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

// Whether it counts as showing somebody under 18: also while that is not known.
bool CountsAsUnder18(const policy::PublicationFacts& facts);

// After what is known of ages: they decide how long.
void AddFrame(const policy::Policy& policy, const bulletin::v1::StoredBulletin& body,
              absl::Time now, policy::PublicationFacts& facts);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_FRAME_H_
