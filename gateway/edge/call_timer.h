// Cancels a call when its time is over. Belongs to one loop's thread.
#ifndef GATEWAY_EDGE_CALL_TIMER_H_
#define GATEWAY_EDGE_CALL_TIMER_H_

#include <memory>

#include "absl/time/time.h"
#include "gateway/edge/exchange.h"
#include "platform/task/loop.h"

namespace smarthub::edge {

class CallTimer {
 public:
  // After `delay`, `exchange` is cancelled with DEADLINE_EXCEEDED.
  CallTimer(Loop& loop, std::shared_ptr<Exchange> exchange, absl::Duration delay);
  // Nothing happens any more.
  ~CallTimer();
  CallTimer(const CallTimer&) = delete;
  CallTimer& operator=(const CallTimer&) = delete;

 private:
  struct Timer;
  std::shared_ptr<Timer> timer_;
};

}  // namespace smarthub::edge

#endif  // GATEWAY_EDGE_CALL_TIMER_H_
