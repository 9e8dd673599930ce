// One thread's event loop, and what a Task may wait for on it: time, another thread's work, a
// cancellation. Asio is behind it (platform/task/asio.h, for platform rooms and the edge only).
//
// A call never changes thread: everything awaited through a Loop resumes on that loop's thread.
#ifndef PLATFORM_TASK_LOOP_H_
#define PLATFORM_TASK_LOOP_H_

#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/task/task.h"

namespace smarthub {

class Loop;

// Tells work that nobody waits for its answer any more. Belongs to one loop's thread. Not copyable;
// outlives every awaited operation it was given to.
class Cancellation {
 public:
  Cancellation() = default;
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  // CANCELLED or DEADLINE_EXCEEDED; the first call counts. Wakes what waits.
  void Cancel(absl::Status why);
  bool cancelled() const { return !why_.ok(); }
  // OK while not cancelled.
  const absl::Status& why() const { return why_; }

  // An intrusive entry of what to wake. Removes itself when it goes.
  class Listener {
   public:
    Listener(Cancellation* cancellation, std::function<void()> wake);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

   private:
    friend class Cancellation;
    Cancellation* cancellation_;  // null: never cancelled
    std::function<void()> wake_;
    Listener* next_ = nullptr;
    Listener* previous_ = nullptr;
  };

 private:
  absl::Status why_;
  Listener* first_ = nullptr;
};

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs on the calling thread until Stop(). Once.
  void Run();
  // From any thread.
  void Stop();

  // From any thread: runs `what` on this loop's thread.
  void Post(std::function<void()> what);
  // On this loop's thread (or before Run): starts a task that nobody awaits.
  void Spawn(Task<void> task);

  // Resumes after `delay`, or at once with `cancellation`'s status (null: cannot be cancelled).
  Task<absl::Status> Sleep(absl::Duration delay, Cancellation* cancellation = nullptr);

  // Runs `work` (argon2, files, fsync) on the blocking pool and resumes here with its value. Work
  // that has begun is waited for.
  template <typename F>
  auto Offload(F work) -> Task<decltype(work())>;

  // Runs `task` to its end on the calling thread, driving the loop. For main and for tests; the
  // loop is not running elsewhere.
  template <typename T>
  T RunUntilDone(Task<T> task);

  struct Impl;
  Impl* impl() { return impl_.get(); }

 private:
  struct OffloadAwaiter;
  void RunOnPool(std::function<void()> work);
  void RunUntil(const bool& done);
  std::unique_ptr<Impl> impl_;
};

// A one-time signal on one loop. Set() wakes all that wait, now and later.
class Event {
 public:
  explicit Event(Loop& loop) : loop_(loop) {}
  void Set();
  bool is_set() const { return set_; }
  // OK once set; else the cancellation's status.
  Task<absl::Status> Wait(Cancellation* cancellation = nullptr);

 private:
  struct Waiter;
  Loop& loop_;
  bool set_ = false;
  Waiter* first_ = nullptr;
};

// ---- templates ----

template <typename F>
auto Loop::Offload(F work) -> Task<decltype(work())> {
  using Value = decltype(work());
  std::optional<Value> value;
  struct Awaiter {
    Loop& loop;
    F& work;
    std::optional<Value>& value;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      loop.RunOnPool([this, self] {
        value.emplace(work());
        loop.Post([self] { self.resume(); });
      });
    }
    void await_resume() {}
  };
  Awaiter awaiter{*this, work, value};
  co_await awaiter;
  co_return *std::move(value);
}

template <typename T>
T Loop::RunUntilDone(Task<T> task) {
  std::optional<T> value;
  bool done = false;
  auto body = [](Task<T> inner, std::optional<T>& out, bool& flag) -> Task<void> {
    out.emplace(co_await std::move(inner));
    flag = true;
  };
  Spawn(body(std::move(task), value, done));
  RunUntil(done);
  return *std::move(value);
}

}  // namespace smarthub

#endif  // PLATFORM_TASK_LOOP_H_
