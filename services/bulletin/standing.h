// Reads what policies/standing/there.h decides on: whether a bulletin that policy lets somebody
// read is there for them at this read. Coordinator and DPO see it all the same, with what stands in
// its way.
#ifndef SERVICES_BULLETIN_STANDING_H_
#define SERVICES_BULLETIN_STANDING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "policies/standing/there.h"
#include "services/bulletin/ground.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {

// By what is shown to the caller of everybody in it.
policy::Up UpOf(const StoredBulletin& body, const store::Content& content, const Seen& seen,
                absl::Time now);
// standing::IsUp, of people who are the caller's to see.
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
