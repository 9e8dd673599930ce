// A private Redis for a hub that has none: nothing to install or configure. It belongs to one data
// directory, which it and the hub lock together, and it goes when the hub goes.
//
// DATA/hub.lock   held by the hub alone
// DATA/lock       held by the hub and, inherited, by redis-server: free only when both are gone
// DATA/format     the layout's number; a newer one than this program knows is refused
// DATA/redis/     append-only file and log
// DATA/redis.socket  where the socket is, for the tools of the operator
#ifndef PLATFORM_STORE_REDIS_CHILD_H_
#define PLATFORM_STORE_REDIS_CHILD_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"

namespace smarthub::store {

struct RedisChildOptions {
  // Made (0700) where there is none.
  std::string data_directory;
  // For the socket; made 0700. Where it is empty or too long for a socket (107 bytes), a fresh
  // directory under /tmp is used and removed again, by the next hub of the same user where this one
  // is killed.
  std::string runtime_directory;
  std::string server = "redis-server";
  int64_t max_memory_bytes = int64_t{1} << 30;
  // How long loading may take before the start counts as failed.
  absl::Duration ready_within = absl::Minutes(10);
  // Further settings in pairs, e.g. {"appendfsync", "everysec"}. For tests.
  std::vector<std::string> settings;
  // Added to redis-server's environment, "NAME=value". For tests.
  std::vector<std::string> environment;
  // One line for the operator: started, died, restarted. No personal data. May be null.
  std::function<void(std::string_view)> log;
};

// Belongs to the loop's thread. Destroying it ends the child and waits for that (Redis has nothing
// left to write then: every answer it gave is on disk).
class RedisChild {
 public:
  virtual ~RedisChild() = default;
  // Stays the same across restarts.
  virtual const std::string& socket_path() const = 0;
  // -1 while it is down.
  virtual pid_t pid() const = 0;
  // Times it died and was started again.
  virtual int restarts() const = 0;
};

// Ready to serve when it returns OK; restarted with back-off when it dies. A redis-server left over
// by a hub that is gone is shut down first. FAILED_PRECONDITION: another hub has this directory, or
// it is of a newer format. Call it on the loop's thread: the child ends with the thread that
// started it.
Task<absl::StatusOr<std::unique_ptr<RedisChild>>> StartRedisChild(RedisChildOptions options,
                                                                  Loop& loop);

// Bytes free where `directory` is; for StoreOptions::disk_free. -1 where it cannot be asked.
int64_t DiskFree(const std::string& directory);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_REDIS_CHILD_H_
