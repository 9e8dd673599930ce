#include "services/evidence/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace smarthub::evidence {

absl::Status FileError(const char* what) {
  const int error = errno;
  const std::string text = absl::StrCat(what, ": ", std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(text);
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(text);
  return absl::UnavailableError(text);
}

std::string HexName(std::string_view name) { return absl::BytesToHexString(ToAbsl(name)); }

std::string NameOfHex(std::string_view hex) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (hex.size() != 32) return "";
  for (const char c : hex) {
    if (!digit(c)) return "";
  }
  return absl::HexStringToBytes(ToAbsl(hex));
}

absl::StatusOr<OwnedFile> OpenFile(const std::string& path, int flags) {
  OwnedFile file(open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!file.open()) return FileError("open");
  return file;
}

absl::StatusOr<std::string> ReadWhole(int file) {
  struct stat about{};
  if (fstat(file, &about) != 0) return FileError("fstat");
  std::string bytes(static_cast<size_t>(about.st_size), '\0');
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = read(file, bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FileError("read");
    if (n == 0) break;
    have += static_cast<size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

absl::Status WriteWhole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FileError("write");
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status SetWritten(int file, absl::Time when) {
  const timespec time = absl::ToTimespec(when);
  const timespec both[2] = {time, time};
  return futimens(file, both) == 0 ? absl::OkStatus() : FileError("futimens");
}

absl::Status SyncFile(int file) { return fsync(file) == 0 ? absl::OkStatus() : FileError("fsync"); }

absl::Status SyncDirectory(const std::string& path) {
  ASSIGN_OR_RETURN(const OwnedFile directory, OpenFile(path, O_RDONLY | O_DIRECTORY));
  return SyncFile(directory.get());
}

absl::Status MakeDirectory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0) {
    // Who made it may have been killed before its name was durable; syncing again costs little.
    if (errno != EEXIST) return FileError("mkdir");
  }
  return SyncDirectory(path.substr(0, path.rfind('/')));
}

absl::Status RemoveFile(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return FileError("unlink");
}

absl::StatusOr<std::vector<FileEntry>> ListDirectory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), &closedir);
  std::vector<FileEntry> entries;
  if (directory == nullptr && errno == ENOENT) return entries;
  if (directory == nullptr) return FileError("opendir");
  for (const dirent* each = readdir(directory.get()); each != nullptr;
       each = readdir(directory.get())) {
    struct stat about{};
    if (fstatat(dirfd(directory.get()), each->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
      // Gone since.
      if (errno == ENOENT) continue;
      return FileError("fstatat");
    }
    const std::string name = each->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({name, S_ISDIR(about.st_mode), absl::TimeFromTimespec(about.st_mtim)});
  }
  return entries;
}

}  // namespace smarthub::evidence
