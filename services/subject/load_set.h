// Reading everybody linked as one person, each with what their report says of them now.
#ifndef SERVICES_SUBJECT_LOAD_SET_H_
#define SERVICES_SUBJECT_LOAD_SET_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "services/subject/linked_set.h"

namespace smarthub::subject {

// Everybody linked with `id`, always that one included, by LoadAllForRule of SUBJECT, each with
// what its report says of it now (TakeReports; INCIDENT by LoadAllForRule). A read for each link
// from `id` up to the root, one for each level below the root, one for all reports. A link of which
// one end is gone or does not know is no link, and is taken out of what is handed back. NOT_FOUND
// where `id` itself is gone; INTERNAL where it is larger than a set can be.
Task<absl::StatusOr<LinkedSet>> LoadSet(rpc::Context& context, Uuid id);

// What one of its reports says of `member` now: age (under 18, under 10), whether it has a name.
// False, and nothing is changed, where that person is not in the report any more.
absl::StatusOr<bool> TakeReport(const store::Content& report, const Uuid& appearance,
                                StoredSubject& member);

}  // namespace smarthub::subject

#endif  // SERVICES_SUBJECT_LOAD_SET_H_
