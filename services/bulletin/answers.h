// What shops answered a bulletin is kept as long as the bulletin, also when that changes.
#ifndef SERVICES_BULLETIN_ANSWERS_H_
#define SERVICES_BULLETIN_ANSWERS_H_

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "services/bulletin/open.h"

namespace smarthub::bulletin {

// Save, and class and clock of the bulletin's answers with it: at most 48 in one commit, sightings
// first, the newest of each first; what is beyond goes with the next save. `opened` outlives the
// task. For methods that declare ACKNOWLEDGEMENT, SIGHTING and IDENTIFICATION.
Task<absl::Status> SaveWithAnswers(rpc::Context& context, Opened* opened);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_ANSWERS_H_
