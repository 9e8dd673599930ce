// Removes files that nobody needs: the pieces of photos that are finished, and what no PHOTO record
// names (what was erased, what a failed commit left, uploads whose record has gone). Their keys are
// gone already; this gives back the disk.
//
// Never on doubt: a record that cannot be read, or a store that is away, ends the sweep. In
// portions: a directory, a page of records, a few removals; between them the hub works and may end.
// Belongs to the loop's thread.
#ifndef SERVICES_EVIDENCE_SWEEP_H_
#define SERVICES_EVIDENCE_SWEEP_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/base/clock.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/telemetry/log.h"
#include "services/evidence/evidence.h"

namespace smarthub::evidence {

// Files that were younger when the sweep began may be named by a commit that is on its way.
inline constexpr absl::Duration kSweepAge = absl::Hours(1);
inline constexpr absl::Duration kSweepEvery = absl::Hours(1);

struct Swept {
  // That no record names.
  int orphans = 0;
  // Pieces of photos that are finished.
  int pieces = 0;
};

class Sweeper {
 public:
  struct Deps {
    std::shared_ptr<const Evidence> evidence;
    // Not owned.
    store::Store* store = nullptr;
    Clock* clock = nullptr;
    Loop* loop = nullptr;
    Log* log = nullptr;
  };
  explicit Sweeper(Deps deps) : deps_(std::move(deps)) {}

  // Once, now. The status of `stop` where that was cancelled; null: goes on to its end.
  Task<absl::StatusOr<Swept>> Sweep(Cancellation* stop = nullptr);
  // At once and every hour, until cancelled.
  Task<void> Run(Cancellation* stop);

 private:
  const Deps deps_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_SWEEP_H_
