// Limits, kept answers and epochs of a commit.
#include "platform/store/commit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/error.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::HasSubstr;
using testing::Not;

class CommitTest : public testing::Test {
 protected:
  absl::StatusOr<Committed> Commit(Batch batch) {
    return test_.Run(test_->Commit(std::move(batch)));
  }
  Batch Asked(int n, std::string request) {
    Batch batch = Change1(Apple(n), 0, Ripe());
    batch.idempotency = Idempotency{std::move(request), {"fingerprint", "the first reply"}};
    return batch;
  }
  void ExpectTooLarge(Batch batch) {
    const auto committed = Commit(std::move(batch));
    EXPECT_EQ(ReasonOf(committed.status()), error::v1::REASON_TOO_LARGE) << committed.status();
    EXPECT_TRUE(absl::IsInvalidArgument(committed.status()));
  }

  TestStore test_;
};

TEST_F(CommitTest, TheSameRequestGetsTheFirstAnswerAndChangesNothing) {
  ASSERT_TRUE(Commit(Asked(1, "request")).ok());
  const std::string before = test_.redis().Dump();
  for (Batch again : {Asked(1, "request"), Asked(2, "request")}) {
    const auto kept = Commit(again);
    ASSERT_TRUE(kept.ok()) << kept.status();
    ASSERT_TRUE(kept->kept.has_value());
    EXPECT_EQ(kept->kept->fingerprint, "fingerprint");
    EXPECT_EQ(kept->kept->reply, "the first reply");
  }
  EXPECT_EQ(test_.redis().Dump(), before);
  EXPECT_FALSE(Commit(Asked(2, "another"))->kept.has_value());
}

// The retry of a lost reply: its own first run is what changed the version.
TEST_F(CommitTest, AKeptAnswerComesBeforeAConflict) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  Batch batch = Asked(1, "request");
  batch.changes[0].expected_version = 1;
  test_.faults.commits = {Fault::kLoseReply};
  ASSERT_EQ(ReasonOf(Commit(batch).status()), error::v1::REASON_OUTCOME_UNKNOWN);
  EXPECT_TRUE(Commit(batch)->kept.has_value());
  test_.Reopen();
  EXPECT_TRUE(Commit(batch)->kept.has_value());
}

TEST_F(CommitTest, FindsAKeptAnswerUntilItIsOver) {
  EXPECT_FALSE(test_.Run(test_->FindAnswer("melton", "request"))->has_value());
  ASSERT_TRUE(Commit(Asked(1, "request")).ok());
  EXPECT_EQ((*test_.Run(test_->FindAnswer("melton", "request")))->reply, "the first reply");
  EXPECT_FALSE(test_.Run(test_->FindAnswer("oakham", "request"))->has_value());
  const std::string key = test_.redis().Call({"KEYS", "{melton}:q:*"});
  const int64_t left = std::stoll(test_.redis().Call({"PTTL", key}));
  EXPECT_GT(left, absl::ToInt64Milliseconds(absl::Hours(47)));
  EXPECT_LE(left, absl::ToInt64Milliseconds(absl::Hours(48)));
  test_.redis().Call({"PEXPIRE", key, "0"});
  EXPECT_FALSE(test_.Run(test_->FindAnswer("melton", "request"))->has_value());
}

TEST_F(CommitTest, RefusesMoreThanItsLimits) {
  Batch many = Change1(Apple(0), 0, Ripe());
  for (int i = 1; i < 64; ++i) many.changes.push_back({Apple(i), 0, Ripe()});
  ASSERT_TRUE(Commit(many).ok());
  for (int i = 0; i < 65; ++i) {
    if (i == 0) many.changes.clear();
    many.changes.push_back({Apple(100 + i), 0, Ripe()});
  }
  ExpectTooLarge(many);

  Content indexed = Ripe();
  indexed.indexes.clear();
  for (int i = 0; i < 762; ++i) indexed.indexes.push_back({"site", absl::StrCat(i), "p"});
  ASSERT_TRUE(Commit(Change1(Apple(200), 0, indexed)).ok()) << "768 keys";
  indexed.indexes.push_back({"site", "one more", "p"});
  ExpectTooLarge(Change1(Apple(201), 0, indexed));

  ExpectTooLarge(Change1(Apple(202), 0, Ripe(std::string(256 * 1024, 'x'))));
  ASSERT_TRUE(Commit(Change1(Apple(202), 0, Ripe(std::string(250 * 1024, 'x')))).ok());
}

TEST_F(CommitTest, RestsOnWhatMustStand) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  Batch batch = Change1(Apple(2), 0, Ripe());
  batch.unchanged = {{Apple(1), 1}, {Apple(3), 0}};
  ASSERT_TRUE(Commit(batch).ok());

  ASSERT_TRUE(Commit(Change1(Apple(1), 1, Ripe("later"))).ok());
  const std::string before = test_.redis().Dump();
  batch.changes[0].key = Apple(4);
  EXPECT_EQ(ReasonOf(Commit(batch).status()), error::v1::REASON_CONFLICT) << "one that changed";
  batch.unchanged = {{Apple(3), 0}, {Apple(2), 0}};
  EXPECT_EQ(ReasonOf(Commit(batch).status()), error::v1::REASON_CONFLICT) << "one that came";
  batch.unchanged = {{Apple(3), 1}};
  EXPECT_EQ(ReasonOf(Commit(batch).status()), error::v1::REASON_CONFLICT) << "one that went";
  EXPECT_EQ(test_.redis().Dump(), before);

  batch.unchanged.clear();
  for (int i = 0; i < 512; ++i) batch.unchanged.push_back({Apple(1000 + i), 0});
  batch.changes[0].key = Apple(5);
  ASSERT_TRUE(Commit(batch).ok());
  batch.unchanged.push_back({Apple(2000), 0});
  batch.changes[0].key = Apple(6);
  ExpectTooLarge(batch);
}

