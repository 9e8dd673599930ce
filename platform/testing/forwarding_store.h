// The real store behind a test's hands: everything goes on to it, and a test overrides the calls
// that it counts, holds back or interrupts. For tests only.
#ifndef PLATFORM_TESTING_FORWARDING_STORE_H_
#define PLATFORM_TESTING_FORWARDING_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/store/store.h"

namespace smarthub::testing {

class ForwardingStore : public store::Store {
 public:
  // `real` outlives this.
  explicit ForwardingStore(store::Store& real) : real_(real) {}

  Task<absl::StatusOr<std::vector<std::unique_ptr<store::Sealed>>>> Read(
      std::string_view slot, absl::Span<const store::Key> keys,
      Cancellation* cancellation) override {
    return real_.Read(slot, keys, cancellation);
  }
  Task<absl::StatusOr<std::vector<store::OutboxItem>>> ReadOutbox(std::string_view slot,
                                                                  std::string_view cursor,
                                                                  int limit) override {
    return real_.ReadOutbox(slot, cursor, limit);
  }
  Task<absl::StatusOr<store::Page>> List(std::string_view slot, const store::Range& range,
                                         Cancellation* cancellation) override {
    return real_.List(slot, range, cancellation);
  }
  Task<absl::StatusOr<store::Committed>> Commit(store::Batch batch) override {
    return real_.Commit(std::move(batch));
  }
  absl::Status CheckRoom(bool essential) const override { return real_.CheckRoom(essential); }
  Task<absl::StatusOr<std::optional<store::KeptAnswer>>> FindAnswer(std::string_view slot,
                                                                    std::string_view key) override {
    return real_.FindAnswer(slot, key);
  }
  Task<absl::StatusOr<std::string>> NewestOutboxCursor(std::string_view slot) override {
    return real_.NewestOutboxCursor(slot);
  }
  Task<absl::Status> AwaitOutbox(std::string_view slot, absl::Duration at_most,
                                 Cancellation* cancellation, std::string_view after) override {
    return real_.AwaitOutbox(slot, at_most, cancellation, after);
  }
  Task<absl::StatusOr<std::string>> LoadCursor(std::string_view slot,
                                               std::string_view consumer) override {
    return real_.LoadCursor(slot, consumer);
  }
  Task<absl::Status> SaveCursor(std::string_view slot, std::string_view consumer,
                                std::string_view cursor) override {
    return real_.SaveCursor(slot, consumer, cursor);
  }
  Task<absl::StatusOr<std::vector<TailEntry>>> ReadTail(std::string_view slot, uint64_t from,
                                                        int limit) override {
    return real_.ReadTail(slot, from, limit);
  }
  Task<absl::Status> TrimTail(std::string_view slot, uint64_t below) override {
    return real_.TrimTail(slot, below);
  }
  Task<absl::StatusOr<uint64_t>> NextLeaf(std::string_view slot) override {
    return real_.NextLeaf(slot);
  }
  Task<absl::Status> SetAuditFloor(std::string_view slot, uint64_t floor) override {
    return real_.SetAuditFloor(slot, floor);
  }
  Task<absl::Status> RaiseNextLeaf(std::string_view slot, uint64_t to) override {
    return real_.RaiseNextLeaf(slot, to);
  }
  Task<absl::StatusOr<std::vector<std::string>>> Slots() override { return real_.Slots(); }

 private:
  store::Store& real_;
};

}  // namespace smarthub::testing

#endif  // PLATFORM_TESTING_FORWARDING_STORE_H_
