#include "services/audit/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "platform/base/status_macros.h"

namespace smarthub::audit {
namespace {

absl::Status Failed(const char* what) {
  const int error = errno;
  const std::string text = absl::StrCat(what, ": ", std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(text);
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(text);
  return absl::UnavailableError(text);
}

// Closes on leaving.
class File {
 public:
  File(const std::string& path, int flags) : file_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (file_ >= 0) close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

class Disk final : public Files {
 public:
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const File file(path, O_RDONLY);
    if (!file.ok()) return Failed("open");
    std::string out;
    char buffer[1 << 16];
    for (;;) {
      const ssize_t n = read(file.get(), buffer, sizeof(buffer));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failed("read");
      if (n == 0) return out;
      out.append(buffer, n);
    }
  }

  absl::StatusOr<std::vector<std::string>> List(const std::string& directory) override {
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end;
         at.increment(error)) {
      names.push_back(at->path().filename().string());
    }
    if (error && error != std::errc::no_such_file_or_directory) {
      return absl::UnavailableError("a directory cannot be listed");
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  absl::Status MakeDirectories(const std::string& directory) override {
    {
      absl::MutexLock lock(&mutex_);
      if (durable_.contains(directory)) return absl::OkStatus();
    }
    // One that is there may have been made just before the last process was killed: its name is
    // made durable whoever made it.
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      if (errno != ENOENT) return Failed("mkdir");
      RETURN_IF_ERROR(MakeDirectories(DirectoryOf(directory)));
      if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return Failed("mkdir");
    }
    RETURN_IF_ERROR(SyncDirectory(DirectoryOf(directory)));
    absl::MutexLock lock(&mutex_);
    durable_.insert(directory);
    return absl::OkStatus();
  }

  absl::Status Write(const std::string& path, std::string_view bytes) override {
    const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.ok()) return Failed("create");
    while (!bytes.empty()) {
      const ssize_t n = write(file.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failed("write");
      bytes.remove_prefix(n);
    }
    return absl::OkStatus();
  }

  absl::Status Sync(const std::string& path) override {
    const File file(path, O_RDONLY);
    if (!file.ok()) return Failed("open");
    return fsync(file.get()) == 0 ? absl::OkStatus() : Failed("fsync");
  }

  absl::Status Rename(const std::string& from, const std::string& to) override {
    return rename(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : Failed("rename");
  }

  absl::Status SyncDirectory(const std::string& directory) override {
    const File file(directory, O_RDONLY | O_DIRECTORY);
    if (!file.ok()) return Failed("open");
    return fsync(file.get()) == 0 ? absl::OkStatus() : Failed("fsync");
  }

  absl::Status Remove(const std::string& path) override {
    {
      absl::MutexLock lock(&mutex_);
      durable_.erase(path);
    }
    std::error_code error;
    std::filesystem::remove(path, error);
    if (!error || error == std::errc::directory_not_empty) return absl::OkStatus();
    return absl::UnavailableError("a file cannot be removed");
  }

 private:
  absl::Mutex mutex_;
  // Directories whose own name this process knows to be durable.
  absl::flat_hash_set<std::string> durable_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Files> DiskFiles() { return std::make_unique<Disk>(); }

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status WriteDurably(Files& files,
                          absl::Span<const std::pair<std::string, std::string>> contents) {
  std::set<std::string> directories;
  for (const auto& [path, bytes] : contents) {
    const std::string directory = DirectoryOf(path);
    if (directories.insert(directory).second) {
      RETURN_IF_ERROR(files.MakeDirectories(directory));
    }
    const std::string temporary = path + ".new";
    RETURN_IF_ERROR(files.Write(temporary, bytes));
    RETURN_IF_ERROR(files.Sync(temporary));
  }
  for (const auto& [path, bytes] : contents) RETURN_IF_ERROR(files.Rename(path + ".new", path));
  for (const std::string& directory : directories) {
    RETURN_IF_ERROR(files.SyncDirectory(directory));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SlotFolders(Files& files, const std::string& directory) {
  ASSIGN_OR_RETURN(std::vector<std::string> names, files.List(directory));
  std::erase_if(names, [](const std::string& name) {
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return name.size() < 2 || name.size() > 32 || name[0] < 'a' ||
           !std::all_of(name.begin(), name.end(), fits);
  });
  return names;
}

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::Take(const std::string& directory) {
  const int file = open((directory + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Failed("open lock");
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return absl::FailedPreconditionError("the audit log is in use by another process");
  }
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(file));
}

DirectoryLock::~DirectoryLock() { close(file_); }

}  // namespace smarthub::audit
