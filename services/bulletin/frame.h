// The facts of a bulletin that say how wide and how long it may be.
#ifndef SERVICES_BULLETIN_FRAME_H_
#define SERVICES_BULLETIN_FRAME_H_

#include "absl/time/time.h"
#include "policies/standing/facts.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

using standing::CountsAsUnder18;

// After what is known of ages: they decide how long.
void AddFrame(const policy::Policy& policy, const bulletin::v1::StoredBulletin& body,
              absl::Time now, policy::PublicationFacts& facts);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_FRAME_H_
