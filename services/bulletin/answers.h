// What shops answered a bulletin is kept as long as the bulletin, also when that changes.
#ifndef SERVICES_BULLETIN_ANSWERS_H_
#define SERVICES_BULLETIN_ANSWERS_H_

#include <string_view>

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "services/bulletin/open.h"
#include "services/bulletin/record.h"

namespace smarthub::bulletin {

// Under which answers stand, their bulletin the partition; and whether one is kept as its bulletin.
inline constexpr std::string_view kAnswers[] = {kSightings, kIdentifications, kAcknowledgementsOf};
bool KeptAlike(const store::Content& bulletin, const store::Content& answer);

// Save, and class and clock of the bulletin's answers with it: at most 48 in one commit, sightings
// first, the newest of each first; what is beyond follows at once (answer_follower.h). A damaged
// answer, and what is older in its list, stay as they were: the bulletin is saved. `opened`
// outlives the task. For methods that declare ACKNOWLEDGEMENT, SIGHTING and IDENTIFICATION.
Task<absl::Status> SaveWithAnswers(rpc::Context& context, Opened* opened);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_ANSWERS_H_
