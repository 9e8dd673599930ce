// Photos that are being finished: each by one call while its files are made, and so many at a time,
// because each holds its whole original. The place is given back before the commit: a call that
// comes in between makes files again, meets a conflict there and then finds the photo finished; its
// files are swept. Whoever waits for a place holds nothing yet. Belongs to one loop's thread.
#ifndef SERVICES_EVIDENCE_FINISHING_H_
#define SERVICES_EVIDENCE_FINISHING_H_

#include <cstddef>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "platform/base/uuid.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::evidence {

class Finishing {
 public:
  // The next one's when it goes. Outlived by what gave it.
  class Place {
   public:
    Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)), photo_(other.photo_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_ != nullptr) of_->Leave(photo_);
    }

   private:
    friend class Finishing;
    Place(Finishing& of, Uuid photo) : of_(&of), photo_(photo) {}
    Finishing* of_;
    Uuid photo_;
  };

  struct Limits {
    // Two are cleaned while others are read and written.
    int places = 4;
    size_t most_waiting = 64;
  };
  Finishing(Loop& loop, Limits limits) : loop_(loop), limits_(limits), free_(limits.places) {}

  // In the order they came. ABORTED / CONFLICT where this photo is being finished already: whoever
  // asks again finds it finished. UNAVAILABLE / PICTURES_AWAY where too many wait; the
  // cancellation's status.
  Task<absl::StatusOr<Place>> Enter(Uuid photo, Cancellation* cancellation);

 private:
  struct Waiter;
  void Leave(const Uuid& photo);
  void GiveBack();

  Loop& loop_;
  const Limits limits_;
  int free_;
  // Those that wait included.
  absl::flat_hash_set<Uuid> photos_;
  std::deque<Waiter*> waiting_;
};

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_FINISHING_H_
