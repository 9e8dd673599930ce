// Between a challenge and its stored record: index entries, retention, and when it must be
// answered. Pure but for what is said; thread-safe.
#ifndef SERVICES_SUBJECT_CHALLENGE_H_
#define SERVICES_SUBJECT_CHALLENGE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/store/store.h"
#include "policies/engine/policy.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::subject {

// Kept as long as a report would be, from the decision once there is one: it is why somebody was
// shown or not.
inline constexpr policy::v1::RetentionClass kChallengeClass = policy::v1::RETENTION_CLASS_INCIDENT;
inline constexpr policy::v1::Clock kChallengeClock = policy::v1::CLOCK_END_OF_MONTH_HAPPENED;

// How the policy runs a challenge on this ground; null: it has no rule for it.
const policy::v1::ChallengeRule* RuleFor(const policy::Policy& policy,
                                         policy::v1::ChallengeGround ground);
// The end of the period; where its last day is a Saturday or a Sunday, of the Monday after it (ICO:
// the next working day). Bank holidays are not known here (README.md).
absl::Time AnswerBy(const policy::Policy& policy, const policy::v1::ChallengeRule& rule,
                    absl::Time received);

// Indexes, retention and body, before every Stage. INTERNAL where the policy has no retention rule.
absl::Status PackChallenge(const policy::Policy& policy, absl::Time now,
                           const subject::v1::StoredChallenge& body, store::Content& content);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_CHALLENGE_H_
