#include "services/hub_metrics.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"

namespace smarthub {
namespace {

std::string OutcomeOf(const absl::Status& told) {
  if (told.ok()) return "OK";
  const Reason reason = ReasonOf(told);
  if (reason == error::v1::REASON_UNSPECIFIED) return absl::StatusCodeToString(told.code());
  return std::string(absl::StripPrefix(error::v1::Reason_Name(reason), "REASON_"));
}

void AppendType(std::string& text, const char* name, const char* type) {
  absl::StrAppend(&text, "# TYPE smarthub_", name, " ", type, "\n");
}

void AppendOne(std::string& text, const char* name, const char* type, int64_t value) {
  AppendType(text, name, type);
  absl::StrAppend(&text, "smarthub_", name, " ", value, "\n");
}

// One line for each of `followers`.
void AppendEach(std::string& text, const char* name, const char* type,
                absl::Span<const store::OutboxConsumer* const> followers,
                int64_t (*value)(const store::OutboxConsumer&)) {
  AppendType(text, name, type);
  for (const store::OutboxConsumer* follower : followers) {
    absl::StrAppend(&text, "smarthub_", name, "{follower=\"", ToAbsl(follower->name()), "\"} ",
                    value(*follower), "\n");
  }
}

}  // namespace

void HubMetrics::Called(const rpc::Method& method, const absl::Status& told, absl::Duration took) {
  OfMethod& of = methods_[method.descriptor->full_name()];
  ++of.outcomes[OutcomeOf(told)];
  if (method.descriptor->server_streaming()) return;
  took = std::max(took, absl::ZeroDuration());
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), absl::ToDoubleSeconds(took));
  ++of.took[static_cast<size_t>(bound - kBounds.begin())];
  of.microseconds += absl::ToInt64Microseconds(took);
  ++of.timed;
}

void HubMetrics::RunsAgain(const rpc::Method& method) {
  ++methods_[method.descriptor->full_name()].runs_again;
}

// Tells the log what callers are not told: that something of ours went wrong, and in which method.
void HubMetrics::Broken(const rpc::Method& method, const absl::Status& why) {
  log_.Error("call.broken", {{"method", Literal::OfContract(*method.descriptor)}, {"status", why}});
}

std::string HubMetrics::Exposition(const identity::Carrier& carrier,
                                   absl::Span<const store::OutboxConsumer* const> followers,
                                   const HubHealth& health) const {
  std::string text;
  AppendType(text, "calls_total", "counter");
  for (const auto& [method, of] : methods_) {
    for (const auto& [outcome, count] : of.outcomes) {
      absl::StrAppend(&text, "smarthub_calls_total{method=\"", method, "\",outcome=\"", outcome,
                      "\"} ", count, "\n");
    }
  }
  AppendType(text, "calls_run_again_total", "counter");
  for (const auto& [method, of] : methods_) {
    if (of.runs_again == 0) continue;
    absl::StrAppend(&text, "smarthub_calls_run_again_total{method=\"", method, "\"} ",
                    of.runs_again, "\n");
  }
  AppendType(text, "call_seconds", "histogram");
  for (const auto& [method, of] : methods_) {
    if (of.timed == 0) continue;
    const std::string label = absl::StrCat("{method=\"", method, "\"");
    uint64_t below = 0;
    for (size_t i = 0; i < kBounds.size(); ++i) {
      below += of.took[i];
      absl::StrAppend(&text, "smarthub_call_seconds_bucket", label, ",le=\"", kBounds[i], "\"} ",
                      below, "\n");
    }
    absl::StrAppend(&text, "smarthub_call_seconds_bucket", label, ",le=\"+Inf\"} ", of.timed, "\n");
    absl::StrAppendFormat(&text, "smarthub_call_seconds_sum%s} %d.%06d\n", label,
                          of.microseconds / 1'000'000, of.microseconds % 1'000'000);
    absl::StrAppend(&text, "smarthub_call_seconds_count", label, "} ", of.timed, "\n");
  }
  const identity::Carrier::Counts& carried = carrier.counts();
  AppendOne(text, "carrier_carried_total", "counter", carried.carried);
  const store::OutboxConsumer& consumer = carrier.consumer();
  AppendOne(text, "carrier_retried_total", "counter", consumer.retried());
  AppendOne(text, "carrier_parked_total", "counter", carried.parked);
  AppendOne(text, "carrier_rescans_total", "counter", consumer.rescans());
  AppendOne(text, "carrier_backing_off", "gauge",
            carrier.state() == identity::CarrierState::kBackingOff ? 1 : 0);
  AppendOne(text, "carrier_behind", "gauge", consumer.behind());
  using Follower = store::OutboxConsumer;
  AppendEach(text, "follower_retried_total", "counter", followers,
             [](const Follower& of) { return of.retried(); });
  AppendEach(text, "follower_rescans_total", "counter", followers,
             [](const Follower& of) { return of.rescans(); });
  AppendEach(text, "follower_backing_off", "gauge", followers,
             [](const Follower& of) -> int64_t { return of.backing_off() ? 1 : 0; });
  AppendEach(text, "follower_behind", "gauge", followers,
             [](const Follower& of) { return of.behind(); });
  AppendOne(text, "redis_restarts_total", "counter", health.redis_restarts);
  AppendOne(text, "store_nearly_full", "gauge", health.nearly_full ? 1 : 0);
  return text;
}

}  // namespace smarthub
