// A power cut: Redis is killed and every file is cut back to what was fsynced (power_cut_shim.c
// says how much that was). With `appendfsync always` nothing acknowledged may be missing; with
// `everysec` the same test must find losses, or it would prove nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/fault/workload.h"

namespace smarthub::store {
namespace {

using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

class PowerCutTest : public testing::Test {
 protected:
  PowerCutTest() : log_(MakeLogName()), test_(Shimmed(log_)), load_(test_) {}
  ~PowerCutTest() override { fs::remove(log_); }

  static std::string MakeLogName() {
    char pattern[] = "/tmp/shXXXXXX";
    close(mkstemp(pattern));
    return pattern;
  }
  static TestRedis::Options Shimmed(const std::string& log) {
    return {{}, {"LD_PRELOAD=" SMARTHUB_POWER_CUT_SHIM, "POWER_CUT_LOG=" + log}};
  }

  // The files as the disk would have them.
  void CutPower() {
    std::map<std::string, uintmax_t> synced;
    std::ifstream in(log_);
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      std::string what, first, second;
      words >> what >> first >> second;
      if (what == "synced") synced[second] = std::stoull(first);
      if (what == "renamed") synced[second] = synced[first];
    }
    ASSERT_FALSE(synced.empty()) << "the shim was not loaded";
    std::ofstream after(log_, std::ios::trunc);
    for (const auto& file : fs::directory_iterator(test_.redis().directory() + "/appendonlydir")) {
      const std::string path = file.path();
      const uintmax_t kept = std::min<uintmax_t>(synced[path], fs::file_size(path));
      fs::resize_file(path, kept);
      // What the disk has is durable from now on.
      after << "synced " << kept << " " << path << "\n";
    }
  }

  std::vector<std::string> LoadAndCut(int acknowledged) {
    load_.RunUntil(acknowledged, [this] { test_.redis().Kill(); });
    CutPower();
    test_.redis().Start();
    test_.AwaitBack();
    return load_.FindViolations();
  }

  std::string log_;
  TestStore test_;
  Workload load_;
};

TEST_F(PowerCutTest, LosesNothingAcknowledged) {
  const char* given = std::getenv("SMARTHUB_FAULT_ROUNDS");
  const int rounds = given == nullptr ? 4 : std::atoi(given);
  for (int round = 0; round < rounds; ++round) {
    ASSERT_THAT(LoadAndCut(50 + 61 * (round % 7)), IsEmpty()) << "round " << round;
    ASSERT_THAT(load_.RepeatUnknown(), IsEmpty()) << "round " << round;
  }
}

TEST_F(PowerCutTest, FindsLossesWhereRedisSyncsOncePerSecond) {
  // After the store's probe has passed: it refuses such a Redis.
  test_.redis().Call({"CONFIG", "SET", "appendfsync", "everysec"});
  load_.RunUntil(300, [this] { test_.redis().Kill(); });
  CutPower();
  test_.redis().Start();
  test_.AwaitBack();
  EXPECT_THAT(load_.FindViolations(), Not(IsEmpty()));
}

}  // namespace
}  // namespace smarthub::store
