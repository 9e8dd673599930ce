#include "platform/task/loop.h"

namespace smarthub {

// Lives in the frame of the waiting coroutine, linked into the event while it waits.
struct Event::Waiter {
  Event& event;
  Waiter* next = nullptr;
  std::coroutine_handle<> self;
  bool waiting = false;

  void Unlink() {
    for (Waiter** link = &event.first_; *link != nullptr; link = &(*link)->next) {
      if (*link == this) {
        *link = next;
        return;
      }
    }
  }
  // Resumes later from the loop, never inside Set() or Cancel(): the caller of those is in the
  // middle of something.
  void Wake() {
    if (!waiting) return;
    waiting = false;
    Unlink();
    event.loop_.Post([handle = self] { handle.resume(); });
  }

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    self = handle;
    waiting = true;
    next = event.first_;
    event.first_ = this;
  }
  void await_resume() const {}
};

void Event::Set() {
  set_ = true;
  while (first_ != nullptr) first_->Wake();
}

Task<absl::Status> Event::Wait(Cancellation* cancellation) {
  if (set_) co_return absl::OkStatus();
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  Waiter waiter{*this};
  {
    Cancellation::Listener listener(cancellation, [&waiter] { waiter.Wake(); });
    co_await waiter;
  }
  // Set() may be followed by the event's end before this resumes, so the event is asked only where
  // the cancellation did not wake us.
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  co_return absl::OkStatus();
}

}  // namespace smarthub
