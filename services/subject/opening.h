// The subject of somebody in a report: checked and made here, for whoever opens one by name
// (people.cc) and for the list of what is due (notices.cc). Pure but for what is said; thread-safe.
#ifndef SERVICES_SUBJECT_OPENING_H_
#define SERVICES_SUBJECT_OPENING_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

// NOT_FOUND on the field where the report has no such suspect: victims and witnesses are no
// subjects.
absl::Status CheckSuspect(const store::Content& report, const Uuid& appearance);

// Alone, as version 0; Save stages it. It lasts as long as the report.
absl::StatusOr<LinkedSet> MakeSubject(const Uuid& incident, const store::Content& report,
                                      const Uuid& appearance);

// Opens people who are named in reports and whom nobody has opened, at most `most` of them, so that
// the time in which they must be told does not pass unseen: among the newest reports (no further
// than a fixed number of them) that were made longer than two weeks ago. Newest first, and so each
// report passes by while it is due. By ListForRule of INCIDENT and LoadAllForRule of SUBJECT.
// Returns how many.
Task<absl::StatusOr<int>> OpenUnseen(rpc::Context& context, int most);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_OPENING_H_
