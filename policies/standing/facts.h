// The facts of a bulletin that its record and its people decide, as policy asks for them
// (policies/engine/publication.h). How wide and how long it may be, and who is its second person,
// services/bulletin adds. Pure functions; thread-safe.
#ifndef POLICIES_STANDING_FACTS_H_
#define POLICIES_STANDING_FACTS_H_

#include "policies/engine/publication.h"
#include "policies/standing/people.h"

namespace smarthub::standing {

policy::PublicationFacts FactsOf(const StoredBulletin& body, const People& people);

// Whether it counts as showing somebody under 18: also while that is not known.
bool CountsAsUnder18(const policy::PublicationFacts& facts);

}  // namespace smarthub::standing

#endif  // POLICIES_STANDING_FACTS_H_
