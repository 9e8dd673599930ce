// What a letter tells of the record: the reports somebody is in, and who was shown bulletins of
// them.
#ifndef SERVICES_SUBJECT_LETTER_FINDINGS_H_
#define SERVICES_SUBJECT_LETTER_FINDINGS_H_

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/context.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

struct Findings {
  // When each happened, oldest first, and its type in words.
  std::vector<std::pair<absl::Time, std::string>> reports;
  // Published at some time.
  size_t bulletins = 0;
  std::set<policy::v1::Role> audience;
};

// Whether what the letter tells is read to be disclosed, or only to say which letter it was.
enum class Reading { kDisclosed, kForRule };

// By LoadAllAlong and List, or by LoadAllForRule and ListForRule, of INCIDENT and BULLETIN. What
// has not left the reporter's hands is nobody's to tell.
Task<absl::StatusOr<Findings>> FindForLetter(rpc::Context& context, const LinkedSet& set,
                                             Reading reading);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LETTER_FINDINGS_H_
