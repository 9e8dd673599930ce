#include "services/identity/carrier.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "services/identity/parts.h"
#include "services/identity/records.h"

namespace smarthub::identity {
namespace {

// Records of one page of a rescan.
constexpr int kPage = 64;
constexpr absl::Duration kTouchEvery = absl::Seconds(5);
constexpr int kTries = 3;

}  // namespace

Carrier::Carrier(std::shared_ptr<Identity> identity, SystemRunner run, Log* log)
    : identity_(std::move(identity)),
      run_(std::move(run)),
      log_(log),
      store_(*identity_->parts().deps.store),
      loop_(*identity_->parts().deps.loop),
      consumer_({&store_, &loop_, this, "identity/carrier", /*hub=*/true, log}) {}

CarrierState Carrier::state() const {
  const bool pausing = state_ == CarrierState::kCarrying && consumer_.backing_off();
  return pausing ? CarrierState::kBackingOff : state_;
}

Task<void> Carrier::Run(Cancellation* cancellation) {
  state_ = CarrierState::kCarrying;
  Event touches_ended(loop_);
  loop_.Spawn(WriteTouches(cancellation, &touches_ended));
  co_await consumer_.Run(cancellation);
  (void)co_await touches_ended.Wait();
  state_ = CarrierState::kStopped;
}

bool Carrier::Follows(std::string_view slot, const store::Key& record) const {
  if (slot != kHub) return record.kind == label::v1::MEMBERSHIP;
  return record.kind == label::v1::SCHEME || record.kind == label::v1::INVITATION;
}

std::vector<store::Range> Carrier::Everything(std::string_view slot) const {
  if (slot != kHub) return {identity::Everything(kPeople, kPage)};
  return {identity::Everything(kSchemes, kPage), identity::Everything(kInvitations, kPage)};
}

Task<absl::Status> Carrier::Take(std::string slot, std::vector<store::Key> records,
                                 Cancellation* stop) {
  for (const store::Key& record : records) {
    if (stop != nullptr) CO_RETURN_IF_ERROR(stop->why());
    CO_RETURN_IF_ERROR(co_await CarryOrPark(slot, record));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Carrier::CarryOrPark(std::string slot, store::Key key) {
  absl::Status status;
  for (int i = 0; i < kTries; ++i) {
    status = co_await CarryRecord(slot, key);
    if (status.ok() || store::MayPass(status)) co_return status;
  }
  ++counts_.parked;
  if (log_ != nullptr) {
    log_->Error("carrier.parked",
                {{"kind", static_cast<int>(key.kind)}, {"record", key.id}, {"status", status}});
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Carrier::CarryAll() {
  bool more = true;
  while (more) {
    more = false;
    CO_ASSIGN_OR_RETURN(std::vector<std::string> slots, co_await store_.Slots());
    for (const std::string& slot : slots) {
      CO_ASSIGN_OR_RETURN(const bool carried, co_await consumer_.TakeBatch(slot));
      more |= carried;
    }
  }
  co_return absl::OkStatus();
}

Task<void> Carrier::WriteTouches(Cancellation* cancellation, Event* ended) {
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
  ended->Set();
}

}  // namespace smarthub::identity
