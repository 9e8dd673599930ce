#include "services/data_directory.h"

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/store/open_store.h"

namespace smarthub {
namespace {

absl::StatusOr<std::string> MakeDirectory(const std::string& named) {
  std::error_code error;
  const auto path = std::filesystem::absolute(named, error);
  if (!error) std::filesystem::create_directories(path, error);
  if (!error) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat(named, ": this directory cannot be made or used: ", error.message()));
  }
  return path.lexically_normal().string();
}

}  // namespace

Task<absl::StatusOr<DataDirectory>> OpenDataDirectory(DataOptions options, Random& random,
                                                      Loop& loop) {
  DataDirectory data;
  CO_ASSIGN_OR_RETURN(data.path, MakeDirectory(options.data));
  const std::string keys = options.keys.empty() ? data.path + "/keys" : options.keys;
  CO_ASSIGN_OR_RETURN(data.keys, crypto::OpenKeyDirectory(keys, random));

  store::RedisChildOptions child;
  child.data_directory = data.path;
  const auto say = [](std::string_view line) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  };
  child.log = say;
  CO_ASSIGN_OR_RETURN(data.redis, co_await store::StartRedisChild(std::move(child), loop));

  store::StoreOptions open;
  open.socket_path = data.redis->socket_path();
  open.keys = data.keys.get();
  open.random = &random;
  open.log = say;
  // A Redis that hangs (a stopped process, a disk that does not answer) is as good as gone: callers
  // are told, and learn the outcome by sending again. A healthy one answers in milliseconds.
  open.reply_within = absl::Seconds(5);
  open.disk_free = [path = data.path] { return store::DiskFree(path); };
  CO_ASSIGN_OR_RETURN(data.store, co_await store::OpenStore(std::move(open), loop));
  co_return data;
}

}  // namespace smarthub
