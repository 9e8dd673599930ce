// DATA: who may use it, and in which format it is (redis_child.h lists its files). Movable; the
// locks go with the object, the shared one only when redis-server has gone too.
#ifndef PLATFORM_STORE_DATA_DIRECTORY_H_
#define PLATFORM_STORE_DATA_DIRECTORY_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace smarthub::store {

// Of what is stored, in all rooms. 1 was before the first contract and is not read any more.
inline constexpr int kDataFormat = 2;

class DataDirectory {
 public:
  // Makes it (0700) where there is none, checks the format and takes the hub's lock.
  // FAILED_PRECONDITION: another hub has it, or a program of another format wrote it.
  static absl::StatusOr<DataDirectory> Open(std::string path);
  DataDirectory(DataDirectory&& other) noexcept
      : path_(std::move(other.path_)),
        hub_lock_(std::exchange(other.hub_lock_, -1)),
        lock_(std::exchange(other.lock_, -1)) {}
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  // Takes the lock that redis-server shares. False: a redis-server of a hub that is gone has it.
  bool TryLock();
  // redis-servers that hold the lock still.
  std::vector<pid_t> Holders() const;
  int lock() const { return lock_; }

  std::string redis() const { return path_ + "/redis"; }
  // Says where the socket is, for other programs.
  absl::Status WriteSocketPath(const std::string& socket_path) const;

 private:
  explicit DataDirectory(std::string path) : path_(std::move(path)) {}
  absl::Status CheckFormat() const;

  std::string path_;
  int hub_lock_ = -1;
  int lock_ = -1;
};

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_DATA_DIRECTORY_H_
