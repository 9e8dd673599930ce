#include "platform/store/runtime_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/store/redis_process.h"

namespace smarthub::store {
namespace {

namespace fs = std::filesystem;

constexpr char kSocket[] = "redis.sock";
// Says whose the directory is: nothing without it is ever removed.
constexpr char kMark[] = "of-smarthub";
constexpr char kBegin[] = "smarthub-";
constexpr size_t kNameLength = sizeof(kBegin) - 1 + 6;

// Open and locked; -1: it is no directory, or (where `how` does not wait) another's.
int Lock(const std::string& path, int how) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return -1;
  int locked = flock(fd, how);
  while (locked != 0 && errno == EINTR) locked = flock(fd, how);
  if (locked == 0) return fd;
  close(fd);
  return -1;
}

// Of this user, private, marked as a hub's, and with nothing in it but that mark and a socket.
bool LooksLikeOurs(int fd, const std::string& path) {
  struct stat info{};
  if (fstat(fd, &info) != 0 || info.st_uid != geteuid() || (info.st_mode & 07777) != 0700) {
    return false;
  }
  bool marked = false;
  std::error_code error;
  for (fs::directory_iterator each(path, error), end; !error && each != end;
       each.increment(error)) {
    const fs::file_status status = each->symlink_status();
    const bool is_mark = each->path().filename() == kMark && fs::is_regular_file(status);
    const bool is_socket = each->path().filename() == kSocket && fs::is_socket(status);
    if (!is_mark && !is_socket) return false;
    marked = marked || is_mark;
  }
  return !error && marked;
}

void Remove(const std::string& path) {
  unlink(absl::StrCat(path, "/", kSocket).c_str());
  unlink(absl::StrCat(path, "/", kMark).c_str());
  rmdir(path.c_str());
}

// Whether nobody listens there any more (Redis takes its socket away when it ends in good order).
// What cannot be asked is not dead.
bool IsDead(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof(address.sun_path)) return false;
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool refused =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 &&
      (errno == ECONNREFUSED || errno == ENOENT);
  close(fd);
  return refused;
}

// A hub that was killed could not remove its own. One that lives holds its lock, and has held it
// since before there was a mark, also while its Redis is being started again.
void RemoveDead(const std::string& root) {
  std::error_code error;
  for (fs::directory_iterator each(root, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename();
    if (name.size() != kNameLength || !name.starts_with(kBegin)) continue;
    const std::string path = each->path();
    const int lock = Lock(path, LOCK_EX | LOCK_NB);
    if (lock < 0) continue;
    // Somebody who listens without a lock is left alone, whoever it is.
    if (LooksLikeOurs(lock, path) && IsDead(absl::StrCat(path, "/", kSocket))) Remove(path);
    close(lock);
  }
}

}  // namespace

absl::StatusOr<RuntimeDirectory> RuntimeDirectory::Make(const std::string& wanted) {
  if (wanted.empty() || wanted.size() + sizeof(kSocket) > kLongestSocketPath) {
    return MakeUnder("/tmp");
  }
  if ((mkdir(wanted.c_str(), 0700) != 0 && errno != EEXIST) || chmod(wanted.c_str(), 0700) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot make ", wanted));
  }
  return RuntimeDirectory(wanted, -1, false);
}

absl::StatusOr<RuntimeDirectory> RuntimeDirectory::MakeUnder(const std::string& root) {
  RemoveDead(root);
  std::string path = absl::StrCat(root, "/", kBegin, "XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot make a directory under ", root));
  }
  // Waits: another hub that starts may hold it for the moment in which it looks whether this is a
  // dead one's, and leaves it alone, since there is no mark yet.
  const int lock = Lock(path, LOCK_EX);
  if (lock < 0) {
    rmdir(path.c_str());
    return absl::UnavailableError(absl::StrCat("cannot lock ", path));
  }
  RuntimeDirectory made(std::move(path), lock, true);
  const int mark = open(absl::StrCat(made.path_, "/", kMark).c_str(),
                        O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (mark < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write into ", made.path_));
  }
  close(mark);
  return made;
}

RuntimeDirectory::RuntimeDirectory(RuntimeDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      own_(std::exchange(other.own_, false)) {
  other.path_.clear();
}

RuntimeDirectory::~RuntimeDirectory() {
  if (path_.empty()) return;
  unlink(socket_path().c_str());
  if (own_) Remove(path_);
  if (lock_ >= 0) close(lock_);
}

std::string RuntimeDirectory::socket_path() const { return absl::StrCat(path_, "/", kSocket); }

}  // namespace smarthub::store
