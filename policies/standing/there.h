// Whether a bulletin that policy lets somebody read is there for them at this read: nothing that
// was so when it was proposed or went up is taken for granted. The rooms that show a bulletin, its
// pictures or that somebody is in it (services/bulletin, evidence, subject) read the records and
// ask here, so that none shows what another hides. Pure functions; thread-safe.
#ifndef POLICIES_STANDING_THERE_H_
#define POLICIES_STANDING_THERE_H_

#include <string_view>

#include "absl/functional/function_ref.h"
#include "policies/standing/facts.h"

namespace smarthub::standing {

// What staying up depends on.
policy::Up UpOf(Bulletin bulletin, const People& people);

// Of what is live: everybody in it was there to be asked, and may be shown still.
bool MayStayUp(const policy::Policy& policy, Bulletin bulletin, const People& people,
               absl::Time now);
// It is published, its time runs, and it may stay up.
bool IsUp(const policy::Policy& policy, Bulletin bulletin, const People& people, absl::Time now);

// Of what is missing, all that says something of who is in it. A room that does not read what the
// rest needs (its audience, the reports) asks for these.
policy::Missing MissingOfWho(const policy::Policy& policy, policy::v1::BulletinKind kind,
                             const policy::PublicationFacts& facts);

// Whoever might look at what waits, and is neither its proposer nor SeesWhatIsDown.
struct Reviewer {
  // Bytes of their id.
  std::string_view person;
  // Whether policy shows them a bulletin with these facts.
  absl::FunctionRef<bool(const store::v1::RecordFacts&)> is_shown;
};

// Of what waits, in `state`: it is there while nothing is missing but a second person or a
// signature for an age and one of the two is still to do; for whoever approved it also while it
// waits to be published. Shown by what is known of their age now, not when it was proposed.
bool IsThereToReview(Bulletin bulletin, BulletinState state, const policy::PublicationFacts& facts,
                     const policy::Missing& missing, const Reviewer& reviewer);

}  // namespace smarthub::standing

#endif  // POLICIES_STANDING_THERE_H_
