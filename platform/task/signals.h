// Waiting for the operator to say stop.
#ifndef PLATFORM_TASK_SIGNALS_H_
#define PLATFORM_TASK_SIGNALS_H_

#include <memory>

#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub {

// Takes SIGINT and SIGTERM over for as long as it lives; at most one in a process. Made and used on
// the loop's thread.
class StopSignal {
 public:
  explicit StopSignal(Loop& loop);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  bool received() const { return event_.is_set(); }
  Task<absl::Status> Wait(Cancellation* cancellation = nullptr) {
    return event_.Wait(cancellation);
  }

 private:
  struct Impl;
  Event event_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace smarthub

#endif  // PLATFORM_TASK_SIGNALS_H_
