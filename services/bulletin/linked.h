// Whoever is found to be one person in several reports: links between subjects, walked whole.
//
// A link counts where both ends say so, as in services/subject: a subject that was erased and made
// again has its old id, and not its old links.
#ifndef SERVICES_BULLETIN_LINKED_H_
#define SERVICES_BULLETIN_LINKED_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::bulletin {

// Read for one person, whether they count or not. A set has at most 31 people with a report each;
// what is larger is broken, and publishes nothing.
inline constexpr size_t kMostSubjects = 64;
inline constexpr size_t kMostReports = 48;

// The subject that speaks for this one. For methods that declare SUBJECT.
Task<absl::StatusOr<Uuid>> SpeaksFor(rpc::Context& context, Uuid subject);

// A report of somebody, and which of its suspects they are.
struct LinkedReport {
  Uuid incident;
  // Every suspect of it who is this person.
  std::vector<Uuid> appearances;
  // nullopt: erased.
  std::optional<rpc::RuleView> report;
};
struct LinkedSubject {
  store::v1::RecordFacts facts;
  subject::v1::StoredSubject body;
};
struct Linked {
  // Who was asked for; nullopt: erased.
  std::optional<LinkedSubject> subject;
  std::vector<LinkedReport> reports;
  // False: there are more than are looked at, so that nothing is known of the rest.
  bool whole = true;
};

// The subject, and every report of everybody linked with it. For methods that declare SUBJECT and
// INCIDENT.
Task<absl::StatusOr<Linked>> ReportsOf(rpc::Context& context, Uuid subject);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_LINKED_H_
