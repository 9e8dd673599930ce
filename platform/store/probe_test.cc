#include "platform/store/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::HasSubstr;
using Settings = std::map<std::string, std::string>;

const Settings kInfo = {{"redis_version", "7.0.15"}, {"role", "master"}};
const Settings kSettings = {{"appendonly", "yes"},
                            {"appendfsync", "always"},
                            {"no-appendfsync-on-rewrite", "no"},
                            {"maxmemory-policy", "noeviction"}};

TEST(ProbeTest, TakesWhatTheHubNeeds) {
  EXPECT_TRUE(JudgeServer(kInfo, kSettings).ok());
  Settings newer = kInfo;
  newer["redis_version"] = "10.1.0";
  EXPECT_TRUE(JudgeServer(newer, kSettings).ok());
}

TEST(ProbeTest, RefusesEachWeakerSettingByName) {
  const std::pair<const char*, const char*> weaker[] = {{"appendonly", "no"},
                                                        {"appendfsync", "everysec"},
                                                        {"no-appendfsync-on-rewrite", "yes"},
                                                        {"maxmemory-policy", "allkeys-lru"}};
  for (const auto& [name, value] : weaker) {
    Settings settings = kSettings;
    settings[name] = value;
    const absl::Status status = JudgeServer(kInfo, settings);
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr(name));
    settings.erase(name);
    EXPECT_TRUE(absl::IsFailedPrecondition(JudgeServer(kInfo, settings))) << "not told";
  }
}

TEST(ProbeTest, RefusesOldServersAndReplicas) {
  for (const char* version : {"6.2.14", "2.8", "x", ""}) {
    Settings info = kInfo;
    info["redis_version"] = version;
    EXPECT_TRUE(absl::IsFailedPrecondition(JudgeServer(info, kSettings))) << version;
  }
  Settings replica = kInfo;
  replica["role"] = "slave";
  EXPECT_TRUE(absl::IsFailedPrecondition(JudgeServer(replica, kSettings)));
}

TEST(ProbeTest, ParsesInfo) {
  const Settings info = ParseInfo("# Server\r\nredis_version:7.0.15\r\n\r\nodd\r\na:b:c\r\nlast:1");
  EXPECT_EQ(info, (Settings{{"redis_version", "7.0.15"}, {"a", "b:c"}, {"last", "1"}}));
}

TEST(ProbeTest, AStoreIsNotOpenedOnAWeakRedis) {
  TestRedis redis({{"appendfsync", "everysec"}, {}});
  SeededRandom random(1);
  const auto keys = *crypto::OpenKeyDirectory(redis.directory() + "/keys", random);
  Loop loop;
  StoreOptions options;
  options.socket_path = redis.socket_path();
  options.keys = keys.get();
  options.random = &random;
  const auto store = loop.RunUntilDone(OpenStore(options, loop));
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status()));
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("appendfsync everysec"));
}

TEST(ProbeTest, AStoreIsNotOpenedWhereNobodyListens) {
  SeededRandom random(1);
  TestRedis redis;
  const auto keys = *crypto::OpenKeyDirectory(redis.directory() + "/keys", random);
  Loop loop;
  StoreOptions options;
  options.socket_path = "/tmp/nobody-listens-here";
  options.keys = keys.get();
  options.random = &random;
  options.connect_within = absl::Milliseconds(50);
  EXPECT_TRUE(absl::IsUnavailable(loop.RunUntilDone(OpenStore(options, loop)).status()));
}

}  // namespace
}  // namespace smarthub::store
