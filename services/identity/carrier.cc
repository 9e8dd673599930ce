#include "services/identity/carrier.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/identity/parts.h"
#include "services/identity/records.h"

namespace smarthub::identity {
namespace {

constexpr std::string_view kConsumer = "identity/carrier";
constexpr int kBatch = 64;
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
// How soon a scheme that was made elsewhere is followed.
constexpr absl::Duration kLookForSlots = absl::Milliseconds(500);
constexpr absl::Duration kTouchEvery = absl::Seconds(5);
constexpr absl::Duration kLongestWait = absl::Seconds(10);
constexpr int kTries = 3;

// Passes by itself; anything else is about the record.
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsAborted(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status) ||
         absl::IsCancelled(status);
}

// The number in a cursor "<n>-0": events of a slot are numbered without gaps.
int64_t PlaceOf(std::string_view cursor) {
  int64_t place = 0;
  return absl::SimpleAtoi(ToAbsl(cursor.substr(0, cursor.find('-'))), &place) ? place : 0;
}

}  // namespace

int64_t Carrier::behind() const {
  return std::accumulate(behind_.begin(), behind_.end(), int64_t{0},
                         [](int64_t sum, const auto& slot) { return sum + slot.second; });
}

Carrier::Carrier(std::shared_ptr<Identity> identity, SystemRunner run, Log* log)
    : identity_(std::move(identity)),
      run_(std::move(run)),
      log_(log),
      store_(*identity_->parts().deps.store),
      loop_(*identity_->parts().deps.loop) {}

Task<void> Carrier::Run(Cancellation* cancellation) {
  state_ = CarrierState::kCarrying;
  ended_ = std::make_unique<Event>(loop_);
  ++running_;
  loop_.Spawn(WriteTouches(cancellation));
  while (!cancellation->cancelled()) {
    auto slots = co_await store_.Slots();
    if (slots.ok()) {
      slots->push_back(std::string(kHub));
      for (const std::string& slot : *slots) {
        if (!followed_.insert(slot).second) continue;
        ++running_;
        loop_.Spawn(Follow(slot, cancellation));
      }
    }
    (void)co_await loop_.Sleep(kLookForSlots, cancellation);
  }
  if (running_ > 0) (void)co_await ended_->Wait();
  followed_.clear();
  state_ = CarrierState::kStopped;
}

Task<void> Carrier::Follow(std::string slot, Cancellation* cancellation) {
  absl::Duration pause = kFirstPause;
  while (!cancellation->cancelled()) {
    auto more = co_await CarryBatch(slot);
    if (!more.ok()) {
      ++counts_.retried;
      state_ = CarrierState::kBackingOff;
      (void)co_await loop_.Sleep(pause, cancellation);
      pause = std::min(pause * 2, kLongestPause);
      continue;
    }
    pause = kFirstPause;
    state_ = CarrierState::kCarrying;
    if (!*more) (void)co_await store_.AwaitOutbox(slot, kLongestWait, cancellation);
  }
  if (--running_ == 0) ended_->Set();
}

Task<absl::StatusOr<bool>> Carrier::CarryBatch(std::string slot) {
  CO_ASSIGN_OR_RETURN(const std::string cursor, co_await store_.LoadCursor(slot, kConsumer));
  auto items = co_await store_.ReadOutbox(slot, cursor, kBatch);
  if (absl::IsOutOfRange(items.status())) {
    // First the place, then the look: what comes in between is carried twice, never not at all.
    CO_ASSIGN_OR_RETURN(const std::string newest, co_await store_.NewestOutboxCursor(slot));
    CO_RETURN_IF_ERROR(co_await Rescan(slot));
    CO_RETURN_IF_ERROR(co_await store_.SaveCursor(slot, kConsumer, newest));
    co_return true;
  }
  CO_RETURN_IF_ERROR(items.status());
  behind_[slot] = static_cast<int64_t>(items->size());
  if (items->empty()) co_return false;
  if (items->size() == kBatch) {
    CO_ASSIGN_OR_RETURN(const std::string newest, co_await store_.NewestOutboxCursor(slot));
    behind_[slot] += PlaceOf(newest) - PlaceOf(items->back().cursor);
  }
  for (const store::OutboxItem& item : *items) {
    CO_RETURN_IF_ERROR(co_await CarryOrPark(slot, item.event.key));
    --behind_[slot];
  }
  CO_RETURN_IF_ERROR(co_await store_.SaveCursor(slot, kConsumer, items->back().cursor));
  co_return true;
}

Task<absl::Status> Carrier::CarryOrPark(std::string slot, store::Key key) {
  absl::Status status;
  for (int i = 0; i < kTries; ++i) {
    status = co_await CarryRecord(slot, key);
    if (status.ok() || MayPass(status)) co_return status;
  }
  ++counts_.parked;
  if (log_ != nullptr) {
    log_->Error("carrier.parked",
                {{"kind", static_cast<int>(key.kind)}, {"record", key.id}, {"status", status}});
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Carrier::Rescan(std::string slot) {
  ++counts_.rescans;
  if (slot != kHub) co_return co_await RescanIndex(slot, std::string(kPeople));
  CO_RETURN_IF_ERROR(co_await RescanIndex(slot, std::string(kSchemes)));
  co_return co_await RescanIndex(slot, std::string(kInvitations));
}

Task<absl::Status> Carrier::RescanIndex(std::string slot, std::string index) {
  store::Range range = Everything(index, kBatch);
  for (bool more = true; more;) {
    CO_ASSIGN_OR_RETURN(const store::Page page, co_await store_.List(slot, range));
    for (const auto& record : page.records) {
      CO_RETURN_IF_ERROR(co_await CarryOrPark(slot, record->key()));
    }
    more = page.more && !page.members.empty();
    if (more) range.after = page.members.back();
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Carrier::CarryAll() {
  bool more = true;
  while (more) {
    more = false;
    CO_ASSIGN_OR_RETURN(std::vector<std::string> slots, co_await store_.Slots());
    for (const std::string& slot : slots) {
      CO_ASSIGN_OR_RETURN(const bool carried, co_await CarryBatch(slot));
      more |= carried;
    }
  }
  co_return absl::OkStatus();
}

Task<void> Carrier::WriteTouches(Cancellation* cancellation) {
  while (!cancellation->cancelled()) {
    (void)co_await loop_.Sleep(kTouchEvery, cancellation);
    for (const auto& [session_id, seen] : identity_->parts().directory.TakeTouches()) {
      v1::TouchSessionRequest request;
      request.set_session_id(std::string(session_id.bytes()));
      *request.mutable_seen() = ToProto(seen);
      // A touch that is lost comes again with the session's next use.
      (void)co_await Call("", "TouchSession", request);
    }
  }
  if (--running_ == 0) ended_->Set();
}

}  // namespace smarthub::identity
