#include "services/evidence/image/zygote.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "services/evidence/image/io.h"
#include "services/evidence/image/mark.h"
#include "services/evidence/image/sandbox.h"
#include "services/evidence/image/test_jobs.h"
#include "services/evidence/image/wire.h"

namespace smarthub::evidence {
namespace {

struct Process {
  pid_t pid = 0;
  // Readable when it has ended.
  int ended = -1;
  // Readable when its time is over; -1: it has no end.
  int time = -1;
  // The zygote's own hold on the job socket, to say that the job died; -1 for markers.
  int job = -1;
};

// One request from the control socket with the job's socket in it.
struct Order {
  Service service = Service::kClean;
  int job = -1;
};

// False: the hub has closed it.
bool Receive(int control, Order& order) {
  iovec data{&order.service, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  ssize_t n = 0;
  do {
    n = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return false;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    std::memcpy(&order.job, CMSG_DATA(header), sizeof order.job);
  }
  return true;
}

// In the new process: everything of the zygote's but its own socket goes, then the sandbox.
[[noreturn]] void Become(const Order& order, pid_t parent) {
  if (!EndWith(parent)) _exit(1);
  if (order.job != kJobFile && dup2(order.job, kJobFile) < 0) _exit(1);
  close_range(kJobFile + 1, ~0U, 0);
  Limits limits;
  limits.cpu_seconds = order.service == Service::kMark ? 0 : JobSeconds();
  if (order.service == Service::kMark && !LoadFonts()) _exit(1);
  if (!EnterSandbox(limits)) _exit(1);
  _exit(order.service == Service::kMark ? ServeMarker(kJobFile) : ServeCleaner(kJobFile));
}

int AlarmIn(unsigned seconds) {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  itimerspec when{};
  when.it_value.tv_sec = seconds;
  if (timer < 0 || timerfd_settime(timer, 0, &when, nullptr) == 0) return timer;
  close(timer);
  return -1;
}

void CloseIfOpen(int file) {
  if (file >= 0) close(file);
}

// What a decoder that met something it does not bear ends with; all else may be the machine's.
bool IsCrash(int status) {
  if (!WIFSIGNALED(status)) return false;
  switch (WTERMSIG(status)) {
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
    case SIGFPE:
    case SIGABRT:
    case SIGTRAP:
    case SIGSYS:
      return true;
    default:
      return false;
  }
}

class Zygote {
 public:
  explicit Zygote(int control) : control_(control) {}

  int Run() {
    for (;;) {
      std::vector<pollfd> watched;
      const bool takes = processes_.size() < kMostProcesses;
      watched.push_back({takes ? control_ : -1, POLLIN, 0});
      for (const Process& process : processes_) {
        watched.push_back({process.ended, POLLIN, 0});
        watched.push_back({process.time, POLLIN, 0});
      }
      if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return 1;
      for (size_t i = processes_.size(); i-- > 0;) {
        if (watched[2 * i + 2].revents != 0) kill(processes_[i].pid, SIGKILL);
        if (watched[2 * i + 1].revents != 0) Bury(i);
      }
      if (watched[0].revents != 0 && !TakeOrder()) break;
    }
    // Nobody else would bury them where the hub is a container's first process.
    for (const Process& process : processes_) kill(process.pid, SIGKILL);
    while (!processes_.empty()) Bury(processes_.size() - 1);
    return 0;
  }

 private:
  bool TakeOrder() {
    Order order;
    if (!Receive(control_, order)) return false;
    if (order.job < 0) return true;
    const pid_t parent = getpid();
    Process process;
    process.pid = fork();
    if (process.pid == 0) Become(order, parent);
    if (process.pid < 0) {
      // Not the picture's fault: closed without a word, as if nobody were here.
      close(order.job);
      return true;
    }
    process.ended = static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0));
    if (order.service == Service::kClean) {
      process.time = AlarmIn(JobSeconds());
      process.job = order.job;
    } else {
      close(order.job);
    }
    // One that could not be watched could not be ended either.
    const bool watched = process.ended >= 0 && (process.time >= 0 || process.job < 0);
    if (!watched) kill(process.pid, SIGKILL);
    processes_.push_back(process);
    if (!watched) Bury(processes_.size() - 1);
    return true;
  }

  void Bury(size_t i) {
    const Process process = processes_[i];
    processes_.erase(processes_.begin() + static_cast<std::ptrdiff_t>(i));
    int status = 0;
    waitpid(process.pid, &status, 0);
    const bool finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!finished && process.job >= 0) {
      const Ending ending = IsCrash(status) ? Ending::kCrashed : Ending::kStopped;
      // Nobody reads where the hub has given up; the zygote waits for nobody.
      [[maybe_unused]] const ssize_t ignored =
          send(process.job, &ending, sizeof ending, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    CloseIfOpen(process.job);
    CloseIfOpen(process.ended);
    CloseIfOpen(process.time);
  }

  int control_;
  std::vector<Process> processes_;
};

}  // namespace

int RunZygote(int control) { return Zygote(control).Run(); }

}  // namespace smarthub::evidence
