// Following outboxes: nothing is missed, nothing is held up for ever, and it ends when told to.
#include "platform/store/outbox_consumer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/base/strings.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"
#include "platform/testing/forwarding_store.h"

namespace smarthub::store {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "melton/3": the third apple.
std::string Named(std::string_view slot, const Key& key) {
  const auto byte = [&key](size_t i) { return static_cast<uint8_t>(key.id.bytes()[i]); };
  return absl::StrCat(ToAbsl(slot), "/", byte(14) * 256 + byte(15));
}

// About apples. Keeps what it was handed; the first few times it fails.
class Taken : public OutboxWork {
 public:
  bool Follows(std::string_view, const Key& record) const override {
    return record.kind == label::v1::TOY_APPLE;
  }
  std::vector<Range> Everything(std::string_view) const override {
    Range ripe;
    ripe.index = "state";
    ripe.partition = "new";
    ripe.limit = 2;
    Range none = ripe;
    none.partition = "none";
    return {none, ripe};
  }
  Task<absl::Status> Take(std::string slot, std::vector<Key> records, Cancellation*) override {
    std::vector<std::string>& names = portions.emplace_back();
    for (const Key& record : records) names.push_back(Named(slot, record));
    if (failures-- > 0) co_return absl::UnavailableError("away");
    taken.insert(taken.end(), names.begin(), names.end());
    if (taken.size() >= enough) stop.Cancel(absl::CancelledError("enough"));
    co_return absl::OkStatus();
  }

  std::vector<std::string> taken;
  // What failed too.
  std::vector<std::vector<std::string>> portions;
  int failures = 0;
  size_t enough = 1000;
  Cancellation stop;
};

// Counts what is made durable of places.
class CountsPlaces final : public smarthub::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::Status> SaveCursor(std::string_view slot, std::string_view consumer,
                                std::string_view cursor) override {
    ++saved;
    return ForwardingStore::SaveCursor(slot, consumer, cursor);
  }
  int saved = 0;
};

// Tells something right behind the back of a reader that found nothing, before it can wait, and
// notes from where each wait is.
class Overtaking final : public smarthub::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  Task<absl::StatusOr<std::vector<OutboxItem>>> ReadOutbox(std::string_view slot,
                                                           std::string_view cursor,
                                                           int limit) override {
    const std::string of(slot);
    auto items = co_await ForwardingStore::ReadOutbox(slot, cursor, limit);
    if (items.ok() && items->empty() && !meanwhile.empty()) {
      Batch batch = std::move(meanwhile.back());
      meanwhile.pop_back();
      auto committed = co_await Commit(std::move(batch));
      EXPECT_TRUE(committed.ok()) << committed.status();
    }
    co_return items;
  }
  Task<absl::Status> AwaitOutbox(std::string_view slot, absl::Duration at_most,
                                 Cancellation* cancellation, std::string_view after) override {
    waits.emplace_back(after);
    return ForwardingStore::AwaitOutbox(slot, at_most, cancellation, after);
  }

  std::vector<Batch> meanwhile;
  std::vector<std::string> waits;
};

class OutboxConsumerTest : public ::testing::Test {
 protected:
  Batch Told(Key key, uint64_t expected = 0, std::string slot = "melton") {
    Batch batch = Change1(key, expected, Ripe());
    batch.slot = std::move(slot);
    batch.events = {{key, expected + 1, "changed"}};
    return batch;
  }
  void Tell(Key key, uint64_t expected = 0, std::string slot = "melton") {
    const auto committed = test_.Run(test_->Commit(Told(key, expected, std::move(slot))));
    ASSERT_TRUE(committed.ok()) << committed.status();
  }
  void Trim() { test_.redis().Call({"XTRIM", "{melton}:outbox", "MAXLEN", "0"}); }
  // Until the work has enough.
  void Follow(OutboxConsumer& consumer) {
    const auto run = [](OutboxConsumer& of, Cancellation& stop) -> Task<bool> {
      co_await of.Run(&stop);
      co_return true;
    };
    EXPECT_TRUE(test_.Run(run(consumer, work_.stop)));
  }
  absl::Status TakeAll(OutboxConsumer& consumer) { return test_.Run(consumer.TakeAll("melton")); }
  OutboxConsumer Consumer(Store& store, bool hub = false) {
    return OutboxConsumer({&store, &test_.loop(), &work_, "toy/consumer", hub, &log_});
  }
  OutboxConsumer Consumer() { return Consumer(*test_.operator->()); }

