#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/uuid.h"

namespace smarthub {
namespace {

TEST(UuidTest, MadeIdsAreVersion4AndComeBack) {
  SeededRandom random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const Uuid id = Uuid::Make(random);
    const std::string text = id.ToString();
    EXPECT_EQ(text.size(), 36u);
    EXPECT_EQ(text[14], '4');
    const auto parsed = Uuid::Parse(text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(*parsed, id);
    EXPECT_EQ(*Uuid::FromBytes(id.bytes()), id);
    EXPECT_TRUE(seen.insert(text).second);
  }
}

// One id has one text, or idempotency and "the same record" would depend on spelling.
TEST(UuidTest, OnlyOneSpellingIsTaken) {
  const std::string good = "0f6b1f6e-3c0e-4f5a-9c1d-2b7d8a9e0c11";
  EXPECT_TRUE(Uuid::Parse(good).ok());
  for (const std::string& bad :
       {std::string(), std::string("0F6B1F6E-3C0E-4F5A-9C1D-2B7D8A9E0C11"),  // upper case
        std::string("0f6b1f6e-3c0e-1f5a-9c1d-2b7d8a9e0c11"),                 // version 1
        std::string("0f6b1f6e-3c0e-4f5a-cc1d-2b7d8a9e0c11"),                 // variant 2
        std::string("{0f6b1f6e-3c0e-4f5a-9c1d-2b7d8a9e0c1}"), good + "0", good.substr(0, 35),
        std::string("0f6b1f6e_3c0e-4f5a-9c1d-2b7d8a9e0c11"),
        std::string("0f6b1f6e-3c0e-4f5a-9c1d-2b7d8a9e0c1\0", 36)}) {
    const auto parsed = Uuid::Parse(bad, "incident_id");
    EXPECT_EQ(ReasonOf(parsed.status()), error::v1::REASON_BAD_FORMAT) << bad;
    EXPECT_EQ(DetailOf(parsed.status())->field(), "incident_id");
  }
}

TEST(ErrorTest, WhatWasNotMadeToBeShownIsHidden) {
  const absl::Status ours = absl::InternalError("redis said: secret");
  const absl::Status shown = SafeToShow(ours);
  EXPECT_EQ(shown.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(shown), error::v1::REASON_INTERNAL);
  EXPECT_THAT(std::string(shown.message()), testing::Not(testing::HasSubstr("secret")));
  const absl::Status meant = InvalidField("login", error::v1::REASON_REQUIRED, "Enter a login.");
  EXPECT_EQ(SafeToShow(meant), meant);
}

TEST(FakeClockTest, StandsStillUntilMoved) {
  FakeClock clock(absl::FromUnixSeconds(1000));
  EXPECT_EQ(clock.Now(), clock.Now());
  clock.Advance(absl::Minutes(3));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(1180));
}

}  // namespace
}  // namespace smarthub
