// The sequencer on a real Redis: what is committed becomes signed; what contradicts stops the slot.
#include "services/audit/sequencer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"
#include "platform/testing/matchers.h"
#include "services/audit/audit_logs.h"
#include "services/audit/commands.h"
#include "services/audit/crash_files.h"
#include "services/audit/reconcile.h"
#include "services/audit/test_town.h"
#include "services/audit/verify.h"

namespace smarthub::audit {
namespace {

namespace fs = std::filesystem;
using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using smarthub::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSlot[] = "melton";

class SequencerTest : public ::testing::Test {
 protected:
  ~SequencerTest() override { CloseLogs(); }

  // Another life of the hub: its logs are opened, and make their first pass.
  absl::Status OpenLogs(absl::Duration interval = absl::Seconds(1)) {
    CloseLogs();
    AuditLogs::Options options;
    options.directory = directory_.path();
    options.loop = &store_.loop();
    options.store = &*store_;
    options.keys = &store_.keys();
    options.random = &store_.random();
    options.log = &log_;
    options.files = files_;
    options.interval = interval;
    logs_ = std::make_unique<AuditLogs>(options);
    return store_.Run(logs_->Start());
  }
  void CloseLogs() { logs_.reset(); }
  Sequencer& Town() { return **store_.Run(logs_->Of(kSlot)); }

  absl::StatusOr<store::Committed> TryCommit(int n) {
    v1::Leaf leaf = town_.Leaf(n);
    store::Batch batch = store::Change1(store::Apple(n), 0, store::Ripe());
    rpc::LeafSeal seal(&store_.keys(), &store_.random());
    batch.audit_entry = *seal.Seal(kSlot, leaf);
    return store_.Run(store_->Commit(std::move(batch)));
  }
  void Commit(int count) {
    for (int i = 0; i < count; ++i) {
      const auto committed = TryCommit(next_);
      ASSERT_THAT(committed, IsOk());
      ++next_;
    }
  }
  size_t TailSize() { return store_.Run(store_->ReadTail(kSlot, 0, 4096))->size(); }

  Tools MakeTools() {
    Tools tools;
    tools.directory = directory_.path();
    tools.loop = &store_.loop();
    tools.store = &*store_;
    tools.keys = &store_.keys();
    tools.clock = &clock_;
    tools.random = &store_.random();
    return tools;
  }
  // What the command prints; empty where it found nothing wrong.
  std::string Wrong() {
    std::ostringstream out;
    return AuditVerifyMain(MakeTools(), {}, out) == 0 ? std::string() : out.str();
  }
  std::string ReconcileAll() {
    CloseLogs();
    std::ostringstream out;
    EXPECT_EQ(AuditReconcileMain(MakeTools(), {}, out), 0) << out.str();
    return out.str();
  }
  // What a copy of the store's log state, put back, would do.
  void RollStoreBack(uint64_t next) {
    store_.redis().Call({"HSET", "{melton}:audit", "next", absl::StrCat(next)});
  }
  v1::Leaf LeafAt(uint64_t index) {
    Sequencer& town = Town();
    return *logs_->seal().Open(kSlot, *town.log().ReadEntry(*town.log().state(), index));
  }

