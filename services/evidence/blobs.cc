#include "services/evidence/blobs.h"

#include <fcntl.h>
#include <stdio.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/evidence/files.h"

namespace smarthub::evidence {
namespace {

constexpr std::string_view kNew = ".new";

std::string AssociatedData(std::string_view name) {
  return absl::StrCat("smarthub/photo/1/", ToAbsl(name));
}

bool IsFanOut(const FileEntry& entry) { return entry.directory && entry.name.size() == 2; }

class DirectoryBlobs final : public Blobs {
 public:
  DirectoryBlobs(std::string directory, Clock& clock, Random& random)
      : directory_(std::move(directory)), clock_(clock), random_(random) {}

  absl::Status Write(std::string_view name, std::string_view bytes,
                     const crypto::Key& key) override {
    if (name.size() != kBlobNameBytes) return absl::InternalError("a blob's name is 16 bytes");
    const std::string first = FirstLevel(name);
    const std::string second = SecondLevel(name);
    RETURN_IF_ERROR(MakeDirectory(first));
    RETURN_IF_ERROR(MakeDirectory(second));
    const std::string path = PathOf(name);
    const std::string temporary = absl::StrCat(path, ToAbsl(kNew));
    {
      ASSIGN_OR_RETURN(const OwnedFile file, OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL));
      RETURN_IF_ERROR(
          WriteWhole(file.get(), crypto::Seal(key, AssociatedData(name), bytes, random_)));
      RETURN_IF_ERROR(SetWritten(file.get(), clock_.Now()));
      RETURN_IF_ERROR(SyncFile(file.get()));
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) return FileError("rename");
    return SyncDirectory(second);
  }

  absl::StatusOr<std::string> Read(std::string_view name, const crypto::Key& key) override {
    ASSIGN_OR_RETURN(const OwnedFile file, OpenFile(PathOf(name), O_RDONLY));
    ASSIGN_OR_RETURN(const std::string sealed, ReadWhole(file.get()));
    return crypto::Open(key, AssociatedData(name), sealed);
  }

  absl::Status Remove(std::string_view name) override {
    RETURN_IF_ERROR(RemoveFile(PathOf(name)));
    return RemoveFile(absl::StrCat(PathOf(name), ToAbsl(kNew)));
  }

  absl::StatusOr<std::vector<BlobFile>> List(uint8_t first) override {
    std::vector<BlobFile> blobs;
    const std::string upper = FirstLevel(std::string(1, static_cast<char>(first)));
    ASSIGN_OR_RETURN(const auto seconds, ListDirectory(upper));
    for (const FileEntry& second : seconds) {
      if (!IsFanOut(second)) continue;
      ASSIGN_OR_RETURN(const auto files, ListDirectory(absl::StrCat(upper, "/", second.name)));
      for (const FileEntry& file : files) Add(file, blobs);
    }
    return blobs;
  }

 private:
  static void Add(const FileEntry& file, std::vector<BlobFile>& blobs) {
    std::string_view hex = file.name;
    if (hex.size() > kNew.size() && hex.substr(hex.size() - kNew.size()) == kNew) {
      hex.remove_suffix(kNew.size());
    }
    const std::string name = NameOfHex(hex);
    if (!name.empty() && !file.directory) blobs.push_back({name, file.written});
  }
  std::string FirstLevel(std::string_view name) const {
    return absl::StrCat(directory_, "/", HexName(name).substr(0, 2));
  }
  std::string SecondLevel(std::string_view name) const {
    return absl::StrCat(FirstLevel(name), "/", HexName(name).substr(2, 2));
  }
  std::string PathOf(std::string_view name) const {
    return absl::StrCat(SecondLevel(name), "/", HexName(name));
  }

  const std::string directory_;
  Clock& clock_;
  Random& random_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Blobs>> OpenDirectoryBlobs(std::string directory, Clock& clock,
                                                          Random& random) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  return std::unique_ptr<Blobs>(
      std::make_unique<DirectoryBlobs>(std::move(directory), clock, random));
}

}  // namespace smarthub::evidence
