// Serving an open hub until it is told to stop; shared by `serve` and `run`.
#ifndef SERVICES_SERVING_H_
#define SERVICES_SERVING_H_

#include <functional>

#include "absl/status/status.h"
#include "platform/base/clock.h"
#include "platform/task/loop.h"
#include "platform/task/signals.h"
#include "platform/task/task.h"
#include "platform/telemetry/log.h"
#include "services/commands.h"
#include "services/hub.h"

namespace smarthub {

// Opens the doors, calls `when_ready`, and after `stop` lets calls in flight end. OK when all of it
// went well; the edge's error where the doors cannot be opened (a taken port, a bad certificate).
Task<absl::Status> ServeHub(Hub& hub, const ServeOptions& options, Clock& clock, Log& log,
                            StopSignal& stop, Loop& loop, std::function<void()> when_ready);

}  // namespace smarthub

#endif  // SERVICES_SERVING_H_
