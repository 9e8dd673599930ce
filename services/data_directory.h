// A data directory, opened: its keys, its private Redis, the store on it. What the hub and the
// operator's tools both begin with. One Loop's thread, the one that started the process.
#ifndef SERVICES_DATA_DIRECTORY_H_
#define SERVICES_DATA_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/crypto/key_provider.h"
#include "platform/store/redis_child.h"
#include "platform/store/store.h"
#include "platform/task/loop.h"
#include "platform/task/task.h"
#include "services/commands.h"

namespace smarthub {

// Destroyed in reverse order: the store goes before its Redis.
struct DataDirectory {
  // Absolute.
  std::string path;
  std::unique_ptr<crypto::KeyProvider> keys;
  std::unique_ptr<store::RedisChild> redis;
  std::unique_ptr<store::Store> store;
};

// Makes the directory (0700) where there is none. Errors are for the operator.
Task<absl::StatusOr<DataDirectory>> OpenDataDirectory(DataOptions options, Random& random,
                                                      Loop& loop);

}  // namespace smarthub

#endif  // SERVICES_DATA_DIRECTORY_H_
