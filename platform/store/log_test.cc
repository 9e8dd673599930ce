// Outbox, cursors and the audit tail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class LogTest : public testing::Test {
 protected:
  Batch Telling(int n) {
    Batch batch = Change1(Apple(n), 0, Ripe());
    batch.events = {{Apple(n), 1, "apple.pick"}};
    return batch;
  }
  absl::StatusOr<Committed> Commit(Batch batch) {
    return test_.Run(test_->Commit(std::move(batch)));
  }
  std::vector<OutboxItem> Outbox(std::string_view cursor, int limit = 100) {
    auto items = test_.Run(test_->ReadOutbox("melton", cursor, limit));
    EXPECT_TRUE(items.ok()) << items.status();
    return *std::move(items);
  }
  std::string Newest() { return *test_.Run(test_->NewestOutboxCursor("melton")); }

  TestStore test_;
};

TEST_F(LogTest, TellsEventsInOrderAndResumes) {
  EXPECT_EQ(Newest(), "0");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Commit(Telling(i)).ok());
  const auto all = Outbox("");
  ASSERT_THAT(all, SizeIs(5));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(all[i].event.key, Apple(i));
    EXPECT_EQ(all[i].event.version, 1u);
    EXPECT_EQ(all[i].event.reason, "apple.pick");
  }
  EXPECT_EQ(Newest(), all.back().cursor);
  EXPECT_THAT(Outbox(all[2].cursor), SizeIs(2));
  EXPECT_THAT(Outbox("", 3), SizeIs(3));
  EXPECT_THAT(Outbox(Newest()), IsEmpty());
  EXPECT_THAT(Outbox("$"), IsEmpty());
}

TEST_F(LogTest, AConsumerThatFellBehindIsToldToRescan) {
  StoreOptions options = test_.MakeOptions();
  options.outbox_length = 10;
  test_.Reopen(options);
  // Redis trims whole nodes of a hundred entries.
  for (int i = 0; i < 350; ++i) ASSERT_TRUE(Commit(Telling(i)).ok());
  EXPECT_TRUE(absl::IsOutOfRange(test_.Run(test_->ReadOutbox("melton", "", 10)).status()));
  EXPECT_TRUE(absl::IsOutOfRange(test_.Run(test_->ReadOutbox("melton", "5", 10)).status()));
  EXPECT_THAT(Outbox("348"), SizeIs(2));
  EXPECT_TRUE(absl::IsOutOfRange(test_.Run(test_->ReadOutbox("melton", "351", 10)).status()))
      << "a cursor of a future that a restored backup does not have";
}

TEST_F(LogTest, AwaitingWakesForACommitOfAnotherProcess) {
  auto other = *test_.Run(OpenStore(test_.MakeOptions(), test_.loop()));
  auto later = [](Loop& loop, Store& store, Batch batch) -> Task<void> {
    (void)co_await loop.Sleep(absl::Milliseconds(30));
    EXPECT_TRUE((co_await store.Commit(std::move(batch))).ok());
  };
  // The first wait ends with the subscription itself.
  ASSERT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Seconds(20))).ok());
  test_.loop().Spawn(later(test_.loop(), *other, Telling(1)));
  ASSERT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Seconds(20))).ok());
  EXPECT_THAT(Outbox(""), SizeIs(1));
}

TEST_F(LogTest, AwaitingDoesNotMissWhatCameBeforeIt) {
  ASSERT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Seconds(20))).ok());
  const std::string cursor = Newest();
  ASSERT_TRUE(Commit(Telling(1)).ok());
  // Heard or about to be: with the cursor both end the wait long before its bound.
  Cancellation watchdog;
  auto bark = [](Loop& loop, Cancellation& what) -> Task<void> {
    (void)co_await loop.Sleep(absl::Seconds(10));
    what.Cancel(absl::DeadlineExceededError("missed"));
  };
  test_.loop().Spawn(bark(test_.loop(), watchdog));
  EXPECT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Hours(1), &watchdog, cursor)).ok());
}

TEST_F(LogTest, AwaitingEndsByItselfAndByCancellation) {
  ASSERT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Milliseconds(50))).ok());
  EXPECT_TRUE(test_.Run(test_->AwaitOutbox("melton", absl::Milliseconds(5))).ok());
  Cancellation cancellation;
  cancellation.Cancel(absl::CancelledError("gone"));
  EXPECT_TRUE(
      absl::IsCancelled(test_.Run(test_->AwaitOutbox("melton", absl::Hours(1), &cancellation))));
}

TEST_F(LogTest, ConsumersKeepTheirPlaces) {
  EXPECT_EQ(*test_.Run(test_->LoadCursor("melton", "search")), "");
  ASSERT_TRUE(test_.Run(test_->SaveCursor("melton", "search", "17")).ok());
  EXPECT_EQ(*test_.Run(test_->LoadCursor("melton", "search")), "17");
  EXPECT_EQ(*test_.Run(test_->LoadCursor("melton", "digest")), "");
  EXPECT_EQ(*test_.Run(test_->LoadCursor("oakham", "search")), "");
}

TEST_F(LogTest, TheTailHoldsEveryEntryUntilItIsTrimmed) {
  for (int i = 0; i < 6; ++i) {
    Batch batch;
    batch.slot = "melton";
    batch.audit_entry = "entry " + std::to_string(i);
    ASSERT_TRUE(Commit(batch).ok());
  }
  auto tail = *test_.Run(test_->ReadTail("melton", 2, 3));
  ASSERT_THAT(tail, SizeIs(3));
  EXPECT_EQ(tail[0].leaf_index, 2u);
  EXPECT_EQ(tail[0].sealed, "entry 2");
  EXPECT_EQ(tail[2].leaf_index, 4u);
  ASSERT_TRUE(test_.Run(test_->TrimTail("melton", 4)).ok());
  tail = *test_.Run(test_->ReadTail("melton", 0, 100));
  ASSERT_THAT(tail, SizeIs(2));
  EXPECT_EQ(tail[0].leaf_index, 4u);
  ASSERT_TRUE(test_.Run(test_->TrimTail("melton", 6)).ok());
  EXPECT_EQ(Commit(Telling(1))->leaf_index, 6u) << "numbers are not used again";
}

TEST_F(LogTest, NothingIsCommittedBelowTheFloor) {
  ASSERT_TRUE(Commit(Telling(1)).ok());
  ASSERT_TRUE(test_.Run(test_->SetAuditFloor("melton", 10)).ok());
  const std::string before = test_.redis().Dump();
  EXPECT_EQ(ReasonOf(Commit(Telling(2)).status()), error::v1::REASON_AUDIT_AWAY);
  EXPECT_EQ(test_.redis().Dump(), before);
  ASSERT_TRUE(test_.Run(test_->RaiseNextLeaf("melton", 10)).ok());
  EXPECT_EQ(Commit(Telling(2))->leaf_index, 10u);
  ASSERT_TRUE(test_.Run(test_->RaiseNextLeaf("melton", 3)).ok());
  EXPECT_EQ(Commit(Telling(3))->leaf_index, 11u) << "never down";
}

}  // namespace
}  // namespace smarthub::store
