// What the policy says, in words that anybody can read: periods, how long things are kept, grounds.
// One place for them: the public page and the letter say the same. Pure; thread-safe.
#ifndef SERVICES_SUBJECT_PLAIN_WORDS_H_
#define SERVICES_SUBJECT_PLAIN_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "policies/engine/policy.h"

namespace smarthub::subject {

// "24 months", "1 month", "31 days", "72 hours"; "1 month and 5 days".
std::string InWords(const policy::v1::Period& period);
// "23 November 2026", a civil day of the policy's zone.
std::string DayInWords(const policy::Policy& policy, absl::Time time);
// "Theft from a shop".
std::string_view InWords(policy::v1::IncidentType type);

struct Kept {
  policy::v1::RetentionClass retention_class = policy::v1::RETENTION_CLASS_UNSPECIFIED;
  std::string_view what;
  std::string how_long;
};
// Of every class that the policy has a period for and that holds data of people, by the rules in
// force on the day of `now`; then what is kept as something else is (no class of its own).
std::vector<Kept> HowLongKept(const policy::Policy& policy, absl::Time now);
// How long challenges are, with who sent them, once they are answered: by the same rules.
std::string ChallengesKept(const policy::Policy& policy, absl::Time now);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_PLAIN_WORDS_H_
