#include "platform/task/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <unordered_set>

#include "platform/task/asio.h"

namespace smarthub {
namespace {

// Two cores, and blocking work is fsync and argon2: more threads would only queue on the disk.
constexpr int kBlockingThreads = 4;

}  // namespace

struct Loop::Impl {
  // Runs a Task<void> that nobody awaits; its frame is known to the loop, so that a loop that ends
  // first frees what never ran to its end.
  struct Detached {
    struct promise_type {
      Impl* impl = nullptr;
      Detached get_return_object() {
        return {std::coroutine_handle<promise_type>::from_promise(*this)};
      }
      std::suspend_always initial_suspend() noexcept { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void return_void() noexcept {}
      [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
      ~promise_type() {
        if (impl != nullptr) {
          impl->running.erase(std::coroutine_handle<promise_type>::from_promise(*this).address());
        }
      }
    };
    std::coroutine_handle<promise_type> handle;
  };

  static Detached Drive(Task<void> task) { co_await std::move(task); }

  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
      boost::asio::make_work_guard(context);
  std::unordered_set<void*> running;
  boost::asio::thread_pool pool{kBlockingThreads};
};

boost::asio::io_context& ContextOf(Loop& loop) { return loop.impl()->context; }

Loop::Loop() : impl_(std::make_unique<Impl>()) {}

Loop::~Loop() {
  impl_->pool.join();
  impl_->context.stop();
  // Frames may own things whose destructors look at the loop, so they go before it.
  while (!impl_->running.empty()) {
    std::coroutine_handle<>::from_address(*impl_->running.begin()).destroy();
  }
}

void Loop::Run() { impl_->context.run(); }
void Loop::Stop() { impl_->context.stop(); }

void Loop::RunUntil(const bool& done) {
  impl_->context.restart();
  while (!done) impl_->context.run_one();
}

void Loop::Post(std::function<void()> what) { boost::asio::post(impl_->context, std::move(what)); }

void Loop::Spawn(Task<void> task) {
  auto detached = Impl::Drive(std::move(task));
  detached.handle.promise().impl = impl_.get();
  impl_->running.insert(detached.handle.address());
  detached.handle.resume();
}

void Loop::RunOnPool(std::function<void()> work) {
  boost::asio::post(impl_->pool, std::move(work));
}

Task<absl::Status> Loop::Sleep(absl::Duration delay, Cancellation* cancellation) {
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  boost::asio::steady_timer timer(impl_->context);
  timer.expires_after(absl::ToChronoNanoseconds(delay));
  struct Awaiter {
    boost::asio::steady_timer& timer;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> self) {
      timer.async_wait([self](const boost::system::error_code&) { self.resume(); });
    }
    void await_resume() {}
  };
  {
    Cancellation::Listener listener(cancellation, [&timer] { timer.cancel(); });
    Awaiter awaiter{timer};
    co_await awaiter;
  }
  if (cancellation != nullptr && cancellation->cancelled()) co_return cancellation->why();
  co_return absl::OkStatus();
}

}  // namespace smarthub
