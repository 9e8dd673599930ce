#include "services/evidence/image_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/testing/matchers.h"
#include "services/evidence/image/pictures_for_test.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using enum error::v1::Reason;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SMARTHUB_SANITIZED 1
#endif
#endif

class ImageWorkerTest : public ::testing::Test {
 protected:
  static ImageWorkerOptions Options() {
    ImageWorkerOptions options;
    // Gives a job a second.
    options.program = SMARTHUB_IMAGE_FOR_TEST_PROGRAM;
    return options;
  }
  absl::StatusOr<Cleaned> Clean(std::string bytes) {
    return loop.RunUntilDone(worker->Clean(std::move(bytes)));
  }
  absl::StatusOr<std::string> Mark(const std::string& jpeg) {
    return loop.RunUntilDone(worker->Mark(jpeg, "Ann Example"));
  }
  // What the job does costs itself: the child is the same one, and takes the next photo.
  void ExpectOnlyTheJobIsLost(const std::string& job, error::v1::Reason reason) {
    ASSERT_THAT(Clean(face), IsOk());
    const int child = worker->pid();
    const auto cleaned = Clean("test job: " + job);
    EXPECT_THAT(cleaned, HasReason(reason));
    // No verdict on the picture, whose pieces stay.
    EXPECT_FALSE(absl::IsInvalidArgument(cleaned.status()));
    EXPECT_THAT(Clean(face), IsOk());
    EXPECT_EQ(worker->pid(), child);
    EXPECT_EQ(worker->restarts(), 0);
  }

  Loop loop;
  std::unique_ptr<ImageWorker> worker = ImageWorker::Start(Options(), loop);
  const std::string face = TestPicture("grace_hopper.jpg");
};

TEST_F(ImageWorkerTest, CleansAndMarks) {
  const auto cleaned = Clean(TellingJpeg());
  ASSERT_THAT(cleaned, IsOk());
  EXPECT_EQ(cleaned->media_type, "image/jpeg");
  EXPECT_EQ(cleaned->width, 512);
  const auto marked = Mark(cleaned->picture);
  ASSERT_THAT(marked, IsOk());
  EXPECT_NE(*marked, cleaned->picture);
  for (const std::string_view canary : kCanaries) {
    EXPECT_THAT(cleaned->picture, Not(HasSubstr(canary)));
    EXPECT_THAT(cleaned->thumbnail, Not(HasSubstr(canary)));
    EXPECT_THAT(*marked, Not(HasSubstr(canary)));
  }
}

TEST_F(ImageWorkerTest, RefusesWithAReason) {
  EXPECT_THAT(Clean("GIF89a"), HasReason(REASON_PICTURE_KIND));
  EXPECT_THAT(Clean(""), HasReason(REASON_PICTURE_KIND));
  EXPECT_THAT(Clean(face.substr(0, face.size() / 2)), HasReason(REASON_PICTURE_UNREADABLE));
  EXPECT_THAT(Clean(PngBomb(50'000, 50'000)), HasReason(REASON_PICTURE_TOO_LARGE));
  EXPECT_THAT(Clean(face), IsOk());
}

TEST_F(ImageWorkerTest, ACrashCostsItself) {
  ExpectOnlyTheJobIsLost("crash", REASON_PICTURE_UNREADABLE);
}
TEST_F(ImageWorkerTest, AJobThatHangsCostsItself) {
  ExpectOnlyTheJobIsLost("hang", REASON_PICTURES_AWAY);
}
TEST_F(ImageWorkerTest, AJobThatNeverEndsCostsItself) {
  ExpectOnlyTheJobIsLost("spin", REASON_PICTURES_AWAY);
}
TEST_F(ImageWorkerTest, HalfAnAnswerIsNone) {
  ExpectOnlyTheJobIsLost("half an answer", REASON_PICTURE_UNREADABLE);
}
TEST_F(ImageWorkerTest, AnImpossibleAnswerIsNone) {
  ExpectOnlyTheJobIsLost("lie", REASON_PICTURE_UNREADABLE);
}

