// What a caller learns when Redis goes, hangs or comes back, and when a test says what goes wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

class AwayTest : public testing::Test {
 protected:
  absl::StatusOr<Committed> Commit(int n) {
    return test_.Run(test_->Commit(Change1(Apple(n), 0, Ripe())));
  }
  bool Exists(int n) {
    const Key keys[] = {Apple(n)};
    return (*test_.Run(test_->Read("melton", keys)))[0] != nullptr;
  }
  // Starts a commit and lets it go out, without waiting for its answer.
  void Begin(int n, std::optional<absl::Status>& answer) {
    auto body = [](Store& store, Batch batch, std::optional<absl::Status>& out) -> Task<void> {
      out = (co_await store.Commit(std::move(batch))).status();
    };
    test_.loop().Spawn(body(*test_, Change1(Apple(n), 0, Ripe()), answer));
  }
  void Await(std::optional<absl::Status>& answer) {
    for (int i = 0; i < 4000 && !answer; ++i) {
      ASSERT_TRUE(test_.Run(test_.loop().Sleep(absl::Milliseconds(5))).ok());
    }
    ASSERT_TRUE(answer.has_value());
  }

  TestStore test_;
};

TEST_F(AwayTest, CallsFailAtOnceWhileRedisIsGoneAndGoOnWhenItIsBack) {
  ASSERT_TRUE(Commit(1).ok());
  test_.redis().Kill();
  // The loop has to run for the store to see its connections end.
  ASSERT_TRUE(test_.Run(test_.loop().Sleep(absl::Milliseconds(20))).ok());
  EXPECT_EQ(ReasonOf(Commit(2).status()), error::v1::REASON_STORE_AWAY);
  const Key keys[] = {Apple(1)};
  EXPECT_EQ(ReasonOf(test_.Run(test_->Read("melton", keys)).status()),
            error::v1::REASON_STORE_AWAY);
  test_.redis().Start();
  test_.AwaitBack();
  EXPECT_TRUE(Exists(1));
  EXPECT_TRUE(Commit(3).ok());
}

TEST_F(AwayTest, TheOperatorIsToldOnceThatItWentAndOnceThatItIsBack) {
  std::vector<std::string> told;
  StoreOptions options = test_.MakeOptions();
  options.log = [&told](std::string_view line) { told.emplace_back(line); };
  test_.Reopen(options);
  ASSERT_TRUE(Commit(1).ok());
  EXPECT_THAT(told, testing::IsEmpty());
  test_.redis().Kill();
  const auto until = [](Loop& loop, const std::vector<std::string>& lines,
                        size_t enough) -> Task<bool> {
    while (lines.size() < enough) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  };
  test_.Run(until(test_.loop(), told, 1));
  EXPECT_EQ(ReasonOf(Commit(2).status()), error::v1::REASON_STORE_AWAY);
  test_.redis().Start();
  test_.AwaitBack();
  ASSERT_TRUE(Commit(2).ok());
  EXPECT_THAT(told, testing::ElementsAre("the record store went away", "the record store is back"));
  test_.Reopen();  // what was told goes before the store does otherwise
}

TEST_F(AwayTest, ACommitInFlightWhenTheConnectionDiesHasAnUnknownOutcome) {
  ASSERT_TRUE(Commit(1).ok());
  test_.redis().Pause();
  std::optional<absl::Status> answer;
  Begin(2, answer);
  ASSERT_TRUE(test_.Run(test_.loop().Sleep(absl::Milliseconds(20))).ok());
  EXPECT_FALSE(answer.has_value());
  test_.redis().Kill();
  Await(answer);
  EXPECT_EQ(ReasonOf(*answer), error::v1::REASON_OUTCOME_UNKNOWN) << *answer;
}

