// What a bulletin still lacks before it may be published: the facts are computed here, and nowhere
// else; what follows from them is policy (policies/engine/publication.h). A fact that cannot be
// known stays unset, and is good enough for nothing.
//
// What holds for somebody who is linked with others (frozen, restricted, young, told, challenged)
// services/subject keeps in each SUBJECT of the set, so each speaks for all of them.
#ifndef SERVICES_BULLETIN_READINESS_H_
#define SERVICES_BULLETIN_READINESS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "policies/engine/publication.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::bulletin {

// A bulletin as it is stored, or about to be.
struct Draft {
  const bulletin::v1::StoredBulletin& body;
  const store::Content& content;
};

// Everything but who is its second person. Looks at SUBJECT and PHOTO records.
Task<absl::StatusOr<policy::PublicationFacts>> FactsOfBulletin(rpc::Context& context, Draft draft);

// Whoever approves, or would.
struct Second {
  Uuid person_id;
  Uuid membership_id;
};
// Adds what is known of them as its second person. Looks at MEMBERSHIP and INCIDENT records.
Task<absl::Status> AddSecond(rpc::Context& context, bulletin::v1::StoredBulletin body,
                             Second second, policy::PublicationFacts* facts);
// The caller.
Second CallerAsSecond(const rpc::Caller& caller);

// All of it as it stands now, with whoever approved this revision. For methods that declare
// SUBJECT, PHOTO, MEMBERSHIP and INCIDENT.
Task<absl::StatusOr<policy::PublicationFacts>> AllFacts(rpc::Context& context, Draft draft);

// Whether policy lets this caller approve it.
bool MayBeSecond(const policy::Policy& policy, policy::v1::BulletinKind kind,
                 policy::PublicationFacts facts);

// What of it this caller is told. A manager says one person of one report: of what the scheme holds
// of them beside that (a challenge, a restriction, notice, another report's age) they learn that it
// waits for somebody else, and no more.
std::vector<policy::v1::PublicationItem> MissingFor(const rpc::Caller& caller, Draft draft,
                                                    const policy::Missing& missing);

// Whether it counts as showing somebody under 18: also while that is not known.
bool CountsAsUnder18(const policy::PublicationFacts& facts);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_READINESS_H_