  TestStore test_;
  Taken work_;
  FakeClock clock_{absl::FromUnixSeconds(0)};
  std::vector<std::string> lines_;
  Log log_{clock_, [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(OutboxConsumerTest, TakesEachEventOnceThoughItBeginsAnew) {
  Tell(Apple(1));
  Tell(Apple(2));
  for (int i = 0; i < 2; ++i) {
    OutboxConsumer consumer = Consumer();
    EXPECT_TRUE(TakeAll(consumer).ok());
    EXPECT_EQ(consumer.behind(), 0);
  }
  EXPECT_THAT(work_.taken, ElementsAre("melton/1", "melton/2"));
}

TEST_F(OutboxConsumerTest, WhatFailedComesAgain) {
  Tell(Apple(1));
  work_.failures = 1;
  OutboxConsumer consumer = Consumer();
  EXPECT_FALSE(TakeAll(consumer).ok());
  EXPECT_EQ(consumer.behind(), 1);
  EXPECT_TRUE(TakeAll(consumer).ok());
  EXPECT_THAT(work_.taken, ElementsAre("melton/1"));
}

TEST_F(OutboxConsumerTest, WhatWasTrimmedIsLookedAtAsItStands) {
  Tell(Apple(1));
  Tell(Apple(2));
  Trim();
  OutboxConsumer consumer = Consumer();
  EXPECT_TRUE(TakeAll(consumer).ok());
  EXPECT_THAT(work_.taken, ElementsAre("melton/1", "melton/2"));
  EXPECT_EQ(consumer.rescans(), 1);
  EXPECT_EQ(consumer.behind(), 0);
}

// And what is told meanwhile of a record that was looked at already is taken when it is done.
TEST_F(OutboxConsumerTest, ALookAtEverythingGoesOnWhereItMetAnError) {
  for (int n = 1; n <= 5; ++n) Tell(Apple(n));
  Trim();
  OutboxConsumer consumer = Consumer();
  // The list of none and the first page of two.
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(*test_.Run(consumer.TakeBatch("melton")));
  work_.failures = 2;
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(TakeAll(consumer).ok());
  Tell(Apple(1), 1);
  EXPECT_TRUE(TakeAll(consumer).ok());
  const std::vector<std::string> third = {"melton/3", "melton/4"};
  EXPECT_THAT(work_.portions,
              ElementsAre(IsEmpty(), ElementsAre("melton/1", "melton/2"), third, third, third,
                          ElementsAre("melton/5"), ElementsAre("melton/1")));
  EXPECT_EQ(consumer.rescans(), 1);
}

// Trimmed again while it looked: everything is looked at again.
TEST_F(OutboxConsumerTest, WhatIsTrimmedMeanwhileIsNotLost) {
  for (int n = 1; n <= 3; ++n) Tell(Apple(n));
  Trim();
  OutboxConsumer consumer = Consumer();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(*test_.Run(consumer.TakeBatch("melton")));
  Tell(Apple(1), 1);
  Trim();
  EXPECT_TRUE(TakeAll(consumer).ok());
  EXPECT_THAT(work_.taken,
              ElementsAre("melton/1", "melton/2", "melton/3", "melton/1", "melton/2", "melton/3"));
  EXPECT_EQ(consumer.rescans(), 2);
}

TEST_F(OutboxConsumerTest, EventsOfOthersCostNoDurableWriteUntilThereAreMany) {
  CountsPlaces store(*test_.operator->());
  OutboxConsumer consumer = Consumer(store);
  int pears = 0;
  const auto others = [&](int n) {
    for (int i = 0; i < n; ++i) {
      Tell(Pear(++pears));
      EXPECT_TRUE(TakeAll(consumer).ok());
    }
  };
  others(OutboxConsumer::kBatch - 1);
  EXPECT_EQ(store.saved, 0);
  others(1);
  EXPECT_EQ(store.saved, 1);
  Tell(Apple(1));
  EXPECT_TRUE(TakeAll(consumer).ok());
  EXPECT_EQ(store.saved, 2);
  EXPECT_EQ(consumer.behind(), 0);
  // Each was read once, and no other than ours handed on.
  EXPECT_THAT(work_.portions, ElementsAre(ElementsAre("melton/1")));
}

// Whatever came between, and wherever it was killed: whoever follows next takes what was not taken.
TEST_F(OutboxConsumerTest, NothingIsLostWhereverItBeginsAnew) {
  std::set<std::string> told;
  int n = 0;
  for (int others = 0; others <= OutboxConsumer::kBatch + 1; others += 13) {
    for (const bool dies_before_ours : {false, true}) {
      OutboxConsumer consumer = Consumer();
      for (int i = 0; i < others; ++i) {
        Tell(Pear(++n));
        if (i % 2 == 0) EXPECT_TRUE(TakeAll(consumer).ok());
      }
      Tell(Apple(++n));
      told.insert(Named("melton", Apple(n)));
      if (!dies_before_ours) EXPECT_TRUE(TakeAll(consumer).ok());
    }
  }
  OutboxConsumer last = Consumer();
  EXPECT_TRUE(TakeAll(last).ok());
  EXPECT_EQ(std::set<std::string>(work_.taken.begin(), work_.taken.end()), told);
  EXPECT_EQ(last.rescans(), 0);
}

// What is told between the reading that found nothing and the wait wakes the wait: it waits from
// where it has read to.
TEST_F(OutboxConsumerTest, FollowsEverySlotAndMissesNothingBeforeItWaits) {
  Overtaking store(*test_.operator->());
  Tell(Apple(1));
  Tell(Apple(1), 0, "oakham");
  Tell(Apple(1), 0, "hub");
  store.meanwhile = {Told(Apple(3)), Told(Apple(2)), Told(Pear(4))};
  work_.enough = 4;
  work_.failures = 1;
  OutboxConsumer consumer = Consumer(store);
  Follow(consumer);
  EXPECT_THAT(work_.taken,
              ::testing::UnorderedElementsAre("melton/1", "oakham/1", "melton/2", "melton/3"));
  EXPECT_THAT(store.waits, ::testing::Each(::testing::Ne("")));
  EXPECT_EQ(consumer.retried(), 1);
  EXPECT_FALSE(consumer.backing_off());
}

// The first failure of a row is told, by its reason and not by its text; that somebody stops is
// none.
TEST_F(OutboxConsumerTest, StandingStillIsToldOnceAndCounted) {
  Tell(Apple(1));
  work_.enough = 1;
  work_.failures = 2;
  OutboxConsumer consumer = Consumer();
  Follow(consumer);
  EXPECT_EQ(consumer.retried(), 2);
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], AllOf(HasSubstr("outbox.held_up"), HasSubstr("toy/consumer"),
                               HasSubstr("UNAVAILABLE"), Not(HasSubstr("away"))));
}

TEST_F(OutboxConsumerTest, FollowsTheHubWhereItIsAskedTo) {
  Tell(Apple(1), 0, "hub");
  work_.enough = 1;
  OutboxConsumer consumer = Consumer(*test_.operator->(), /*hub=*/true);
  Follow(consumer);
  EXPECT_THAT(work_.taken, ElementsAre("hub/1"));
}

}  // namespace
}  // namespace smarthub::store
