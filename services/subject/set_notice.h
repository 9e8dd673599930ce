// What the notices and the exemptions of a set come to: whom they speak of, what is owed and when.
// Pure; thread-safe.
#ifndef SERVICES_SUBJECT_SET_NOTICE_H_
#define SERVICES_SUBJECT_SET_NOTICE_H_

#include <optional>

#include "absl/time/time.h"
#include "policies/engine/policy.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

struct OwedNotice {
  // Earliest of those who were not told; absent: everybody was.
  std::optional<absl::Time> due;
  // Somebody who was not told is not exempt either.
  bool owed = false;
  // Earliest end of an exemption that counts.
  std::optional<absl::Time> exempt_until;
};

OwedNotice NoticeOf(const policy::Policy& policy, const LinkedSet& set);

// Notice was given to everybody in it.
bool EverybodyTold(const LinkedSet& set);
// Somebody in it has a name, or has been in touch: notice is not impossible.
bool CanBeReached(const LinkedSet& set);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_SET_NOTICE_H_
