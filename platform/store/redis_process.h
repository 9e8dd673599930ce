// Starting a redis-server: its settings and the fork. For the private child and for tests.
#ifndef PLATFORM_STORE_REDIS_PROCESS_H_
#define PLATFORM_STORE_REDIS_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace smarthub::store {

struct RedisProcess {
  std::string server = "redis-server";
  // Holds the append-only file and redis.log.
  std::string directory;
  // At most 107 bytes.
  std::string socket_path;
  int64_t max_memory_bytes = 0;
  // In pairs; the later of two counts.
  std::vector<std::string> settings;
  // "NAME=value", beside our own environment.
  std::vector<std::string> environment;
  // Left open in the child, or -1.
  int inherited = -1;
};

// A socket's address has no room for more.
inline constexpr size_t kLongestSocketPath = 107;

// Starts it and returns its pid. It ends when the calling thread ends. UNAVAILABLE where the
// program cannot be started.
absl::StatusOr<pid_t> Spawn(const RedisProcess& process);

// Asks over the socket, without waiting long: whether it answers PING with PONG (not while
// loading).
bool Answers(const std::string& socket_path);

}  // namespace smarthub::store

#endif  // PLATFORM_STORE_REDIS_PROCESS_H_