  store::TestStore store_;
  TestTown town_;
  TemporaryDirectory directory_;
  FakeClock clock_{absl::FromUnixSeconds(1'795'428'000)};
  Log log_{clock_, [](std::string_view) {}};
  Files* files_ = nullptr;
  std::unique_ptr<AuditLogs> logs_;
  int next_ = 1;
};

TEST_F(SequencerTest, WhatIsCommittedIsSignedIndexedAndForgotten) {
  ASSERT_THAT(OpenLogs(), IsOk());
  Commit(300);
  EXPECT_EQ(TailSize(), 300u);
  ASSERT_THAT(store_.Run(Town().Pass()), IsOk());
  EXPECT_EQ(Town().log().state()->size(), 300u);
  EXPECT_EQ(TailSize(), 0u);
  EXPECT_EQ(Town().index().covered(), 300u);
  EXPECT_EQ(*Town().index().FindEntry(town_.Leaf(7).entry_id()), 6u);
  Commit(5);
  EXPECT_EQ(Wrong(), "");
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_EQ(Town().log().state()->size(), 305u);
  EXPECT_EQ(Wrong(), "");
  EXPECT_THAT(logs_->Health(), IsOk());
}

TEST_F(SequencerTest, ManyPassesAtOnceAreOneAfterTheOther) {
  Commit(1);
  ASSERT_THAT(OpenLogs(), IsOk());
  Commit(20);
  Sequencer& town = Town();
  int done = 0;
  const auto one = [](Sequencer& sequencer, int& count) -> Task<void> {
    const absl::Status passed = co_await sequencer.Pass();
    EXPECT_THAT(passed, IsOk());
    ++count;
  };
  for (int i = 0; i < 8; ++i) store_.loop().Spawn(one(town, done));
  ASSERT_THAT(store_.Run(town.Pass()), IsOk());
  while (done < 8) ASSERT_THAT(store_.Run(town.Pass()), IsOk());
  EXPECT_EQ(town.log().state()->size(), 21u);
  EXPECT_EQ(Wrong(), "");
}

TEST_F(SequencerTest, TheBackgroundSignsWithoutBeingAsked) {
  Commit(1);
  ASSERT_THAT(OpenLogs(absl::Milliseconds(20)), IsOk());
  Commit(10);
  Cancellation stop;
  const auto watch = [](AuditLogs& logs, Sequencer& town, Loop& loop,
                        Cancellation& cancel) -> Task<int> {
    while (town.log().state()->size() < 11) (void)co_await loop.Sleep(absl::Milliseconds(1));
    cancel.Cancel(absl::CancelledError("enough"));
    (void)logs;
    co_return 0;
  };
  bool ended = false;
  const auto run = [](AuditLogs& logs, Cancellation& cancel, bool& flag) -> Task<void> {
    co_await logs.Run(&cancel);
    flag = true;
  };
  store_.loop().Spawn(run(*logs_, stop, ended));
  store_.Run(watch(*logs_, Town(), store_.loop(), stop));
  while (!ended) ASSERT_THAT(store_.Run(Town().Pass()), IsOk());
  EXPECT_EQ(TailSize(), 0u);
}

TEST_F(SequencerTest, TwoWritersOnOneDirectoryAreRefused) {
  Commit(1);
  ASSERT_THAT(OpenLogs(), IsOk());
  AuditLogs::Options options;
  options.directory = directory_.path();
  options.loop = &store_.loop();
  options.store = &*store_;
  options.keys = &store_.keys();
  options.random = &store_.random();
  options.log = &log_;
  AuditLogs second(options);
  EXPECT_THAT(store_.Run(second.Start()), StatusIs(absl::StatusCode::kFailedPrecondition));
}

// A promoted replica, or an older copy: nothing is served until somebody says what was lost.
TEST_F(SequencerTest, AStoreRolledBackServesNothingUntilReconciled) {
  Commit(50);
  ASSERT_THAT(OpenLogs(), IsOk());
  RollStoreBack(40);
  // The floor holds before anybody noticed.
  EXPECT_THAT(TryCommit(1000), HasReason(error::v1::REASON_AUDIT_AWAY));
  EXPECT_THAT(store_.Run(Town().Pass()), HasReason(error::v1::REASON_AUDIT_AWAY));
  EXPECT_THAT(logs_->Health(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Wrong(), HasSubstr("rolled back"));
  // Starting again changes nothing.
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(TryCommit(1000), HasReason(error::v1::REASON_AUDIT_AWAY));

  EXPECT_THAT(ReconcileAll(), HasSubstr("50 were signed, the store was at 40"));
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), IsOk());
  const v1::Leaf leaf = LeafAt(50);
  EXPECT_EQ(leaf.action(), "audit.reconcile");
  EXPECT_EQ(leaf.reason(), "store-rollback");
  EXPECT_EQ(leaf.reconciliation().signed_size(), 50u);
  EXPECT_EQ(leaf.reconciliation().store_next_leaf(), 40u);
  const auto committed = TryCommit(1000);
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->leaf_index, 51u);
  EXPECT_EQ(Wrong(), "");
  EXPECT_THAT(ReconcileAll(), HasSubstr("nothing to reconcile"));
}

// The window the floor exists for: commits got signed indexes before the floor was raised.
TEST_F(SequencerTest, ACommitUnderASignedIndexIsAForkAndIsMovedNotLost) {
  Commit(50);
  ASSERT_THAT(OpenLogs(), IsOk());
  CloseLogs();
  RollStoreBack(47);
  store_.redis().Call({"HSET", "{melton}:audit", "floor", "0"});
  store_.redis().Call({"DEL", "{melton}:audit:tail"});
  Commit(5);  // 47 to 51
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Wrong(), HasSubstr("fork"));
  // It is interrupted between log and store, and run again: each entry is there once.
  CloseLogs();
  store_.redis().Call({"COPY", "{melton}:audit:tail", "{melton}:before"});
  EXPECT_THAT(ReconcileAll(), HasSubstr("moved 5"));
  store_.redis().Call({"RENAME", "{melton}:before", "{melton}:audit:tail"});
  RollStoreBack(52);
  EXPECT_THAT(ReconcileAll(), HasSubstr("moved 5"));
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), IsOk());
  EXPECT_EQ(Wrong(), "");
  EXPECT_EQ(LeafAt(50).reconciliation().moved(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(LeafAt(51 + i).entry_id(), town_.Leaf(51 + i).entry_id());
  }
  const auto committed = TryCommit(1000);
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->leaf_index, 56u);
}

