// The second person: whoever approves a bulletin with people in it is not of those whose suspicion
// it is. What cannot be known is not good enough.
#ifndef SERVICES_BULLETIN_SECOND_H_
#define SERVICES_BULLETIN_SECOND_H_

#include "absl/status/status.h"
#include "platform/rpc/context.h"
#include "policies/engine/publication.h"
#include "services/bulletin/ground.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

// Whoever approves, or would.
struct Second {
  Uuid person_id;
  Uuid membership_id;
};
// The caller.
Second CallerAsSecond(const rpc::Caller& caller);

// Adds what is known of them as its second person. For methods that declare MEMBERSHIP.
Task<absl::Status> AddSecond(rpc::Context& context, bulletin::v1::StoredBulletin body,
                             Second second, const Ground& ground, policy::PublicationFacts* facts);

// Whether policy lets whoever was added approve it.
bool MayBeSecond(const policy::Policy& policy, policy::v1::BulletinKind kind,
                 policy::PublicationFacts facts);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_SECOND_H_
