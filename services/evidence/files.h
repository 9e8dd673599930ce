// The few things photos do with files. Blocking; thread-safe as far as the paths differ.
#ifndef SERVICES_EVIDENCE_FILES_H_
#define SERVICES_EVIDENCE_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/evidence/image_process.h"

namespace smarthub::evidence {

// Of errno. NOT_FOUND for a file that is not there; RESOURCE_EXHAUSTED for a full disk.
absl::Status FileError(const char* what);
// The same 32 hexadecimal digits for the same 16 bytes.
std::string HexName(std::string_view name);
// Empty for anything that is not such a name.
std::string NameOfHex(std::string_view hex);

// 0600, closed on exec.
absl::StatusOr<OwnedFile> OpenFile(const std::string& path, int flags);
absl::StatusOr<std::string> ReadWhole(int file);
absl::Status WriteWhole(int file, std::string_view bytes);
absl::Status SetWritten(int file, absl::Time when);
absl::Status SyncFile(int file);
absl::Status SyncDirectory(const std::string& path);
// 0700, its name durable; OK where it is there.
absl::Status MakeDirectory(const std::string& path);
// OK where there is none.
absl::Status RemoveFile(const std::string& path);

struct FileEntry {
  std::string name;
  bool directory = false;
  absl::Time written;
};
// None where there is no such directory.
absl::StatusOr<std::vector<FileEntry>> ListDirectory(const std::string& path);

}  // namespace smarthub::evidence

#endif  // SERVICES_EVIDENCE_FILES_H_
