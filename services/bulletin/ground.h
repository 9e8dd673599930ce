// What the rules rest on of the people in a bulletin, read once for all that is asked of it. A call
// that publishes asks for it to stand until its commit (rpc::Context::RulesMustStand).
#ifndef SERVICES_BULLETIN_GROUND_H_
#define SERVICES_BULLETIN_GROUND_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/bulletin/linked.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

struct PersonGround {
  Linked linked;
  // nullopt: none is shown, or it is gone.
  std::optional<rpc::RuleView> photo;
};
// In the order of the body.
using Ground = std::vector<PersonGround>;

// Few enough records that a commit can rest on all of them. For methods that declare SUBJECT, PHOTO
// and INCIDENT.
Task<absl::StatusOr<Ground>> ReadGround(rpc::Context& context, bulletin::v1::StoredBulletin body);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_GROUND_H_
