// What is known of everybody in a bulletin by all that is held of them: their subjects, every
// report of them, their pictures.
#ifndef SERVICES_BULLETIN_OF_PEOPLE_H_
#define SERVICES_BULLETIN_OF_PEOPLE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "policies/standing/people.h"
#include "services/bulletin/ground.h"

namespace smarthub::bulletin {

absl::StatusOr<standing::People> PeopleOf(standing::Bulletin bulletin, const Ground& ground,
                                          absl::Time now);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_OF_PEOPLE_H_
