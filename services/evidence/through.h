// The records that photos are shown through: what of a bulletin, and of the people in a report,
// this caller may see now. For handlers; on the loop's thread.
#ifndef SERVICES_EVIDENCE_THROUGH_H_
#define SERVICES_EVIDENCE_THROUGH_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/uuid.h"
#include "platform/rpc/context.h"
#include "platform/task/task.h"
#include "policies/engine/policy.h"

namespace smarthub::evidence {

// Ids of the photos that a bulletin shows this caller: of people whom policy lets them see. A photo
// of two people needs both.
struct ThroughBulletin {
  policy::LabelSet shown;
  // With the digest of the picture that was approved.
  std::map<Uuid, std::string> photos;
};

// NOT_FOUND where it is not the caller's to see, or not there for them any more: never wider than
// what the bulletin room shows them (tests/integration/photo_standing_test.cc).
Task<absl::StatusOr<ThroughBulletin>> LoadBulletin(rpc::Context& context, Uuid id);

// Of each appearance, whether policy lets this caller see whose it is, where the scheme has opened
// that person: somebody frozen or restricted is shown through no record.
Task<absl::StatusOr<std::vector<bool>>> PeopleSeen(rpc::Context& context,
                                                   std::vector<std::string> appearances);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_THROUGH_H_
