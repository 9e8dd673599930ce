// The facts of a bulletin that its people decide: age, notice, the picture, what stands against
// them. Of several people the worst counts.
//
// What holds for somebody who is linked with others (frozen, restricted, young, told, challenged)
// services/subject keeps in each SUBJECT of the set, so each speaks for all of them.
#ifndef SERVICES_BULLETIN_OF_PEOPLE_H_
#define SERVICES_BULLETIN_OF_PEOPLE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "policies/engine/publication.h"
#include "services/bulletin/ground.h"
#include "smarthub/incident/v1/people.pb.h"

namespace smarthub::bulletin {

// Under 18 by their looks.
bool Young(incident::v1::AgeBand said);

absl::Status AddPeople(const bulletin::v1::StoredBulletin& body, const store::Content& content,
                       const Ground& ground, absl::Time now, policy::PublicationFacts& facts);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_OF_PEOPLE_H_
