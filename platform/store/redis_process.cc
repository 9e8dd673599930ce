#include "platform/store/redis_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "absl/strings/str_cat.h"

extern char** environ;

namespace smarthub::store {
namespace {

std::vector<std::string> ArgumentsOf(const RedisProcess& process) {
  std::vector<std::string> all = {process.server};
  const auto set = [&all](const std::string& name, const std::string& value) {
    all.push_back("--" + name);
    all.push_back(value);
  };
  // Reachable through the socket alone.
  set("port", "0");
  set("unixsocket", process.socket_path);
  set("unixsocketperm", "600");
  set("dir", process.directory);
  set("logfile", process.directory + "/redis.log");
  set("daemonize", "no");
  set("databases", "1");
  // The append-only file is the only copy there is: fsynced before every answer, in a rewrite too.
  set("appendonly", "yes");
  set("appendfsync", "always");
  set("no-appendfsync-on-rewrite", "no");
  set("save", "");
  set("maxmemory", absl::StrCat(process.max_memory_bytes));
  set("maxmemory-policy", "noeviction");
  for (size_t i = 0; i + 1 < process.settings.size(); i += 2) {
    set(process.settings[i], process.settings[i + 1]);
  }
  return all;
}

std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Runs in the child between fork and exec: only async-signal-safe calls.
[[noreturn]] void BecomeRedis(pid_t parent, int inherited, int report, char** arguments,
                              char** environment) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // The parent may have gone before the line above.
  if (getppid() != parent) _exit(0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  // Sockets and locks of the hub are not Redis's.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (inherited >= 0) fcntl(inherited, F_SETFD, 0);
  const int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  dup2(null, 1);
  dup2(null, 2);
  execvpe(arguments[0], arguments, environment);
  const int error = errno;
  [[maybe_unused]] const ssize_t ignored = write(report, &error, sizeof error);
  _exit(127);
}

}  // namespace

absl::StatusOr<pid_t> Spawn(const RedisProcess& process) {
  if (process.socket_path.size() > kLongestSocketPath) {
    return absl::InternalError("a socket path of more than 107 bytes");
  }
  std::vector<std::string> arguments = ArgumentsOf(process);
  std::vector<std::string> environment;
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  environment.insert(environment.end(), process.environment.begin(), process.environment.end());
  const std::vector<char*> argv = PointersTo(arguments);
  const std::vector<char*> envp = PointersTo(environment);
  // Closed by a successful exec; otherwise it brings the reason.
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe");
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    BecomeRedis(parent, process.inherited, report[1], const_cast<char**>(argv.data()),
                const_cast<char**>(envp.data()));
  }
  close(report[1]);
  int error = pid < 0 ? errno : 0;
  if (pid > 0 && read(report[0], &error, sizeof error) <= 0) error = 0;
  close(report[0]);
  if (error == 0) return pid;
  if (pid > 0) waitpid(pid, nullptr, 0);
  return absl::UnavailableError(
      absl::StrCat("cannot start ", process.server, ": ", std::strerror(error)));
}

bool Answers(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{0, 200000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  constexpr std::string_view kPing = "PING\r\n";
  char answer[8] = {};
  const bool ready =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      write(fd, kPing.data(), kPing.size()) == static_cast<ssize_t>(kPing.size()) &&
      read(fd, answer, sizeof answer - 1) > 0 && std::string_view(answer).substr(0, 5) == "+PONG";
  close(fd);
  return ready;
}

}  // namespace smarthub::store
