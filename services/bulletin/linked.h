// Whoever is found to be one person in several reports: links between subjects, walked whole.
#ifndef SERVICES_BULLETIN_LINKED_H_
#define SERVICES_BULLETIN_LINKED_H_

#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/context.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::bulletin {

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
struct Linked {
  std::vector<LinkedReport> reports;
  // False: there are more than are looked at, so that nothing is known of the rest.
  bool whole = true;
};

// Every report of everybody linked with the subject; at most 64 people and 128 reports. For methods
// that declare SUBJECT and INCIDENT.
Task<absl::StatusOr<Linked>> ReportsOf(rpc::Context& context, Uuid subject);

}  // namespace smarthub::bulletin

#endif  // SERVICES_BULLETIN_LINKED_H_
