// Ends calls that nobody set a deadline for. All have the same length, so they end in the order in
// which they began: one list and one ticking task, whatever the number of calls. Belongs to one
// loop's thread.
#ifndef PLATFORM_RPC_DEADLINES_H_
#define PLATFORM_RPC_DEADLINES_H_

#include <cstdint>
#include <list>
#include <memory>

#include "absl/time/time.h"
#include "platform/task/loop.h"

namespace smarthub::rpc {

class Deadlines {
  struct Pending {
    Cancellation* cancellation;
    int64_t ends_at_tick;
  };
  struct State {
    std::list<Pending> pending;
    int64_t tick = 0;
    bool ticking = false;
  };

 public:
  // A call is ended `length` after it began, at most a tenth of that later.
  Deadlines(Loop* loop, absl::Duration length);

  // One call under way; ends with it.
  class Running {
   public:
    Running(Deadlines& deadlines, Cancellation* cancellation);
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running();

   private:
    std::shared_ptr<State> state_;
    std::list<Pending>::iterator place_;
  };

 private:
  static Task<void> Tick(Loop* loop, absl::Duration every, std::shared_ptr<State> state);

  Loop* loop_;
  absl::Duration every_;
  std::shared_ptr<State> state_;
};

}  // namespace smarthub::rpc

#endif  // PLATFORM_RPC_DEADLINES_H_
