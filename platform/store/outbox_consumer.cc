#include "platform/store/outbox_consumer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/numbers.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::store {
namespace {

constexpr std::string_view kHubSlot = "hub";
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
// How soon a scheme that was made elsewhere is followed.
constexpr absl::Duration kLookForSlots = absl::Milliseconds(500);
constexpr absl::Duration kLongestWait = absl::Seconds(10);

// Events of a slot are numbered without gaps, and a cursor is such a number; before the first,
// none.
int64_t NumberOf(std::string_view cursor) {
  int64_t number = 0;
  return absl::SimpleAtoi(ToAbsl(cursor), &number) ? number : 0;
}

}  // namespace

bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsAborted(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status) ||
         absl::IsCancelled(status);
}

bool OutboxConsumer::Follows(std::string_view slot) const {
  return options_.hub || slot != kHubSlot;
}

Task<void> OutboxConsumer::Run(Cancellation* stop) {
  Event all_ended(*options_.loop);
  // This loop is one of those that run.
  running_ = 1;
  while (!stop->cancelled()) {
    auto slots = co_await options_.store->Slots();
    if (slots.ok()) {
      // The hub's own exists from the first commit; it is listed like any other.
      for (const std::string& slot : *slots) {
        if (!Follows(slot) || !followed_.insert(slot).second) continue;
        ++running_;
        options_.loop->Spawn(Follow(slot, stop, &all_ended));
      }
    }
    (void)co_await options_.loop->Sleep(kLookForSlots, stop);
  }
  // Each ends by itself: what it waits for was cancelled too.
  if (--running_ > 0) (void)co_await all_ended.Wait();
  followed_.clear();
  pausing_.clear();
}

Task<void> OutboxConsumer::Follow(std::string slot, Cancellation* stop, Event* all_ended) {
  absl::Duration pause = kFirstPause;
  while (!stop->cancelled()) {
    auto next = co_await Next(slot, stop);
    if (!next.ok()) {
      ++retried_;
      pausing_.insert(slot);
      (void)co_await options_.loop->Sleep(pause, stop);
      pause = std::min(pause * 2, kLongestPause);
      continue;
    }
    pause = kFirstPause;
    pausing_.erase(slot);
    if (next->more) continue;
    // From where this slot was read to: what was told since then wakes it at once, and not only
    // what is told from now on.
    const std::string from = next->cursor.empty() ? "0" : next->cursor;
    (void)co_await options_.store->AwaitOutbox(slot, kLongestWait, stop, from);
  }
  if (--running_ == 0) all_ended->Set();
}

Task<absl::StatusOr<OutboxConsumer::Batch>> OutboxConsumer::Next(std::string slot,
                                                                 Cancellation* stop) {
  Store& store = *options_.store;
  CO_ASSIGN_OR_RETURN(std::string cursor, co_await store.LoadCursor(slot, options_.name));
  auto items = co_await store.ReadOutbox(slot, cursor, kBatch);
  if (absl::IsOutOfRange(items.status())) {
    ++rescans_;
    // First the place, then the look: what comes in between is taken twice, never not at all.
    CO_ASSIGN_OR_RETURN(std::string newest, co_await store.NewestOutboxCursor(slot));
    behind_[slot] = NumberOf(newest) - NumberOf(cursor);
    CO_RETURN_IF_ERROR(co_await options_.work->TakeEverything(slot, stop));
    CO_RETURN_IF_ERROR(co_await store.SaveCursor(slot, options_.name, newest));
    co_return Batch{true, std::move(newest)};
  }
  CO_RETURN_IF_ERROR(items.status());
  behind_[slot] = static_cast<int64_t>(items->size());
  if (items->empty()) co_return Batch{false, std::move(cursor)};
  std::string last = items->back().cursor;
  if (items->size() == kBatch) {
    CO_ASSIGN_OR_RETURN(const std::string newest, co_await store.NewestOutboxCursor(slot));
    behind_[slot] += NumberOf(newest) - NumberOf(last);
  }
  const auto taken = static_cast<int64_t>(items->size());
  CO_RETURN_IF_ERROR(co_await options_.work->Take(slot, *std::move(items)));
  CO_RETURN_IF_ERROR(co_await store.SaveCursor(slot, options_.name, last));
  behind_[slot] -= taken;
  co_return Batch{true, std::move(last)};
}

Task<absl::StatusOr<bool>> OutboxConsumer::TakeBatch(std::string slot) {
  CO_ASSIGN_OR_RETURN(const Batch next, co_await Next(std::move(slot), nullptr));
  co_return next.more;
}

Task<absl::Status> OutboxConsumer::TakeAll(std::string slot) {
  bool more = true;
  while (more) {
    CO_ASSIGN_OR_RETURN(more, co_await TakeBatch(slot));
  }
  co_return absl::OkStatus();
}

int64_t OutboxConsumer::behind() const {
  return std::accumulate(behind_.begin(), behind_.end(), int64_t{0},
                         [](int64_t sum, const auto& slot) { return sum + slot.second; });
}

}  // namespace smarthub::store
