#include "services/identity/lockout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/testing/matchers.h"

namespace smarthub::identity {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;

constexpr absl::Time kStart = absl::FromUnixSeconds(1'795'428'000);

LockoutRule Rule() {
  LockoutRule rule;
  rule.tries = 3;
  rule.first_wait = absl::Seconds(30);
  rule.longest_wait = absl::Minutes(2);
  rule.forgotten = absl::Hours(24);
  rule.remembered = 4;
  return rule;
}

TEST(LockoutTest, WaitsAfterSoManyWrongTriesAndTheWaitDoublesUpToItsLongest) {
  Lockout lockout(Rule());
  absl::Time now = kStart;
  for (int i = 0; i < 3; ++i) EXPECT_THAT(lockout.Try("ann", now), IsOk());
  for (const absl::Duration wait :
       {absl::Seconds(30), absl::Seconds(60), absl::Seconds(120), absl::Seconds(120)}) {
    EXPECT_EQ(lockout.Wait("ann", now), wait);
    EXPECT_THAT(lockout.Try("ann", now + wait - absl::Nanoseconds(1)),
                HasReason(error::v1::REASON_LOCKED_OUT));
    now += wait;
    EXPECT_THAT(lockout.Try("ann", now), IsOk());
  }
}

TEST(LockoutTest, ATryWhileWaitingDoesNotMakeTheWaitLonger) {
  Lockout lockout(Rule());
  for (int i = 0; i < 3; ++i) ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(lockout.Try("ann", kStart + absl::Seconds(29)).ok());
  }
  EXPECT_THAT(lockout.Try("ann", kStart + absl::Seconds(30)), IsOk());
}

TEST(LockoutTest, ARightTryCountsForNothingAndEarlierWrongOnesStay) {
  Lockout lockout(Rule());
  ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  for (int i = 0; i < 10; ++i) {
    // The third would lock; it is right every time.
    ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
    lockout.TakeBack("ann");
    ASSERT_EQ(lockout.Wait("ann", kStart), absl::ZeroDuration());
  }
  ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  EXPECT_FALSE(lockout.Try("ann", kStart).ok());
}

TEST(LockoutTest, KeysDoNotMeetAndSuccessForgives) {
  Lockout lockout(Rule());
  for (int i = 0; i < 3; ++i) ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  EXPECT_THAT(lockout.Try("ben", kStart), IsOk());
  lockout.Succeeded("ann");
  EXPECT_THAT(lockout.Try("ann", kStart), IsOk());
  EXPECT_EQ(lockout.size(), 2u);
}

TEST(LockoutTest, WrongTriesAreForgottenAfterADay) {
  Lockout lockout(Rule());
  ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  const absl::Time later = kStart + absl::Hours(24) + absl::Seconds(1);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(lockout.Try("ann", later), IsOk());
  EXPECT_FALSE(lockout.Try("ann", later).ok());
}

TEST(LockoutTest, MemoryIsBoundedAndTheLeastRecentGoesFirst) {
  Lockout lockout(Rule());
  for (int i = 0; i < 3; ++i) ASSERT_THAT(lockout.Try("ann", kStart), IsOk());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_THAT(lockout.Try(absl::StrCat("noise", i % 3), kStart + absl::Hours(i)), IsOk());
    ASSERT_LE(lockout.size(), 4u);
  }
  EXPECT_EQ(lockout.size(), 4u);
  lockout.Try("one more", kStart + absl::Hours(1000)).IgnoreError();
  EXPECT_EQ(lockout.Wait("ann", kStart), absl::ZeroDuration());  // forgotten, being the oldest
}

TEST(LockoutTest, WhatHasNoKeyNeverWaits) {
  Lockout lockout(Rule());
  for (int i = 0; i < 100; ++i) EXPECT_THAT(lockout.Try("", kStart), IsOk());
  EXPECT_EQ(lockout.size(), 0u);
}

}  // namespace
}  // namespace smarthub::identity
