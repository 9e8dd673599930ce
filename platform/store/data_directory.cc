#include "platform/store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace smarthub::store {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const char* what, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", what, " ", path));
}

// Whole or not at all, and on disk when it returns.
absl::Status WriteFile(const std::string& directory, const char* name, const std::string& text) {
  const std::string path = absl::StrCat(directory, "/", name);
  const std::string unfinished = path + ".new";
  const int fd = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Failed("write", unfinished);
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  if (!written || rename(unfinished.c_str(), path.c_str()) != 0) return Failed("write", path);
  const int parent = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = parent >= 0 && fsync(parent) == 0;
  if (parent >= 0) close(parent);
  return synced ? absl::OkStatus() : Failed("sync", directory);
}

int TakeLock(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

absl::StatusOr<DataDirectory> DataDirectory::Open(std::string path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot make the data directory ", path, ": ", error.message()));
  }
  // Everything personal in it is sealed, but who keeps it need not show even that.
  if (chmod(path.c_str(), 0700) != 0) return Failed("protect", path);
  DataDirectory directory(path);
  directory.hub_lock_ = TakeLock(path + "/hub.lock");
  if (directory.hub_lock_ < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("another hub is running on the data directory ", path));
  }
  RETURN_IF_ERROR(directory.CheckFormat());
  if (mkdir(directory.redis().c_str(), 0700) != 0 && errno != EEXIST) {
    return Failed("make", directory.redis());
  }
  return directory;
}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) close(lock_);
  if (hub_lock_ >= 0) close(hub_lock_);
}

absl::Status DataDirectory::CheckFormat() const {
  std::ifstream in(path_ + "/format");
  if (!in.is_open()) {
    if (fs::exists(redis())) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the data directory ", path_, " has records but no format file; it is not started on"));
    }
    return WriteFile(path_, "format", absl::StrCat(kDataFormat, "\n"));
  }
  std::string text;
  std::getline(in, text);
  int format = 0;
  if (!absl::SimpleAtoi(text, &format) || format < 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("the file ", path_, "/format cannot be read"));
  }
  if (format > kDataFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("the data directory ", path_, " has format ", format, "; this program knows ",
                     kDataFormat, ". It was used by a newer version, and going back is refused"));
  }
  if (format < kDataFormat) {
    return absl::FailedPreconditionError(absl::StrCat("the data directory ", path_, " has format ",
                                                      format, "; this program reads ", kDataFormat,
                                                      " only. Start on an empty directory"));
  }
  return absl::OkStatus();
}

bool DataDirectory::TryLock() {
  if (lock_ < 0) lock_ = TakeLock(path_ + "/lock");
  return lock_ >= 0;
}

std::vector<pid_t> DataDirectory::Holders() const {
  std::vector<pid_t> holders;
  struct stat wanted;
  if (stat((path_ + "/lock").c_str(), &wanted) != 0) return holders;
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(process.path().filename().string(), &pid) || pid == getpid()) continue;
    std::string name;
    std::getline(std::ifstream(process.path() / "comm"), name);
    if (name.find("redis") == name.npos) continue;
    for (const auto& open_file : fs::directory_iterator(process.path() / "fd", error)) {
      struct stat info;
      if (stat(open_file.path().c_str(), &info) == 0 && info.st_dev == wanted.st_dev &&
          info.st_ino == wanted.st_ino) {
        holders.push_back(pid);
        break;
      }
    }
  }
  return holders;
}

absl::Status DataDirectory::WriteSocketPath(const std::string& socket_path) const {
  return WriteFile(path_, "redis.socket", socket_path + "\n");
}

}  // namespace smarthub::store
