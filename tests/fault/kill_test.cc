// Redis is killed under load, again and again. SMARTHUB_FAULT_ROUNDS=50 for the full run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "tests/fault/workload.h"

namespace smarthub::store {
namespace {

using testing::IsEmpty;
using testing::Not;

int Rounds(int otherwise) {
  const char* given = std::getenv("SMARTHUB_FAULT_ROUNDS");
  return given == nullptr ? otherwise : std::atoi(given);
}

TEST(KillTest, WhatWasAcknowledgedIsThereAndNothingIsHalfThere) {
  TestStore test;
  Workload load(test);
  // The same moments in every run; the machine's own timing varies enough.
  std::mt19937 moment(20261123);
  const int rounds = Rounds(8);
  for (int round = 0; round < rounds; ++round) {
    load.RunUntil(static_cast<int>(20 + moment() % 300), [&] {
      // Some of the kills hit a rewrite of the append-only file.
      if (round % 4 == 3) test.redis().Call({"BGREWRITEAOF"});
      test.redis().Kill();
    });
    test.redis().Start();
    test.AwaitBack();
    ASSERT_THAT(load.FindViolations(), IsEmpty()) << "round " << round;
    ASSERT_THAT(load.RepeatUnknown(), IsEmpty()) << "round " << round;
    ASSERT_THAT(load.FindViolations(), IsEmpty()) << "after repeating, round " << round;
  }
  RecordProperty("acknowledged", load.acknowledged());
  EXPECT_GT(load.acknowledged(), rounds * 20);
}

// An oracle that sees nothing would pass everything.
TEST(KillTest, TheOracleSeesEachKindOfDamage) {
  const std::vector<std::string> damages[] = {
      {"XTRIM", "{melton}:audit:tail", "MAXLEN", "10"},
      {"HSET", "{melton}:audit", "next", "5"},
      {"HSET", "{melton}:audit", "events", "5"},
      {"ZREMRANGEBYRANK", "{melton}:i:parity:6f6464", "0", "0"},
      {"HSET", "{melton}:r:62:00000000000040008000000000000000", "v", "9"},
  };
  for (const auto& damage : damages) {
    TestStore test;
    Workload load(test);
    load.RunUntil(40, [&] { test.redis().Kill(); });
    test.redis().Start();
    test.AwaitBack();
    ASSERT_THAT(load.RepeatUnknown(), IsEmpty());
    ASSERT_THAT(load.FindViolations(), IsEmpty());
    test.redis().Call(damage);
    EXPECT_THAT(load.FindViolations(), Not(IsEmpty())) << damage[0] << " " << damage[1];
  }
}

// A hub's connections cut while Redis lives on: outcomes are unknown, nothing is lost or doubled.
TEST(KillTest, CutConnectionsLoseNothing) {
  TestStore test;
  Workload load(test);
  for (int round = 0; round < 5; ++round) {
    load.RunUntil(100 + 37 * round, [&] {
      test.redis().Call({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    });
    test.AwaitBack();
    ASSERT_THAT(load.RepeatUnknown(), IsEmpty()) << "round " << round;
    ASSERT_THAT(load.FindViolations(), IsEmpty()) << "round " << round;
  }
}

}  // namespace
}  // namespace smarthub::store