TEST_F(AwayTest, ARedisThatHangsIsGivenUp) {
  StoreOptions options = test_.MakeOptions();
  options.watch_every = absl::Milliseconds(5);
  options.reply_within = absl::Milliseconds(50);
  test_.Reopen(options);
  ASSERT_TRUE(Commit(1).ok());
  test_.redis().Pause();
  std::optional<absl::Status> answer;
  Begin(2, answer);
  Await(answer);
  EXPECT_EQ(ReasonOf(*answer), error::v1::REASON_OUTCOME_UNKNOWN) << *answer;
  test_.redis().Resume();
  test_.AwaitBack();
}

TEST_F(AwayTest, ACancelledReadReturnsAtOnceAndDoesNotDisturbTheNext) {
  ASSERT_TRUE(Commit(1).ok());
  test_.redis().Pause();
  Cancellation cancellation;
  auto later = [](Loop& loop, Cancellation& what) -> Task<void> {
    (void)co_await loop.Sleep(absl::Milliseconds(10));
    what.Cancel(absl::DeadlineExceededError("too late"));
  };
  test_.loop().Spawn(later(test_.loop(), cancellation));
  const Key keys[] = {Apple(1)};
  const auto read = test_.Run(test_->Read("melton", keys, &cancellation));
  EXPECT_TRUE(absl::IsDeadlineExceeded(read.status()));
  test_.redis().Resume();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(Exists(1));
}

TEST_F(AwayTest, ScriptsAreLoadedAgainWhenRedisForgotThem) {
  ASSERT_TRUE(Commit(1).ok());
  test_.redis().Call({"SCRIPT", "FLUSH"});
  EXPECT_TRUE(Commit(2).ok());
}

TEST_F(AwayTest, ATestSaysWhatGoesWrongNext) {
  test_.faults.commits = {Fault::kAway, Fault::kConflict, Fault::kLoseRequest, Fault::kNone};
  EXPECT_EQ(ReasonOf(Commit(1).status()), error::v1::REASON_STORE_AWAY);
  EXPECT_EQ(ReasonOf(Commit(1).status()), error::v1::REASON_CONFLICT);
  EXPECT_EQ(ReasonOf(Commit(1).status()), error::v1::REASON_OUTCOME_UNKNOWN);
  EXPECT_FALSE(Exists(1));
  EXPECT_TRUE(Commit(1).ok());
  test_.faults.commits = {Fault::kLoseReply};
  EXPECT_EQ(ReasonOf(Commit(2).status()), error::v1::REASON_OUTCOME_UNKNOWN);
  EXPECT_TRUE(Exists(2));
  test_.faults.reads = {Fault::kAway};
  const Key keys[] = {Apple(1)};
  EXPECT_EQ(ReasonOf(test_.Run(test_->Read("melton", keys)).status()),
            error::v1::REASON_STORE_AWAY);
  EXPECT_TRUE(Exists(1));
}

TEST_F(AwayTest, ManyCallsAtOnceAreEachAnsweredWithTheirOwn) {
  constexpr int kMany = 300;
  int done = 0;
  auto body = [](Store& store, int n, int& count) -> Task<void> {
    const auto committed = co_await store.Commit(Change1(Apple(n), 0, Ripe(std::to_string(n))));
    EXPECT_TRUE(committed.ok()) << committed.status();
    const Key keys[] = {Apple(n)};
    const auto read = co_await store.Read("melton", keys);
    EXPECT_EQ((*read)[0]->Open()->body, std::to_string(n));
    ++count;
  };
  for (int i = 0; i < kMany; ++i) test_.loop().Spawn(body(*test_, i, done));
  for (int i = 0; i < 4000 && done < kMany; ++i) {
    ASSERT_TRUE(test_.Run(test_.loop().Sleep(absl::Milliseconds(5))).ok());
  }
  EXPECT_EQ(done, kMany);
  EXPECT_EQ(*test_.Run(test_->NextLeaf("melton")), static_cast<uint64_t>(kMany));
}

}  // namespace
}  // namespace smarthub::store
