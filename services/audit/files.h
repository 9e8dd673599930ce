// The file system as the audit log needs it: every step that can fail, or be the last one before
// the power goes, is a call of its own, so that tests can stop the world at each of them.
#ifndef SERVICES_AUDIT_FILES_H_
#define SERVICES_AUDIT_FILES_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace smarthub::audit {

// Blocking. Thread-safe as far as the paths differ. Paths are absolute.
class Files {
 public:
  virtual ~Files() = default;
  // NOT_FOUND where there is none.
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  // Names in a directory, sorted; empty where there is none.
  virtual absl::StatusOr<std::vector<std::string>> List(const std::string& directory) = 0;
  // With its parents, durable.
  virtual absl::Status MakeDirectories(const std::string& directory) = 0;
  // Replaces the content; not durable.
  virtual absl::Status Write(const std::string& path, std::string_view bytes) = 0;
  // The content is durable; its name is not.
  virtual absl::Status Sync(const std::string& path) = 0;
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // The directory's names are durable.
  virtual absl::Status SyncDirectory(const std::string& directory) = 0;
  // A file or an empty directory; OK where there is none, or where the directory is not empty.
  virtual absl::Status Remove(const std::string& path) = 0;
};

// 0700 directories, 0600 files.
std::unique_ptr<Files> DiskFiles();

// All durable, each whole or as it was before, when it returns OK; otherwise some of them may be.
absl::Status WriteDurably(Files& files,
                          absl::Span<const std::pair<std::string, std::string>> contents);

std::string DirectoryOf(const std::string& path);

// Folders of DATA/audit that are a slot's, by their names; others (a volume's lost+found) are not.
absl::StatusOr<std::vector<std::string>> SlotFolders(Files& files, const std::string& directory);

// Held while its owner may write in `directory`. One holder per directory, on one machine.
class DirectoryLock {
 public:
  // FAILED_PRECONDITION where another process (or lock) holds it.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Take(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  int file_;
};

}  // namespace smarthub::audit

#endif  // SERVICES_AUDIT_FILES_H_
