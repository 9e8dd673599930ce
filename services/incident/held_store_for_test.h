// A real store whose answers a test can hold back, so that a later answer overtakes an earlier one,
// as it may between two connections. For tests only.
#ifndef SERVICES_INCIDENT_HELD_STORE_FOR_TEST_H_
#define SERVICES_INCIDENT_HELD_STORE_FOR_TEST_H_

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "platform/testing/forwarding_store.h"

namespace smarthub::incident {

class HeldStore final : public testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  // Each next Read that has its answer takes the first of these and waits for it.
  std::deque<Event*> held;

  Task<absl::StatusOr<std::vector<std::unique_ptr<store::Sealed>>>> Read(
      std::string_view slot, absl::Span<const store::Key> keys,
      Cancellation* cancellation) override {
    auto records = co_await ForwardingStore::Read(slot, keys, cancellation);
    if (held.empty()) co_return records;
    Event* const until = held.front();
    held.pop_front();
    (void)co_await until->Wait();
    co_return records;
  }
};

}  // namespace smarthub::incident

#endif  // SERVICES_INCIDENT_HELD_STORE_FOR_TEST_H_