// Lua can unpack only so many arguments; the limit of bytes must bite first.
TEST_F(CommitTest, TakesAsManyAppearancesAsFit) {
  Content content = Ripe();
  int n = 0;
  while (n < 1000) content.appearances[Apple(n++).id] = "p";
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, content)).ok());
  while (n < 1400) content.appearances[Apple(n++).id] = "p";
  ExpectTooLarge(Change1(Apple(2), 0, content));
}

TEST_F(CommitTest, MistakesOfCallersAreInternal) {
  Batch batch = Change1(Apple(1), 0, Ripe());
  Batch silent = batch;
  silent.audit_entry.clear();
  Batch twice = batch;
  twice.changes.push_back(twice.changes[0]);
  Batch both = batch;
  both.unchanged.push_back({batch.changes[0].key, 0});
  Batch nobody = batch;
  nobody.changes[0].key.id = Uuid();
  Batch elsewhere = batch;
  elsewhere.slot = "a}b";
  Batch nothing = Change1(Apple(1), 0, std::nullopt);
  Batch misnamed = batch;
  misnamed.changes[0].content->indexes[0].index = "a:b";
  for (const Batch& wrong : {silent, twice, both, nobody, elsewhere, nothing, misnamed}) {
    EXPECT_TRUE(absl::IsInternal(Commit(wrong).status()));
  }
  EXPECT_EQ(test_.redis().Dump(), "");
}

// What rotation does, later: a new epoch is active, the old one is being left.
TEST_F(CommitTest, SealsUnderTheActiveEpochOnly) {
  Content content = Ripe("a body");
  content.appearances[Apple(7).id] = "a person";
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, content)).ok());
  ASSERT_TRUE(Commit(Asked(5, "request")).ok());
  ASSERT_TRUE(test_.keys().GetOrMake("epoch/melton/2").ok());
  test_.redis().Call(
      {"HSET", "{melton}:epoch", "active", "2", "state:1", "retiring", "state:2", "active"});
  // This store believes in epoch 1 still: the commit is refused, and made again under 2.
  ASSERT_TRUE(Commit(Change1(Apple(2), 0, Ripe())).ok());
  const auto epoch_of = [this](int n, const std::string& field) {
    return EpochOfWrap(test_.redis().Call(
        {"HGET", absl::StrCat("{melton}:r:62:0000000000004000800000000000000", n), field}));
  };
  EXPECT_EQ(epoch_of(2, "w"), 2u);
  EXPECT_EQ(epoch_of(1, "w"), 1u);
  const Key keys[] = {Apple(1)};
  EXPECT_EQ((*test_.Run(test_->Read("melton", keys)))[0]->Open()->body, "a body");
  ASSERT_TRUE(Commit(Change1(Apple(1), 1, content)).ok());
  EXPECT_EQ(epoch_of(1, "w"), 2u) << "a write wraps again";
  EXPECT_EQ(epoch_of(1, "k:" + std::string(Apple(7).id.bytes())), 2u);
  EXPECT_TRUE(Commit(Asked(6, "request"))->kept.has_value()) << "an answer of the old epoch";
}

TEST_F(CommitTest, WhatADestroyedEpochSealedIsGone) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  test_.redis().Call(
      {"HSET", "{melton}:epoch", "active", "2", "state:1", "destroyed", "state:2", "active"});
  ASSERT_TRUE(test_.keys().GetOrMake("epoch/melton/2").ok());
  ASSERT_TRUE(test_.keys().Destroy("epoch/melton/1").ok());
  test_.Reopen();
  const Key keys[] = {Apple(1)};
  const auto read = *test_.Run(test_->Read("melton", keys));
  EXPECT_TRUE(absl::IsDataLoss(read[0]->OpenFacts().status()));
  EXPECT_TRUE(absl::IsDataLoss(Commit(Change1(Apple(1), 1, Ripe())).status()));
}

// Making the key up again would hide that everything is unreadable.
TEST_F(CommitTest, ALostActiveKeyIsNotMadeUp) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  ASSERT_TRUE(test_.keys().Destroy("epoch/melton/1").ok());
  test_.Reopen();
  EXPECT_TRUE(absl::IsDataLoss(Commit(Change1(Apple(2), 0, Ripe())).status()));
  EXPECT_FALSE(test_.keys().Get("epoch/melton/1").ok());
}

TEST_F(CommitTest, NothingPersonalLiesInClear) {
  Content content = Ripe("canary-body");
  content.appearances[Apple(7).id] = "canary-person";
  Batch batch = Asked(1, "canary-request");
  batch.changes[0].content = content;
  batch.idempotency->answer = {"canary-print", "canary-reply"};
  ASSERT_TRUE(Commit(batch).ok());
  EXPECT_THAT(test_.redis().Dump(), Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace smarthub::store
