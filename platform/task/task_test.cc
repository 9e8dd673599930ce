#include "platform/task/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform/task/loop.h"

namespace smarthub {
namespace {

using testing::ElementsAre;

Task<int64_t> Ready(int64_t value) { co_return value; }

Task<int64_t> SumTo(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 1; i <= n; ++i) sum += co_await Ready(i);
  co_return sum;
}

TEST(TaskTest, ManyReadyTasksUseNoStack) {
  Loop loop;
  EXPECT_EQ(loop.RunUntilDone(SumTo(1'000'000)), 500'000'500'000);
}

Task<int> Deep(int n) {
  if (n == 0) co_return 0;
  co_return 1 + co_await Deep(n - 1);
}

TEST(TaskTest, DeepChainsUnwindBySymmetricTransfer) {
  Loop loop;
  EXPECT_EQ(loop.RunUntilDone(Deep(100'000)), 100'000);
}

TEST(TaskTest, NothingRunsUntilAwaited) {
  bool ran = false;
  auto body = [](bool& flag) -> Task<int> {
    flag = true;
    co_return 1;
  };
  {
    Task<int> never = body(ran);
  }
  EXPECT_FALSE(ran);
}

TEST(TaskTest, MoveOnlyValues) {
  Loop loop;
  auto body = []() -> Task<std::unique_ptr<std::string>> {
    co_return std::make_unique<std::string>("whole");
  };
  EXPECT_EQ(*loop.RunUntilDone(body()), "whole");
}

TEST(LoopTest, OffloadRunsElsewhereAndResumesHere) {
  Loop loop;
  const auto here = std::this_thread::get_id();
  auto body = [](Loop& l, std::thread::id home) -> Task<bool> {
    const std::thread::id there = co_await l.Offload([] { return std::this_thread::get_id(); });
    co_return there != home&& std::this_thread::get_id() == home;
  };
  EXPECT_TRUE(loop.RunUntilDone(body(loop, here)));
}

TEST(LoopTest, ASleepEndsAtOnceWhenCancelled) {
  Loop loop;
  Cancellation cancellation;
  loop.Post([&] { cancellation.Cancel(absl::CancelledError("gone")); });
  const absl::Status status = loop.RunUntilDone(loop.Sleep(absl::Hours(10), &cancellation));
  EXPECT_EQ(status, absl::CancelledError("gone"));
  // And one begun afterwards does not begin.
  EXPECT_EQ(loop.RunUntilDone(loop.Sleep(absl::Hours(10), &cancellation)),
            absl::CancelledError("gone"));
}

TEST(LoopTest, WhatNeverEndsIsFreedWithTheLoop) {
  auto guard = std::make_shared<int>(1);
  std::weak_ptr<int> watch = guard;
  {
    Loop loop;
    auto body = [](Loop& l, std::shared_ptr<int> held) -> Task<void> {
      (void)co_await l.Sleep(absl::Hours(10));
      held.reset();
    };
    loop.Spawn(body(loop, std::move(guard)));
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(CancellationTest, TheFirstReasonCountsAndLateListenersAreNotCalled) {
  Cancellation cancellation;
  std::vector<int> woken;
  auto first = std::make_unique<Cancellation::Listener>(&cancellation, [&] { woken.push_back(1); });
  Cancellation::Listener second(&cancellation, [&] { woken.push_back(2); });
  first.reset();
  cancellation.Cancel(absl::DeadlineExceededError("late"));
  cancellation.Cancel(absl::CancelledError("gone"));
  EXPECT_THAT(woken, ElementsAre(2));
  EXPECT_EQ(cancellation.why(), absl::DeadlineExceededError("late"));
}

// A wake-up that takes other listeners with it, as a finished call does.
TEST(CancellationTest, AListenerMayRemoveOthersWhileBeingWoken) {
  Cancellation cancellation;
  std::vector<std::unique_ptr<Cancellation::Listener>> others;
  for (int i = 0; i < 3; ++i) {
    others.push_back(
        std::make_unique<Cancellation::Listener>(&cancellation, [] { FAIL() << "was removed"; }));
  }
  int calls = 0;
  Cancellation::Listener last(&cancellation, [&] {
    ++calls;
    others.clear();
  });
  cancellation.Cancel(absl::CancelledError(""));
  EXPECT_EQ(calls, 1);
}

TEST(EventTest, WakesAllThatWaitAndIsRemembered) {
  Loop loop;
  Event event(loop);
  int woken = 0;
  auto wait = [](Event& e, int& count) -> Task<void> {
    if ((co_await e.Wait()).ok()) ++count;
  };
  loop.Spawn(wait(event, woken));
  loop.Spawn(wait(event, woken));
  EXPECT_EQ(woken, 0);
  event.Set();
  (void)loop.RunUntilDone(loop.Sleep(absl::ZeroDuration()));
  EXPECT_EQ(woken, 2);
  EXPECT_TRUE(loop.RunUntilDone(event.Wait()).ok());
}

TEST(EventTest, AWaitEndsWhenCancelledAndTheEventForgetsIt) {
  Loop loop;
  Event event(loop);
  Cancellation cancellation;
  loop.Post([&] { cancellation.Cancel(absl::CancelledError("gone")); });
  EXPECT_EQ(loop.RunUntilDone(event.Wait(&cancellation)), absl::CancelledError("gone"));
  event.Set();
}

}  // namespace
}  // namespace smarthub
