// Whether a bulletin that policy lets somebody read is there for them at this read: nothing that
// was so when it was proposed or went up is taken for granted. Coordinator and DPO see it all the
// same, with what stands in its way.
#ifndef SERVICES_BULLETIN_STANDING_H_
#define SERVICES_BULLETIN_STANDING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "policies/engine/publication.h"
#include "services/bulletin/ground.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {

// What is known of somebody's age now, over everybody they are linked with. A damaged record is a
// child's until somebody looks: what cannot be read lets nobody stay up.
struct KnownAges {
  bool under_18 = false;
  bool under_10 = false;
  void Add(const store::Content& subject);
};

// What staying up depends on.
policy::Up UpOf(const StoredBulletin& body, const store::Content& content, KnownAges known);
// The same of people who were read.
policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen);

// Of what is up: everybody in it is the caller's to see, and may be shown still.
bool IsUp(const rpc::Context& context, const StoredBulletin& body, const store::Content& content,
          const Seen& seen);

// Of any bulletin. What waits is there for a second person once nothing is missing but them or a
// signature for an age, and until nothing is left for anybody to do; for whoever proposed or
// approved it while it waits. `ground` outlives the task; where the answer rests on it, it is there
// afterwards, so that it is read once. For methods that declare SUBJECT, PHOTO and INCIDENT.
Task<absl::StatusOr<bool>> IsThere(rpc::Context& context, StoredBulletin body,
                                   const store::Content& content, const Seen& seen,
                                   std::optional<Ground>* ground);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_STANDING_H_
