// Serving an open hub until it is told to stop; shared by `serve`, its targets and `run`.
#ifndef SERVICES_SERVING_H_
#define SERVICES_SERVING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/edge/options.h"
#include "platform/base/clock.h"
#include "platform/task/loop.h"
#include "platform/task/signals.h"
#include "platform/task/task.h"
#include "platform/telemetry/log.h"
#include "services/commands.h"
#include "services/hub.h"

namespace smarthub {

// "ADDRESS:PORT" of --`option`.
struct Address {
  std::string host;
  uint16_t port = 0;
};
absl::StatusOr<Address> ParseAddress(const std::string& text, std::string_view option);

// What `options` say of the edge; certificates, readiness and clock are the caller's to add.
absl::StatusOr<edge::EdgeOptions> EdgeOptionsOf(const ServeOptions& options);

// `clock`, `random` and `log` outlive the hub.
Task<absl::StatusOr<std::unique_ptr<Hub>>> OpenHub(ServeOptions options, Clock& clock,
                                                   Random& random, Log& log, Loop& loop);

// Opens the doors, calls `when_ready`, and after `stop` lets calls in flight end. OK when all of it
// went well; the edge's error where the doors cannot be opened (a taken port, a bad certificate).
Task<absl::Status> ServeHub(Hub& hub, const ServeOptions& options, Clock& clock, Log& log,
                            StopSignal& stop, Loop& loop, std::function<void()> when_ready);

}  // namespace smarthub

#endif  // SERVICES_SERVING_H_