#ifndef SMARTHUB_SANITIZED
TEST_F(ImageWorkerTest, AJobThatGrowsCostsItself) {
  ExpectOnlyTheJobIsLost("memory", REASON_PICTURE_UNREADABLE);
}

TEST_F(ImageWorkerTest, ADecoderThatWasTakenOverReachesNothing) {
  const auto tried = Clean("test job: everything");
  ASSERT_THAT(tried, IsOk());
  for (const char* what : {"socket", "unix socket", "open for writing", "open for reading", "exec",
                           "fork", "kill", "memory that runs", "be root"}) {
    EXPECT_THAT(tried->picture, HasSubstr(absl::StrCat(what, ": Operation not permitted")));
  }
  EXPECT_THAT(tried->picture, Not(HasSubstr("allowed")));
}

TEST_F(ImageWorkerTest, AMarkerThatWasTakenOverReachesNothing) {
  const auto tried = loop.RunUntilDone(worker->Mark(face, "test job: everything"));
  ASSERT_THAT(tried, IsOk());
  for (const char* what : {"socket", "unix socket", "open for writing", "open for reading", "exec",
                           "fork", "kill", "memory that runs", "be root"}) {
    EXPECT_THAT(*tried, HasSubstr(absl::StrCat(what, ": Operation not permitted")));
  }
  EXPECT_THAT(*tried, Not(HasSubstr("allowed")));
}

TEST_F(ImageWorkerTest, AMarkerOpensNoFile) {
  // Readable to anybody, like the machine's users; and one of ours.
  const std::string ours = ::testing::TempDir() + "smarthub-marker-test";
  std::ofstream(ours) << "DATA";
  for (const std::string& path : {std::string("/etc/passwd"), ours}) {
    const auto tried = loop.RunUntilDone(worker->Mark(face, "test job: open " + path));
    ASSERT_THAT(tried, IsOk());
    EXPECT_EQ(*tried, "open for reading: Operation not permitted\n") << path;
  }
  std::filesystem::remove(ours);
}

TEST_F(ImageWorkerTest, EveryThreadOfAMarkerIsConfined) {
  ASSERT_THAT(Mark(face), IsOk());
  int threads = 0;
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    if (std::atoi(process.path().filename().c_str()) == 0) continue;  // no process
    std::ifstream parent(process.path() / "stat");
    std::string fields{std::istreambuf_iterator<char>(parent), {}};
    const size_t end = fields.rfind(") ");
    if (end == std::string::npos) continue;
    // "S 123": state and parent.
    if (std::atoi(fields.c_str() + end + 4) != worker->pid()) continue;
    for (const auto& thread : std::filesystem::directory_iterator(process.path() / "task")) {
      std::ifstream status(thread.path() / "status");
      const std::string text{std::istreambuf_iterator<char>(status), {}};
      EXPECT_THAT(text, HasSubstr("Seccomp:\t2")) << text;
      ++threads;
    }
  }
  EXPECT_GT(threads, 0);
}
#endif

TEST_F(ImageWorkerTest, AChildThatDiedIsStartedAgain) {
  const auto cleaned = Clean(face);
  ASSERT_THAT(cleaned, IsOk());
  ASSERT_THAT(Mark(cleaned->picture), IsOk());
  ASSERT_EQ(kill(worker->pid(), SIGKILL), 0);
  EXPECT_THAT(Mark(cleaned->picture), IsOk());
  EXPECT_THAT(Clean(face), IsOk());
  EXPECT_EQ(worker->restarts(), 1);
}

TEST_F(ImageWorkerTest, WithoutAProgramPhotosAreAway) {
  ImageWorkerOptions none;
  none.program = "/no/such/program";
  worker = ImageWorker::Start(none, loop);
  EXPECT_THAT(Clean(face), HasReason(REASON_PICTURES_AWAY));
  EXPECT_THAT(Mark(face), HasReason(REASON_PICTURES_AWAY));
  EXPECT_EQ(worker->pid(), 0);
}

