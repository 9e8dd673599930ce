#include <utility>

#include "platform/task/loop.h"

namespace smarthub {

void Cancellation::Cancel(absl::Status why) {
  if (cancelled() || why.ok()) return;
  why_ = std::move(why);
  // A wake-up may remove itself or others from the list, so the head is taken afresh each time.
  while (first_ != nullptr) {
    Listener* listener = first_;
    first_ = listener->next_;
    if (first_ != nullptr) first_->previous_ = nullptr;
    listener->cancellation_ = nullptr;
    listener->next_ = listener->previous_ = nullptr;
    listener->wake_();
  }
}

Cancellation::Listener::Listener(Cancellation* cancellation, std::function<void()> wake)
    : cancellation_(cancellation), wake_(std::move(wake)) {
  if (cancellation_ == nullptr) return;
  next_ = cancellation_->first_;
  if (next_ != nullptr) next_->previous_ = this;
  cancellation_->first_ = this;
}

Cancellation::Listener::~Listener() {
  if (cancellation_ == nullptr) return;
  if (previous_ != nullptr) {
    previous_->next_ = next_;
  } else if (cancellation_->first_ == this) {
    cancellation_->first_ = next_;
  }
  if (next_ != nullptr) next_->previous_ = previous_;
}

}  // namespace smarthub