// The audit directory is an older copy: what the store forgot on its word is lost, and said so.
TEST_F(SequencerTest, ALogRolledBackSaysWhatIsLost) {
  Commit(30);
  ASSERT_THAT(OpenLogs(), IsOk());
  CloseLogs();
  TemporaryDirectory copy;
  fs::copy(directory_.path(), copy.path(), fs::copy_options::recursive);
  Commit(300);
  ASSERT_THAT(OpenLogs(), IsOk());
  Commit(7);
  CloseLogs();
  fs::remove_all(directory_.path());
  fs::copy(copy.path(), directory_.path(), fs::copy_options::recursive);

  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(TryCommit(1000), HasReason(error::v1::REASON_AUDIT_AWAY));
  EXPECT_THAT(Wrong(), HasSubstr("neither signed nor"));
  EXPECT_THAT(ReconcileAll(), HasSubstr("lost 300"));
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), IsOk());
  EXPECT_EQ(Wrong(), "");
  EXPECT_EQ(LeafAt(30).reconciliation().lost(), 300u);
  EXPECT_EQ(LeafAt(329).action(), "audit.entry_lost");
  // What the store still had kept its index.
  EXPECT_EQ(LeafAt(330).entry_id(), town_.Leaf(331).entry_id());
  EXPECT_THAT(TryCommit(1001), IsOk());
}

TEST_F(SequencerTest, AStoreThatLostTheWholeSlotIsRolledBackToo) {
  Commit(10);
  ASSERT_THAT(OpenLogs(), IsOk());
  store_.redis().Call({"DEL", "{melton}:audit"});
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_THAT(logs_->Health(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Wrong(), HasSubstr("rolled back"));
}

// A Redis that goes and comes back is no contradiction.
TEST_F(SequencerTest, GoesOnWhenRedisIsBack) {
  Commit(10);
  ASSERT_THAT(OpenLogs(), IsOk());
  Commit(3);
  store_.redis().Kill();
  EXPECT_THAT(store_.Run(Town().Pass()), HasReason(error::v1::REASON_AUDIT_AWAY));
  store_.redis().Start();
  store_.AwaitBack();
  ASSERT_THAT(store_.Run(Town().Pass()), IsOk());
  EXPECT_EQ(Town().log().state()->size(), 13u);
  EXPECT_EQ(Wrong(), "");
}

// The index is behind, ahead or gone: the bundles have it all.
TEST_F(SequencerTest, TheIndexIsBuiltAgainFromTheBundles) {
  Commit(280);
  ASSERT_THAT(OpenLogs(), IsOk());
  CloseLogs();
  fs::remove_all(directory_.path() + "/melton/index");
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_EQ(Town().index().covered(), 280u);
  CloseLogs();
  std::ostringstream out;
  EXPECT_EQ(AuditReindexMain(MakeTools(), {"--slot", kSlot}, out), 0) << out.str();
  EXPECT_THAT(out.str(), HasSubstr("280 entries"));
  ASSERT_THAT(OpenLogs(), IsOk());
  EXPECT_EQ(*Town().index().FindEntry(town_.Leaf(77).entry_id()), 76u);
}

TEST_F(SequencerTest, CommandsRefuseWhatTheyDoNotKnow) {
  Commit(1);
  ASSERT_THAT(OpenLogs(), IsOk());
  std::ostringstream out;
  for (const std::vector<std::string>& bad : std::vector<std::vector<std::string>>{
           {"--slot"}, {"--what", "x"}, {"--seen", "/does/not/exist"}, {"melton"}}) {
    EXPECT_EQ(AuditVerifyMain(MakeTools(), bad, out), 2) << out.str();
  }
  // Not while the hub runs.
  EXPECT_EQ(AuditReconcileMain(MakeTools(), {}, out), 2);
  EXPECT_EQ(AuditReindexMain(MakeTools(), {}, out), 2);
  EXPECT_THAT(out.str(), HasSubstr("in use by another process"));
}

}  // namespace
}  // namespace smarthub::audit