TEST_F(ImageWorkerTest, NothingIsShownUnmarked) {
  EXPECT_THAT(Mark("no picture"), HasReason(REASON_PICTURES_AWAY));
  EXPECT_THAT(loop.RunUntilDone(worker->Mark(face, "")), HasReason(REASON_PICTURES_AWAY));
  EXPECT_THAT(Mark(face), IsOk());
}

TEST_F(ImageWorkerTest, MoreThanMayWaitAreToldSo) {
  ImageWorkerOptions small = Options();
  small.cleaners = 1;
  small.most_cleans = 1;
  worker = ImageWorker::Start(small, loop);
  int away = 0;
  int ended = 0;
  const auto ask = [this](int& said_away, int& all) -> Task<void> {
    const auto cleaned = co_await worker->Clean(face);
    said_away += ReasonOf(cleaned.status()) == REASON_PICTURES_AWAY ? 1 : 0;
    ++all;
  };
  constexpr int kAtOnce = 6;
  const auto everybody = [&](int& said_away, int& all) -> Task<int> {
    for (int i = 0; i < kAtOnce; ++i) loop.Spawn(ask(said_away, all));
    while (all < kAtOnce) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return said_away;
  };
  loop.RunUntilDone(everybody(away, ended));
  EXPECT_GE(away, kAtOnce - 3);
  EXPECT_LT(away, kAtOnce);
}

TEST_F(ImageWorkerTest, PicturesThatWaitHaveABoundInBytesToo) {
  ImageWorkerOptions one = Options();
  one.cleaners = 1;
  worker = ImageWorker::Start(one, loop);
  int away = 0;
  int ended = 0;
  const auto ask = [this](std::string bytes, int& said_away, int& all) -> Task<void> {
    const auto cleaned = co_await worker->Clean(std::move(bytes));
    said_away += ReasonOf(cleaned.status()) == REASON_PICTURES_AWAY ? 1 : 0;
    ++all;
  };
  constexpr int kLarge = 9;
  const auto everybody = [&](int& said_away, int& all) -> Task<int> {
    loop.Spawn(ask("test job: hang", said_away, all));
    for (int i = 0; i < kLarge; ++i) loop.Spawn(ask(std::string(10 << 20, 'x'), said_away, all));
    while (all < kLarge + 1) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return said_away;
  };
  loop.RunUntilDone(everybody(away, ended));
  // The one that hung, and those beyond 64 MiB.
  EXPECT_GE(away, 1 + 3);
  EXPECT_LT(away, kLarge);
}

TEST_F(ImageWorkerTest, WhatNobodyWaitsForIsNotBegun) {
  ImageWorkerOptions one = Options();
  one.cleaners = 1;
  one.most_cleans = 64;
  worker = ImageWorker::Start(one, loop);
  Cancellation gone;
  gone.Cancel(absl::CancelledError("nobody waits"));
  // A second each, were they begun.
  const absl::Time before = absl::Now();
  for (int i = 0; i < 40; ++i) {
    EXPECT_FALSE(loop.RunUntilDone(worker->Clean("test job: hang", &gone)).ok());
  }
  EXPECT_THAT(Clean(face), IsOk());
  EXPECT_LT(absl::Now() - before, absl::Seconds(25));
}

TEST_F(ImageWorkerTest, EndingTheHubDoesNotWaitForASlowPhoto) {
  Cancellation gone;
  gone.Cancel(absl::CancelledError("nobody waits"));
  const auto cleaned = loop.RunUntilDone(worker->Clean("test job: hang", &gone));
  EXPECT_EQ(cleaned.status().code(), absl::StatusCode::kCancelled);
  worker.reset();
}

}  // namespace
}  // namespace smarthub::evidence
