#include "platform/store/outbox_consumer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"
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
  for (auto& [name, slot] : slots_) slot.pausing = false;
}

Task<void> OutboxConsumer::Follow(std::string slot, Cancellation* stop, Event* all_ended) {
  // Those of a map stay where they are.
  Slot& at = slots_[slot];
  absl::Duration pause = kFirstPause;
  while (!stop->cancelled()) {
    auto next = co_await Next(slot, stop);
    if (!next.ok()) {
      if (stop->cancelled()) break;
      Failed(at, next.status());
      (void)co_await options_.loop->Sleep(pause, stop);
      pause = std::min(pause * 2, kLongestPause);
      continue;
    }
    pause = kFirstPause;
    at.pausing = false;
    if (next->more) continue;
    // From where this slot was read to: what was told since then wakes it at once, and not only
    // what is told from now on.
    const std::string from = next->cursor.empty() ? "0" : next->cursor;
    (void)co_await options_.store->AwaitOutbox(slot, kLongestWait, stop, from);
  }
  if (--running_ == 0) all_ended->Set();
}

void OutboxConsumer::Failed(Slot& at, const absl::Status& why) {
  ++retried_;
  if (std::exchange(at.pausing, true) || options_.log == nullptr) return;
  options_.log->Warning("outbox.held_up", {{"consumer", options_.name}, {"status", why}});
}

Task<absl::StatusOr<OutboxConsumer::Batch>> OutboxConsumer::Next(std::string slot,
                                                                 Cancellation* stop) {
  Store& store = *options_.store;
  Slot& at = slots_[slot];
  if (at.rescan.has_value()) co_return co_await NextPage(std::move(slot), stop);
  CO_ASSIGN_OR_RETURN(std::string saved, co_await store.LoadCursor(slot, options_.name.text()));
  // Another process may have saved what it took meanwhile.
  std::string cursor = NumberOf(at.read_to) > NumberOf(saved) ? at.read_to : saved;
  auto items = co_await store.ReadOutbox(slot, cursor, kBatch);
  if (absl::IsOutOfRange(items.status())) {
    // First the place, then the look: what comes in between is taken twice, never not at all.
    CO_ASSIGN_OR_RETURN(std::string newest, co_await store.NewestOutboxCursor(slot));
    ++rescans_;
    at.behind = NumberOf(newest) - NumberOf(cursor);
    at.rescan = Rescan{std::move(newest), 0, ""};
    co_return co_await NextPage(std::move(slot), stop);
  }
  CO_RETURN_IF_ERROR(items.status());
  at.behind = static_cast<int64_t>(items->size());
  if (items->empty()) co_return Batch{false, std::move(cursor)};
  if (items->size() == kBatch) {
    CO_ASSIGN_OR_RETURN(const std::string newest, co_await store.NewestOutboxCursor(slot));
    at.behind += NumberOf(newest) - NumberOf(items->back().cursor);
  }
  co_return co_await TakeItems(std::move(slot), std::move(saved), *std::move(items), stop);
}

Task<absl::StatusOr<OutboxConsumer::Batch>> OutboxConsumer::TakeItems(std::string slot,
                                                                      std::string saved,
                                                                      std::vector<OutboxItem> items,
                                                                      Cancellation* stop) {
  std::vector<Key> records;
  for (const OutboxItem& item : items) {
    const Key& key = item.event.key;
    if (!options_.work->Follows(slot, key) || absl::c_linear_search(records, key)) continue;
    records.push_back(key);
  }
  std::string last = items.back().cursor;
  const bool ours = !records.empty();
  if (ours) CO_RETURN_IF_ERROR(co_await options_.work->Take(slot, std::move(records), stop));
  if (ours || NumberOf(last) - NumberOf(saved) >= kBatch) {
    CO_RETURN_IF_ERROR(co_await options_.store->SaveCursor(slot, options_.name.text(), last));
  }
  Slot& at = slots_[slot];
  at.read_to = last;
  at.behind -= static_cast<int64_t>(items.size());
  co_return Batch{true, std::move(last)};
}

// One page, so that a failure of the next finds this one done.
Task<absl::StatusOr<OutboxConsumer::Batch>> OutboxConsumer::NextPage(std::string slot,
                                                                     Cancellation* stop) {
  Slot& at = slots_[slot];
  // A copy: whoever else looks at this slot meanwhile may be done first.
  Rescan rescan = *at.rescan;
  std::vector<Range> lists = options_.work->Everything(slot);
  if (rescan.list == lists.size()) {
    CO_RETURN_IF_ERROR(
        co_await options_.store->SaveCursor(slot, options_.name.text(), rescan.newest));
    at.read_to = rescan.newest;
    at.rescan.reset();
    co_return Batch{true, std::move(rescan.newest)};
  }
  Range range = std::move(lists[rescan.list]);
  range.after = rescan.after;
  CO_ASSIGN_OR_RETURN(const Page page, co_await options_.store->List(slot, range, stop));
  std::vector<Key> records;
  for (const auto& record : page.records) records.push_back(record->key());
  CO_RETURN_IF_ERROR(co_await options_.work->Take(slot, std::move(records), stop));
  const bool more = page.more && !page.members.empty();
  rescan.after = more ? page.members.back() : "";
  if (!more) ++rescan.list;
  at.rescan = rescan;
  co_return Batch{true, std::move(rescan.newest)};
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

bool OutboxConsumer::backing_off() const {
  return absl::c_any_of(slots_, [](const auto& slot) { return slot.second.pausing; });
}

int64_t OutboxConsumer::behind() const {
  return std::accumulate(slots_.begin(), slots_.end(), int64_t{0},
                         [](int64_t sum, const auto& slot) { return sum + slot.second.behind; });
}

}  // namespace smarthub::store
