// Ids of this room's records, where an id is made from something, and the names of the indexes that
// only it reads (README.md lists all). Pure functions.
#ifndef SERVICES_SUBJECT_KEYS_H_
#define SERVICES_SUBJECT_KEYS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/base/uuid.h"
#include "platform/store/store.h"

namespace smarthub::subject {

inline constexpr std::string_view kSubjects = "subjects";
inline constexpr std::string_view kNoticeDue = "notice_due";
inline constexpr std::string_view kNotice = "notice";
inline constexpr std::string_view kExemption = "exemption";
// Those of whose notices some are not kept as long as they are yet.
inline constexpr std::string_view kNoticesLeftOver = "notices_left_over";
inline constexpr std::string_view kChallenge = "challenge";
inline constexpr std::string_view kChallengeOf = "challenge_of";

inline constexpr std::string_view kDue = "due";
inline constexpr std::string_view kReview = "review";
inline constexpr std::string_view kOpen = "open";
inline constexpr std::string_view kDecided = "decided";

// The subject of an appearance: made from its id, so that two who open it at once make one.
store::Key SubjectKey(const Uuid& appearance);
// One a scheme.
store::Key PublicPageKey();
// Identity's record of the scheme, in the scheme's slot (services/identity/records.h).
store::Key SchemeKey(std::string_view scheme);

// 128 random bits in groups of four letters and digits: what a challenger is given.
std::string MakeReference(Random& random);
// The challenge that a reference opens. Any text has one, so that a wrong one costs what a right
// one does. Typed in small letters, without its hyphens, or with 0 for O, 1 for I and 8 for B, it
// is the same.
store::Key ChallengeKey(std::string_view reference);

// Characters of a text.
struct Length {
  size_t least = 0;
  size_t most = 0;
};

store::Range In(std::string_view index, std::string_view partition, int limit);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_KEYS_H_
