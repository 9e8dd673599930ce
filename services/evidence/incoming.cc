#include "services/evidence/incoming.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "services/evidence/files.h"

namespace smarthub::evidence {
namespace {

// Length of the sealed piece, big-endian.
constexpr size_t kLengthBytes = 4;
// What sealing adds: format, nonce, commitment and tag (platform/crypto/crypto.h).
constexpr size_t kSealed = 1 + 12 + 32 + 16;

std::string AssociatedData(std::string_view name, int64_t offset) {
  return absl::StrCat("smarthub/photo-piece/1/", ToAbsl(name), "/", offset);
}

std::string Length(size_t size) {
  std::string bytes(kLengthBytes, '\0');
  for (size_t i = kLengthBytes; i-- > 0; size >>= 8) bytes[i] = static_cast<char>(size & 0xFF);
  return bytes;
}

size_t LengthAt(std::string_view bytes) {
  size_t length = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

absl::StatusOr<std::string> ReadAt(int file, size_t offset, size_t size) {
  std::string bytes(size, '\0');
  size_t have = 0;
  while (have < size) {
    const ssize_t n =
        pread(file, bytes.data() + have, size - have, static_cast<off_t>(offset + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FileError("pread");
    if (n == 0) break;
    have += static_cast<size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

absl::StatusOr<size_t> SizeOf(int file) {
  struct stat about{};
  if (fstat(file, &about) != 0) return FileError("fstat");
  return static_cast<size_t>(about.st_size);
}

// Takes pieces for as long as they open, each at its own place: what was torn off, or never reached
// the disk, ends it. It was not acknowledged. One at a time, so that there is never a second copy
// of the whole.
absl::StatusOr<std::string> TakePieces(std::string_view name, const crypto::Key& key, int file) {
  ASSIGN_OR_RETURN(const size_t size, SizeOf(file));
  std::string photo;
  photo.reserve(size);
  for (size_t end = 0; size - end >= kLengthBytes;) {
    ASSIGN_OR_RETURN(const std::string head, ReadAt(file, end, kLengthBytes));
    if (head.size() < kLengthBytes) break;
    const size_t length = LengthAt(head);
    const size_t from = end + kLengthBytes;
    if (length > size - from) break;
    ASSIGN_OR_RETURN(const std::string bytes, ReadAt(file, from, length));
    const auto piece =
        crypto::Open(key, AssociatedData(name, static_cast<int64_t>(photo.size())), bytes);
    if (!piece.ok()) break;
    photo += *piece;
    end = from + length;
  }
  return photo;
}

// Where pieces end: of the photo, and of the file.
struct End {
  size_t photo = 0;
  size_t file = 0;
};

// By the lengths alone, whose number is small; then only the last piece is opened, because whatever
// is before it was durable before it began. One that does not open was not acknowledged.
absl::StatusOr<End> FindEnd(std::string_view name, const crypto::Key& key, int file) {
  ASSIGN_OR_RETURN(const size_t size, SizeOf(file));
  std::vector<End> ends = {End{}};
  while (size - ends.back().file >= kLengthBytes) {
    const End& last = ends.back();
    ASSIGN_OR_RETURN(const std::string head, ReadAt(file, last.file, kLengthBytes));
    if (head.size() < kLengthBytes) break;
    const size_t length = LengthAt(head);
    if (length < kSealed || length > size - last.file - kLengthBytes) break;
    ends.push_back({last.photo + length - kSealed, last.file + kLengthBytes + length});
  }
  for (; ends.size() > 1; ends.pop_back()) {
    const End& from = ends[ends.size() - 2];
    const size_t sealed = from.file + kLengthBytes;
    ASSIGN_OR_RETURN(const std::string bytes, ReadAt(file, sealed, ends.back().file - sealed));
    const std::string data = AssociatedData(name, static_cast<int64_t>(from.photo));
    if (crypto::Open(key, data, bytes).ok()) break;
  }
  return ends.back();
}

// nullopt: nothing has come.
absl::StatusOr<std::optional<OwnedFile>> OpenLocked(const std::string& path, int flags, int lock) {
  auto file = OpenFile(path, flags);
  if (absl::IsNotFound(file.status())) return std::optional<OwnedFile>();
  if (!file.ok()) return file.status();
  // Whoever else is at it takes a moment, and this thread is one of few: asked again is soon
  // enough.
  if (flock(file->get(), lock | LOCK_NB) != 0) return FileError("flock");
  // Thrown away after it was opened: what is written to it now goes nowhere.
  struct stat about{};
  if (fstat(file->get(), &about) != 0) return FileError("fstat");
  if (about.st_nlink == 0) return absl::UnavailableError("the file was thrown away meanwhile");
  return std::optional<OwnedFile>(*std::move(file));
}

}  // namespace

absl::StatusOr<Incoming> Incoming::Open(std::string directory, Clock& clock, Random& random,
                                        Sync sync) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  return Incoming(std::move(directory), clock, random, std::move(sync));
}

std::string Incoming::PathOf(std::string_view name) const {
  return absl::StrCat(directory_, "/", HexName(name));
}

absl::StatusOr<std::string> Incoming::Read(std::string_view name, const crypto::Key& key) const {
  ASSIGN_OR_RETURN(const auto file, OpenLocked(PathOf(name), O_RDONLY, LOCK_SH));
  if (!file.has_value()) return std::string();
  return TakePieces(name, key, file->get());
}

// The bytes, and `with_name` that the file is there at all. Before anything in it is acknowledged,
// what an earlier process wrote and did not come to settle included.
absl::Status Incoming::Settle(const std::string& path, int file, bool with_name) const {
  absl::Status settled = sync_(file);
  if (settled.ok() && with_name) {
    ASSIGN_OR_RETURN(const OwnedFile directory, OpenFile(directory_, O_RDONLY | O_DIRECTORY));
    settled = sync_(directory.get());
  }
  if (settled.ok()) return settled;
  // Never continued, whatever a later sync says. A disk that does not even take the name away keeps
  // an empty file.
  if (!RemoveFile(path).ok()) (void)ftruncate(file, 0);
  return settled;
}

// Alone at it, because what cannot be made durable is thrown away.
absl::StatusOr<int64_t> Incoming::Size(std::string_view name, const crypto::Key& key) const {
  ASSIGN_OR_RETURN(const auto file, OpenLocked(PathOf(name), O_RDWR, LOCK_EX));
  if (!file.has_value()) return 0;
  RETURN_IF_ERROR(Settle(PathOf(name), file->get(), /*with_name=*/true));
  ASSIGN_OR_RETURN(const End end, FindEnd(name, key, file->get()));
  return static_cast<int64_t>(end.photo);
}

absl::StatusOr<int64_t> Incoming::Append(std::string_view name, const crypto::Key& key,
                                         int64_t offset, std::string_view piece) const {
  ASSIGN_OR_RETURN(const auto file, OpenLocked(PathOf(name), O_RDWR | O_CREAT, LOCK_EX));
  // Made if it was not there: only its directory can be missing.
  if (!file.has_value()) return absl::UnavailableError("the directory of photos is gone");
  ASSIGN_OR_RETURN(const End held, FindEnd(name, key, file->get()));
  const auto there = static_cast<int64_t>(held.photo);
  if (offset != there) {
    RETURN_IF_ERROR(Settle(PathOf(name), file->get(), /*with_name=*/true));
    return there;
  }
  const std::string sealed = crypto::Seal(key, AssociatedData(name, offset), piece, *random_);
  const auto end = static_cast<off_t>(held.file);
  if (ftruncate(file->get(), end) != 0) return FileError("ftruncate");
  if (lseek(file->get(), end, SEEK_SET) != end) return FileError("lseek");
  RETURN_IF_ERROR(WriteWhole(file->get(), absl::StrCat(Length(sealed.size()), sealed)));
  RETURN_IF_ERROR(SetWritten(file->get(), clock_->Now()));
  RETURN_IF_ERROR(Settle(PathOf(name), file->get(), /*with_name=*/offset == 0));
  return there + static_cast<int64_t>(piece.size());
}

absl::Status Incoming::Remove(std::string_view name) const { return RemoveFile(PathOf(name)); }

absl::StatusOr<bool> Incoming::RemoveUntouched(const BlobFile& listed) const {
  const auto file = OpenLocked(PathOf(listed.name), O_RDONLY, LOCK_EX);
  // Somebody is at it.
  if (absl::IsUnavailable(file.status())) return false;
  if (!file.ok()) return file.status();
  if (!file->has_value()) return false;
  struct stat about{};
  if (fstat((*file)->get(), &about) != 0) return FileError("fstat");
  if (absl::TimeFromTimespec(about.st_mtim) != listed.written) return false;
  RETURN_IF_ERROR(RemoveFile(PathOf(listed.name)));
  return true;
}

absl::StatusOr<std::vector<BlobFile>> Incoming::List() const {
  ASSIGN_OR_RETURN(const auto entries, ListDirectory(directory_));
  std::vector<BlobFile> files;
  for (const FileEntry& entry : entries) {
    std::string name = NameOfHex(entry.name);
    if (!name.empty() && !entry.directory) files.push_back({std::move(name), entry.written});
  }
  return files;
}

}  // namespace smarthub::evidence
