#include <dirent.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/key_provider.h"

namespace smarthub::crypto {
namespace {

constexpr std::string_view kMagic = "smarthub-key-1";
constexpr std::string_view kUnfinished = ".new-";
constexpr size_t kLongestName = 120;
constexpr size_t kLongestFile = 512;

absl::Status Failed(std::string_view what, std::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", ToAbsl(what), " ", ToAbsl(path)));
}

bool IsName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || name.front() == '/' || name.back() == '/' ||
      name.find("//") != name.npos) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-';
  });
}

// A name holds no dot, so dots can stand for its slashes and one directory holds every key: one
// place to copy, one place to fsync.
std::string FileOf(std::string_view name) {
  return absl::StrReplaceAll(ToAbsl(name), {{"/", "."}});
}
std::string NameOf(std::string_view file) {
  return absl::StrReplaceAll(ToAbsl(file), {{".", "/"}});
}

std::string Checksum(std::string_view name, const Key& key) {
  return absl::BytesToHexString(HmacSha256(key.bytes(), name).substr(0, 8));
}

// The last line tells a damaged or misnamed file from a right one: a wrong key would otherwise look
// like lost data much later.
std::string Encode(std::string_view name, const Key& key) {
  return absl::StrCat(ToAbsl(kMagic), "\n", ToAbsl(name), "\n",
                      absl::BytesToHexString(ToAbsl(key.bytes())), "\n", Checksum(name, key), "\n");
}

absl::StatusOr<Key> Decode(std::string_view name, std::string_view text) {
  const std::string head = absl::StrCat(ToAbsl(kMagic), "\n", ToAbsl(name), "\n");
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat("key file of ", ToAbsl(name), " is damaged"));
  if (text.substr(0, head.size()) != head || text.size() != head.size() + 2 * kKeySize + 18) {
    return damaged;
  }
  std::string bytes = absl::HexStringToBytes(ToAbsl(text.substr(head.size(), 2 * kKeySize)));
  ASSIGN_OR_RETURN(Key key, Key::FromBytes(bytes));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  if (Encode(name, key) != text) return damaged;
  return key;
}

class KeyDirectory final : public KeyProvider {
 public:
  KeyDirectory(std::string path, int directory, Random& random)
      : path_(std::move(path)), directory_(directory), random_(random) {}
  ~KeyDirectory() override { close(directory_); }

  absl::StatusOr<Key> Get(std::string_view name) override {
    if (!IsName(name)) return absl::InvalidArgumentError("bad key name");
    const std::string file = FileOf(name);
    const int fd = openat(directory_, file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
      if (errno == ENOENT) return absl::NotFoundError(absl::StrCat("no key named ", ToAbsl(name)));
      return Failed("open key", Path(file));
    }
    const absl::Cleanup closer = [fd] { close(fd); };
    struct stat info;
    if (fstat(fd, &info) != 0) return Failed("stat key", Path(file));
    if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0) {
      return absl::PermissionDeniedError(
          absl::StrCat(Path(file), " can be read by others; make it 0600"));
    }
    std::string text(kLongestFile, '\0');
    const absl::Cleanup wiper = [&text] { OPENSSL_cleanse(text.data(), text.size()); };
    const ssize_t size = read(fd, text.data(), text.size());
    if (size < 0) return Failed("read key", Path(file));
    return Decode(name, std::string_view(text).substr(0, size));
  }

  absl::StatusOr<Key> GetOrMake(std::string_view name) override {
    absl::StatusOr<Key> key = Get(name);
    if (absl::IsNotFound(key.status())) {
      RETURN_IF_ERROR(Make(name));
      // Read back: of two that make the same key at once both must hold the one that was linked.
      key = Get(name);
    }
    return key;
  }

  absl::Status Destroy(std::string_view name) override {
    if (!IsName(name)) return absl::InvalidArgumentError("bad key name");
    const std::string file = FileOf(name);
    const int fd = openat(directory_, file.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? absl::OkStatus() : Failed("open key", Path(file));
    // Best effort below the file system: what the disk itself keeps is beyond a program.
    const std::string zeros(kLongestFile, '\0');
    const bool wiped = pwrite(fd, zeros.data(), zeros.size(), 0) >= 0 && fsync(fd) == 0;
    close(fd);
    if (!wiped) return Failed("wipe key", Path(file));
    if (unlinkat(directory_, file.c_str(), 0) != 0) return Failed("remove key", Path(file));
    return Sync();
  }

  absl::StatusOr<std::vector<std::string>> List(std::string_view prefix) override {
    std::vector<std::string> names;
    const absl::Status walked = Walk([&](std::string_view file) {
      std::string name = NameOf(file);
      if (file.front() != '.' && name.compare(0, prefix.size(), prefix) == 0)
        names.push_back(std::move(name));
    });
    RETURN_IF_ERROR(walked);
    std::sort(names.begin(), names.end());
    return names;
  }

  // A file that was never linked was never given out as a key; what a crash left is removed.
  absl::Status RemoveUnfinished() {
    return Walk([this](std::string_view file) {
      if (file.substr(0, kUnfinished.size()) == kUnfinished)
        unlinkat(directory_, std::string(file).c_str(), 0);
    });
  }

 private:
  std::string Path(std::string_view file) const { return absl::StrCat(path_, "/", ToAbsl(file)); }

  absl::Status Sync() { return fsync(directory_) == 0 ? absl::OkStatus() : Failed("sync", path_); }

  absl::Status Make(std::string_view name) {
    const Key key = Key::Make(random_);
    const std::string unfinished =
        absl::StrCat(ToAbsl(kUnfinished), absl::BytesToHexString(random_.Bytes(8)));
    const int fd =
        openat(directory_, unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return Failed("make key in", path_);
    const absl::Cleanup remover = [&] { unlinkat(directory_, unfinished.c_str(), 0); };
    std::string text = Encode(name, key);
    const bool written =
        write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
    OPENSSL_cleanse(text.data(), text.size());
    close(fd);
    if (!written) return Failed("write key in", path_);
    // link, not rename: it never replaces a key that another process has made meanwhile.
    if (linkat(directory_, unfinished.c_str(), directory_, FileOf(name).c_str(), 0) != 0 &&
        errno != EEXIST) {
      return Failed("link key in", path_);
    }
    return Sync();
  }

  template <typename F>
  absl::Status Walk(F each) {
    const int fd = openat(directory_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* directory = fd < 0 ? nullptr : fdopendir(fd);
    if (directory == nullptr) return Failed("list", path_);
    while (const dirent* entry = readdir(directory)) {
      const std::string_view file = entry->d_name;
      if (file != "." && file != "..") each(file);
    }
    closedir(directory);
    return absl::OkStatus();
  }

  const std::string path_;
  const int directory_;
  Random& random_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<KeyProvider>> OpenKeyDirectory(std::string directory,
                                                              Random& random) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return Failed("make", directory);
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("open", directory);
  auto keys = std::make_unique<KeyDirectory>(directory, fd, random);
  struct stat info;
  if (fstat(fd, &info) != 0) return Failed("stat", directory);
  if ((info.st_mode & 077) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("key directory ", directory, " is open to others; make it 0700"));
  }
  RETURN_IF_ERROR(keys->RemoveUnfinished());
  return keys;
}

}  // namespace smarthub::crypto
