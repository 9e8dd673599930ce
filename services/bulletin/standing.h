// Whether a bulletin that policy lets somebody read is there for them at this read: nothing that
// was so when it was proposed or went up is taken for granted. Coordinator and DPO see it all the
// same, with what stands in its way.
#ifndef SERVICES_BULLETIN_STANDING_H_
#define SERVICES_BULLETIN_STANDING_H_

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "policies/engine/publication.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {

// What staying up depends on. `known_young`: somebody in it is known to be under 18 now.
policy::Up UpOf(const StoredBulletin& body, const store::Content& content, bool known_young);
// The same of people who were read.
policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen);

// Of what is up: everybody in it is the caller's to see, and may be shown still.
bool IsUp(const rpc::Context& context, const StoredBulletin& body, const store::Content& content,
          const Seen& seen);

// Of any bulletin. What waits is there for a second person once nothing is missing but them or a
// signature for an age, and until nothing is left for anybody to do; for whoever proposed or
// approved it while it waits. For methods that declare SUBJECT, PHOTO and INCIDENT.
Task<absl::StatusOr<bool>> IsThere(rpc::Context& context, StoredBulletin body,
                                   const store::Content& content, const Seen& seen);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_STANDING_H_
