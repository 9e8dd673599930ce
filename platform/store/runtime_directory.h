// Where a private Redis has its socket. Not the data directory: a socket's path has 107 bytes.
#ifndef PLATFORM_STORE_RUNTIME_DIRECTORY_H_
#define PLATFORM_STORE_RUNTIME_DIRECTORY_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace smarthub::store {

// Movable; removes the directory with itself where it made it.
class RuntimeDirectory {
 public:
  // `wanted` (made 0700) where it is given and short enough; else a fresh one under /tmp, where
  // those that hubs left that are gone are removed first.
  static absl::StatusOr<RuntimeDirectory> Make(const std::string& wanted);
  // The same, for tests: /tmp is elsewhere.
  static absl::StatusOr<RuntimeDirectory> MakeUnder(const std::string& root);

  RuntimeDirectory(RuntimeDirectory&& other) noexcept;
  RuntimeDirectory& operator=(RuntimeDirectory&&) = delete;
  ~RuntimeDirectory();

  std::string socket_path() const;

 private:
  RuntimeDirectory(std::string path, int lock, bool own)
      : path_(std::move(path)), lock_(lock), own_(own) {}

  std::string path_;
  // Held for as long as its hub lives, so that nobody takes it for a dead one's. -1: none.
  int lock_ = -1;
  bool own_ = false;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_RUNTIME_DIRECTORY_H_
