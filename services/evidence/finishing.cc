#include "services/evidence/finishing.h"

#include <algorithm>

#include "platform/base/error.h"
#include "services/evidence/image_worker.h"

namespace smarthub::evidence {

// Lives in the frame of whoever waits.
struct Finishing::Waiter {
  // Set: the place is theirs.
  Event turn;
};

Task<absl::StatusOr<Finishing::Place>> Finishing::Enter(Uuid photo, Cancellation* cancellation) {
  if (photos_.contains(photo)) {
    co_return Error(absl::StatusCode::kAborted, error::v1::REASON_CONFLICT,
                    "This photo is being finished already. Try again.");
  }
  if (free_ > 0) {
    --free_;
    photos_.insert(photo);
    co_return Place(*this, photo);
  }
  if (waiting_.size() >= limits_.most_waiting) co_return PicturesAway();
  photos_.insert(photo);
  Waiter waiter{Event(loop_)};
  waiting_.push_back(&waiter);
  const absl::Status waited = co_await waiter.turn.Wait(cancellation);
  if (waited.ok()) co_return Place(*this, photo);
  photos_.erase(photo);
  if (waiter.turn.is_set()) {
    // Both at once: the place goes on to the next.
    GiveBack();
  } else {
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &waiter));
  }
  co_return waited;
}

void Finishing::Leave(const Uuid& photo) {
  photos_.erase(photo);
  GiveBack();
}

void Finishing::GiveBack() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  Waiter* const next = waiting_.front();
  waiting_.pop_front();
  next->turn.Set();
}

}  // namespace smarthub::evidence
