#include "platform/rpc/deadlines.h"

#include <utility>

namespace smarthub::rpc {
namespace {

constexpr int kTicks = 10;

}  // namespace

Deadlines::Deadlines(Loop* loop, absl::Duration length)
    : loop_(loop), every_(length / kTicks), state_(std::make_shared<State>()) {}

Deadlines::Running::Running(Deadlines& deadlines, Cancellation* cancellation)
    : state_(deadlines.state_) {
  state_->pending.push_back({cancellation, state_->tick + kTicks + 1});
  place_ = std::prev(state_->pending.end());
  if (!state_->ticking) {
    state_->ticking = true;
    deadlines.loop_->Spawn(Tick(deadlines.loop_, deadlines.every_, state_));
  }
}

// Ended calls stay out of the list: a call that was cancelled is taken out here like any other.
Deadlines::Running::~Running() { state_->pending.erase(place_); }

// Ticks while there is a call, so an idle hub sleeps.
Task<void> Deadlines::Tick(Loop* loop, absl::Duration every, std::shared_ptr<State> state) {
  while (!state->pending.empty()) {
    if (!(co_await loop->Sleep(every)).ok()) break;
    ++state->tick;
    // Cancelling wakes others, who may end calls: look from the front again each time.
    for (bool again = true; again;) {
      again = false;
      for (const Pending& pending : state->pending) {
        if (pending.ends_at_tick > state->tick) break;
        if (pending.cancellation->cancelled()) continue;
        pending.cancellation->Cancel(absl::DeadlineExceededError("the call took too long"));
        again = true;
        break;
      }
    }
  }
  state->ticking = false;
}

}  // namespace smarthub::rpc
