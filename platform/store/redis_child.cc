#include "platform/store/redis_child.h"

#include <signal.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/data_directory.h"
#include "platform/store/redis_process.h"
#include "platform/store/runtime_directory.h"
#include "platform/task/asio.h"

namespace smarthub::store {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);
constexpr absl::Duration kOrphanPoliteness = absl::Seconds(10);
constexpr absl::Duration kOrphanPatience = absl::Seconds(60);
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

// What redis-server said last: why it did not start.
std::string LastLine(const std::string& path) {
  std::ifstream in(path);
  std::string last;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

// A hub that is gone may have left its redis-server: it is asked to end, which loses nothing.
Task<absl::Status> EndOrphan(DataDirectory& directory, Loop& loop,
                             const std::function<void(std::string_view)>& log) {
  int told = 0;
  for (absl::Duration waited; !directory.TryLock(); waited += kPoll) {
    if (waited >= kOrphanPatience) {
      co_return absl::FailedPreconditionError(
          "another process holds the data directory's lock and does not end");
    }
    // First asked, then made: what Redis has answered is on disk already.
    if (told == 0 || (told == 1 && waited >= kOrphanPoliteness)) {
      for (const pid_t pid : directory.Holders()) {
        if (log) log("shutting down a redis-server that a former hub left");
        kill(pid, told == 0 ? SIGTERM : SIGKILL);
        // A stopped process acts on a signal only when it goes on.
        kill(pid, SIGCONT);
      }
      ++told;
    }
    CO_RETURN_IF_ERROR(co_await loop.Sleep(kPoll));
  }
  co_return absl::OkStatus();
}

// Everything the supervising task needs; it may end after the RedisChild.
struct State {
  State(RedisChildOptions given, DataDirectory owned, RuntimeDirectory place)
      : options(std::move(given)), directory(std::move(owned)), runtime(std::move(place)) {}

  RedisChildOptions options;
  // Given back when the RedisChild goes, so that a next one can have it at once.
  std::optional<DataDirectory> directory;
  std::optional<RuntimeDirectory> runtime;
  RedisProcess process;
  Cancellation stopping;
  pid_t pid = -1;
  int restarts = 0;

  void Log(const std::string& line) {
    if (options.log) options.log(line);
  }
  // True when it has ended, and then it is reaped.
  bool Ended() {
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, WNOHANG) != pid) return pid < 0;
    pid = -1;
    return true;
  }
};

Task<absl::Status> AwaitServing(State& state, Loop& loop) {
  for (absl::Duration waited; waited < state.options.ready_within; waited += kPoll) {
    if (state.Ended()) {
      co_return absl::UnavailableError(absl::StrCat(
          "redis-server ended at once: ", LastLine(state.process.directory + "/redis.log")));
    }
    if (Answers(state.process.socket_path)) co_return absl::OkStatus();
    CO_RETURN_IF_ERROR(co_await loop.Sleep(kPoll, &state.stopping));
  }
  co_return absl::DeadlineExceededError("redis-server is still loading");
}

// A pidfd becomes readable when the process ends.
Task<void> AwaitEnd(State& state, Loop& loop) {
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, state.pid, 0));
  if (fd >= 0) {
    boost::asio::posix::stream_descriptor ended(ContextOf(loop), fd);
    struct Awaiter {
      boost::asio::posix::stream_descriptor& descriptor;
      bool await_ready() { return false; }
      void await_suspend(std::coroutine_handle<> self) {
        descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                              [self](const boost::system::error_code&) { self.resume(); });
      }
      void await_resume() {}
    };
    Cancellation::Listener listener(&state.stopping, [&ended] { ended.cancel(); });
    if (state.stopping.cancelled()) co_return;
    Awaiter awaiter{ended};
    co_await awaiter;
  }
  while (!state.stopping.cancelled() && !state.Ended()) {
    if (!(co_await loop.Sleep(kPoll, &state.stopping)).ok()) co_return;
  }
}

Task<void> Supervise(std::shared_ptr<State> state, Loop& loop) {
  absl::Duration pause = kFirstPause;
  while (true) {
    co_await AwaitEnd(*state, loop);
    if (state->stopping.cancelled()) co_return;
    state->Log("redis-server ended and is started again");
    while (true) {
      if (!(co_await loop.Sleep(pause, &state->stopping)).ok()) co_return;
      pause = std::min(pause * 2, kLongestPause);
      ++state->restarts;
      const auto pid = Spawn(state->process);
      if (!pid.ok()) continue;
      state->pid = *pid;
      const absl::Status up = co_await AwaitServing(*state, loop);
      if (state->stopping.cancelled()) co_return;
      if (up.ok()) {
        pause = kFirstPause;
        break;
      }
      state->Log(std::string(up.message()));
      if (state->pid > 0) break;
    }
  }
}

class Child final : public RedisChild {
 public:
  explicit Child(std::shared_ptr<State> state) : state_(std::move(state)) {}

  ~Child() override {
    state_->stopping.Cancel(absl::CancelledError("the hub ends"));
    if (state_->pid > 0) {
      kill(state_->pid, SIGTERM);
      waitpid(state_->pid, nullptr, 0);
      state_->pid = -1;
    }
    state_->runtime.reset();
    state_->directory.reset();
  }

  const std::string& socket_path() const override { return state_->process.socket_path; }
  pid_t pid() const override { return state_->pid; }
  int restarts() const override { return state_->restarts; }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace

Task<absl::StatusOr<std::unique_ptr<RedisChild>>> StartRedisChild(RedisChildOptions options,
                                                                  Loop& loop) {
  auto directory = DataDirectory::Open(options.data_directory);
  CO_RETURN_IF_ERROR(directory.status());
  CO_RETURN_IF_ERROR(co_await EndOrphan(*directory, loop, options.log));
  auto runtime = RuntimeDirectory::Make(options.runtime_directory);
  CO_RETURN_IF_ERROR(runtime.status());

  auto state =
      std::make_shared<State>(std::move(options), *std::move(directory), *std::move(runtime));
  state->process.server = state->options.server;
  state->process.directory = state->directory->redis();
  state->process.socket_path = state->runtime->socket_path();
  state->process.max_memory_bytes = state->options.max_memory_bytes;
  state->process.settings = state->options.settings;
  state->process.environment = state->options.environment;
  state->process.inherited = state->directory->lock();
  // From here on its destructor cleans up.
  auto child = std::make_unique<Child>(state);
  const auto pid = Spawn(state->process);
  CO_RETURN_IF_ERROR(pid.status());
  state->pid = *pid;
  CO_RETURN_IF_ERROR(co_await AwaitServing(*state, loop));
  CO_RETURN_IF_ERROR(state->directory->WriteSocketPath(state->process.socket_path));
  loop.Spawn(Supervise(state, loop));
  co_return child;
}

int64_t DiskFree(const std::string& directory) {
  struct statvfs info;
  if (statvfs(directory.c_str(), &info) != 0) return -1;
  return static_cast<int64_t>(info.f_bavail) * static_cast<int64_t>(info.f_frsize);
}

}  // namespace smarthub::store
