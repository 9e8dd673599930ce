#include "services/evidence/finishing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "platform/testing/matchers.h"
#include "platform/testing/test_caller.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::Id;
using smarthub::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Entered = absl::StatusOr<Finishing::Place>;

class FinishingTest : public ::testing::Test {
 protected:
  // Whoever entered is noted, and keeps the place until it is let go.
  void Enter(const std::string& name, Cancellation* cancellation = nullptr) {
    const auto run = [](FinishingTest& test, std::string who, Cancellation* until) -> Task<void> {
      Entered entered = co_await test.finishing.Enter(Id(who), until);
      if (entered.ok()) {
        test.inside.push_back(who);
        test.places.push_back(*std::move(entered));
      } else {
        test.refused = entered.status();
      }
    };
    loop.Spawn(run(*this, name, cancellation));
    Settle();
  }
  // Everything that can go on has gone on.
  void Settle() {
    const auto round = [](Loop& on) -> Task<absl::Status> {
      co_return co_await on.Sleep(absl::ZeroDuration());
    };
    for (int i = 0; i < 4; ++i) (void)loop.RunUntilDone(round(loop));
  }
  void LeaveFirst() {
    places.pop_front();
    inside.erase(inside.begin());
    Settle();
  }

  Loop loop;
  Finishing finishing{loop, {.places = 2, .most_waiting = 2}};
  std::vector<std::string> inside;
  std::deque<Finishing::Place> places;
  absl::Status refused;
};

TEST_F(FinishingTest, AsManyAsThereArePlacesAndTheOthersInTheirOrder) {
  for (const char* name : {"one", "two", "three", "four"}) Enter(name);
  EXPECT_THAT(inside, ElementsAre("one", "two"));
  LeaveFirst();
  EXPECT_THAT(inside, ElementsAre("two", "three"));
  LeaveFirst();
  EXPECT_THAT(inside, ElementsAre("three", "four"));
  LeaveFirst();
  LeaveFirst();
  EXPECT_THAT(inside, IsEmpty());
  Enter("one");
  EXPECT_THAT(inside, ElementsAre("one"));
}

TEST_F(FinishingTest, APhotoIsFinishedOnceAtATime) {
  for (const char* name : {"one", "two", "three"}) Enter(name);
  for (const char* name : {"one", "three"}) {
    Enter(name);
    EXPECT_THAT(refused, HasReason(error::v1::REASON_CONFLICT));
    refused = absl::OkStatus();
  }
  LeaveFirst();
  LeaveFirst();
  LeaveFirst();
  Enter("one");
  EXPECT_THAT(inside, ElementsAre("one"));
}

TEST_F(FinishingTest, WhereTooManyWaitNobodyElseDoes) {
  for (const char* name : {"one", "two", "three", "four", "five"}) Enter(name);
  EXPECT_THAT(refused, HasReason(error::v1::REASON_PICTURES_AWAY));
  LeaveFirst();
  Enter("five");
  LeaveFirst();
  LeaveFirst();
  EXPECT_THAT(inside, ElementsAre("four", "five"));
}

TEST_F(FinishingTest, WhoeverGivesUpWaitingLeavesNothingBehind) {
  Cancellation cancellation;
  for (const char* name : {"one", "two"}) Enter(name);
  Enter("three", &cancellation);
  Enter("four");
  cancellation.Cancel(absl::CancelledError("gone"));
  Settle();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kCancelled));
  LeaveFirst();
  EXPECT_THAT(inside, ElementsAre("two", "four"));
  LeaveFirst();
  Enter("three");
  EXPECT_THAT(inside, ElementsAre("four", "three"));
}

TEST_F(FinishingTest, APlaceThatCameTooLateGoesToTheNext) {
  Cancellation cancellation;
  for (const char* name : {"one", "two"}) Enter(name);
  Enter("three", &cancellation);
  Enter("four");
  // Both before "three" goes on.
  places.pop_front();
  cancellation.Cancel(absl::CancelledError("gone"));
  Settle();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(inside, ElementsAre("one", "two", "four"));
}

}  // namespace
}  // namespace smarthub::evidence
