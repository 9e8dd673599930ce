// What an operator does when store and log contradict each other (`smarthub audit reconcile`): the
// log says for ever what was lost, and goes on. Never done by itself.
#ifndef SERVICES_AUDIT_RECONCILE_H_
#define SERVICES_AUDIT_RECONCILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/task/task.h"
#include "services/audit/sequencer.h"
#include "smarthub/audit/v1/audit.pb.h"

namespace smarthub::audit {

// Takes the directory's lock, so the slot's sequencer is not running.
//   Store behind the log, or a signed index given out again: one "audit.reconcile" entry; entries
//   that took a signed index are put behind it, unchanged; the store goes on behind those.
//   Log behind what the store still has: one "audit.reconcile" entry and one "audit.entry_lost" per
//   further lost entry, so that every index keeps its meaning.
// A result with cause UNSPECIFIED: there was nothing to reconcile. May be run again after a crash.
Task<absl::StatusOr<v1::Reconciliation>> Reconcile(Sequencer::Shared shared, Clock* clock,
                                                   Random* random, std::string slot,
                                                   std::string directory);

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_RECONCILE_H_
