// What a bulletin still lacks before it may be published: the facts are put together here
// (policies/standing/facts.h of what of_people.h knows; frame.h, second.h), and nowhere else; what
// follows from them is policy (policies/engine/publication.h). A fact that cannot be known stays
// unset, and is good enough for nothing.
#ifndef SERVICES_BULLETIN_READINESS_H_
#define SERVICES_BULLETIN_READINESS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "policies/engine/publication.h"
#include "policies/standing/bulletin.h"
#include "services/bulletin/ground.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

using Draft = standing::Bulletin;

// Everything but who is its second person.
absl::StatusOr<policy::PublicationFacts> FactsOfBulletin(const rpc::Context& context, Draft draft,
                                                         const Ground& ground);

// All of it as it stands now, with whoever approved this revision. For methods that declare
// MEMBERSHIP.
Task<absl::StatusOr<policy::PublicationFacts>> AllFacts(rpc::Context& context, Draft draft,
                                                        const Ground& ground);

// What of it this caller is told. A manager says one person of one report: of what the scheme holds
// of them beside that (a challenge, a restriction, notice, another report's age) they learn that it
// waits for somebody else, and no more.
std::vector<policy::v1::PublicationItem> MissingFor(const rpc::Caller& caller, Draft draft,
                                                    const policy::Missing& missing);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_READINESS_H_
