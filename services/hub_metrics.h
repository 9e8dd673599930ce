// What the hub counts, for /metrics: how calls end and how long they took, and the log line where
// something of ours went wrong. Labels are the contract's own words (methods, reasons), so there
// are as many lines as it has words, and nothing tells of a person.
//
// Belongs to one loop's thread.
#ifndef SERVICES_HUB_METRICS_H_
#define SERVICES_HUB_METRICS_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/rpc/guard.h"
#include "platform/store/outbox_consumer.h"
#include "platform/telemetry/log.h"
#include "services/identity/carrier.h"

namespace smarthub {

// What is asked of others when the metrics are.
struct HubHealth {
  int redis_restarts = 0;
  // Writes are shed by a watermark of memory or disk.
  bool nearly_full = false;
};

class HubMetrics final : public rpc::GuardObserver {
 public:
  explicit HubMetrics(Log& log) : log_(log) {}

  void Called(const rpc::Method& method, const absl::Status& told, absl::Duration took) override;
  void RunsAgain(const rpc::Method& method) override;
  void Broken(const rpc::Method& method, const absl::Status& why) override;

  // In the Prometheus text exposition format. `followers`: who else follows the outboxes.
  std::string Exposition(const identity::Carrier& carrier,
                         absl::Span<const store::OutboxConsumer* const> followers,
                         const HubHealth& health) const;

 private:
  // Seconds; the last bucket is everything above.
  static constexpr std::array kBounds = {0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1,
                                         0.25,  0.5,    1.0,   2.5,  5.0,  10.0};
  struct OfMethod {
    std::map<std::string, uint64_t, std::less<>> outcomes;
    // Not of streams: they last as long as a page is open.
    std::array<uint64_t, kBounds.size() + 1> took{};
    // Whole ones: a sum of fractions forgets the small ones in time.
    int64_t microseconds = 0;
    uint64_t timed = 0;
    uint64_t runs_again = 0;
  };

  Log& log_;
  std::map<std::string, OfMethod, std::less<>> methods_;
};

}  // namespace smarthub

#endif  // SERVICES_HUB_METRICS_H_
