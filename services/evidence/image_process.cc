#include "services/evidence/image_process.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace smarthub::evidence {
namespace {

struct Pair {
  OwnedFile ours;
  OwnedFile theirs;
};

absl::StatusOr<Pair> MakePair(int type) {
  int files[2];
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, files) != 0) {
    return absl::ErrnoToStatus(errno, "socketpair");
  }
  return Pair{OwnedFile(files[0]), OwnedFile(files[1])};
}

// Between fork and exec only what the C library does there itself.
absl::StatusOr<pid_t> Spawn(const std::string& program, int control) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", 0, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", 1, 0);
  // What a decoder prints may be data of the picture's.
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", 1, 0);
  posix_spawn_file_actions_adddup2(&files, control, kControlFile);
  posix_spawn_file_actions_addclosefrom_np(&files, kControlFile + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGALRM}) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  std::vector<std::string> arguments = {program, absl::StrCat(getpid())};
  std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8",
                                          "VIPS_NOVECTOR=1"};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  };
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), &files, &attributes,
                                pointers(arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error == 0) return pid;
  return absl::UnavailableError(absl::StrCat("cannot start ", program, ": ", std::strerror(error)));
}

void GiveUpAfter(int file, int seconds) {
  const timeval patience{seconds, 0};
  setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

}  // namespace

void OwnedFile::Reset() {
  if (file_ >= 0) close(file_);
  file_ = -1;
}

ImageProcess::~ImageProcess() {
  absl::MutexLock lock(&mutex_);
  End();
}

void ImageProcess::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  End();
}

pid_t ImageProcess::pid() const {
  absl::MutexLock lock(&mutex_);
  return pid_;
}

int ImageProcess::restarts() const {
  absl::MutexLock lock(&mutex_);
  return std::max(0, starts_ - 1);
}

absl::Status ImageProcess::Start() {
  if (stopped_) return absl::UnavailableError("the hub stops");
  ASSIGN_OR_RETURN(Pair control, MakePair(SOCK_SEQPACKET));
  GiveUpAfter(control.ours.get(), 5);
  ASSIGN_OR_RETURN(pid_, Spawn(program_, control.theirs.get()));
  control_ = std::move(control.ours);
  ++starts_;
  return absl::OkStatus();
}

void ImageProcess::End() {
  control_.Reset();
  if (pid_ == 0) return;
  // It ends by itself, with what it forked, when its control socket closes; one that does not is
  // ended. It takes nothing with it: what it works on is asked for again.
  const OwnedFile ended(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  pollfd waiting{ended.get(), POLLIN, 0};
  constexpr int kMilliseconds = 1000;
  if (!ended.open() || poll(&waiting, 1, kMilliseconds) != 1) kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

bool ImageProcess::Send(Service service, int file) {
  iovec data{&service, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &file, sizeof file);
  ssize_t n = 0;
  do {
    n = sendmsg(control_.get(), &message, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == 1;
}

absl::StatusOr<OwnedFile> ImageProcess::Ask(Service service, int patience) {
  ASSIGN_OR_RETURN(Pair job, MakePair(SOCK_STREAM));
  GiveUpAfter(job.ours.get(), patience);
  absl::MutexLock lock(&mutex_);
  if (pid_ != 0 && Send(service, job.theirs.get())) return std::move(job.ours);
  End();
  RETURN_IF_ERROR(Start());
  if (Send(service, job.theirs.get())) return std::move(job.ours);
  End();
  return absl::UnavailableError("the image child does not take jobs");
}

}  // namespace smarthub::evidence
