// Following outboxes: nothing is missed, nothing is held up for ever, and it ends when told to.
#include "platform/store/outbox_consumer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"
#include "platform/testing/forwarding_store.h"

namespace smarthub::store {
namespace {

using ::testing::ElementsAre;

// Keeps what it was handed; the first few times it fails.
class Taken : public OutboxWork {
 public:
  Task<absl::Status> Take(std::string slot, std::vector<OutboxItem> items) override {
    if (failures-- > 0) co_return absl::UnavailableError("away");
    for (const OutboxItem& item : items) taken.push_back(slot + "/" + item.event.reason);
    if (taken.size() >= enough) stop.Cancel(absl::CancelledError("enough"));
    co_return absl::OkStatus();
  }
  Task<absl::Status> TakeEverything(std::string slot, Cancellation*) override {
    taken.push_back(slot + "/everything");
    co_return absl::OkStatus();
  }

  std::vector<std::string> taken;
  int failures = 0;
  size_t enough = 1000;
  Cancellation stop;
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
  Batch Told(int n, std::string reason, std::string slot = "melton") {
    Batch batch = Change1(Apple(n), 0, Ripe());
    batch.slot = std::move(slot);
    batch.events = {{Apple(n), 1, std::move(reason)}};
    return batch;
  }
  void Tell(int n, std::string reason, std::string slot = "melton") {
    const auto committed = test_.Run(test_->Commit(Told(n, std::move(reason), std::move(slot))));
    ASSERT_TRUE(committed.ok()) << committed.status();
  }
  // Until the work has enough.
  void Follow(OutboxConsumer& consumer) {
    const auto run = [](OutboxConsumer& of, Cancellation& stop) -> Task<bool> {
      co_await of.Run(&stop);
      co_return true;
    };
    EXPECT_TRUE(test_.Run(run(consumer, work_.stop)));
  }
  OutboxConsumer Consumer(Store& store, bool hub = false) {
    return OutboxConsumer({&store, &test_.loop(), &work_, "toy/consumer", hub});
  }

  TestStore test_;
  Taken work_;
};

TEST_F(OutboxConsumerTest, TakesEachEventOnceThoughItBeginsAnew) {
  Tell(1, "one");
  Tell(2, "two");
  for (int i = 0; i < 2; ++i) {
    OutboxConsumer consumer = Consumer(*test_.operator->());
    EXPECT_TRUE(test_.Run(consumer.TakeAll("melton")).ok());
    EXPECT_EQ(consumer.behind(), 0);
  }
  EXPECT_THAT(work_.taken, ElementsAre("melton/one", "melton/two"));
}

TEST_F(OutboxConsumerTest, WhatFailedComesAgain) {
  Tell(1, "one");
  work_.failures = 1;
  OutboxConsumer consumer = Consumer(*test_.operator->());
  EXPECT_FALSE(test_.Run(consumer.TakeAll("melton")).ok());
  EXPECT_EQ(consumer.behind(), 1);
  EXPECT_TRUE(test_.Run(consumer.TakeAll("melton")).ok());
  EXPECT_THAT(work_.taken, ElementsAre("melton/one"));
}

TEST_F(OutboxConsumerTest, WhatWasTrimmedIsLookedAtAsItStands) {
  Tell(1, "one");
  Tell(2, "two");
  test_.redis().Call({"XTRIM", "{melton}:outbox", "MAXLEN", "1"});
  OutboxConsumer consumer = Consumer(*test_.operator->());
  EXPECT_TRUE(test_.Run(consumer.TakeAll("melton")).ok());
  EXPECT_THAT(work_.taken, ElementsAre("melton/everything"));
  EXPECT_EQ(consumer.rescans(), 1);
}

// What is told between the reading that found nothing and the wait wakes the wait: it waits from
// where it has read to.
TEST_F(OutboxConsumerTest, FollowsEverySlotAndMissesNothingBeforeItWaits) {
  Overtaking store(*test_.operator->());
  Tell(1, "one");
  Tell(1, "elsewhere", "oakham");
  Tell(1, "of the hub", "hub");
  store.meanwhile = {Told(3, "behind its back again"), Told(2, "behind its back")};
  work_.enough = 4;
  work_.failures = 1;
  OutboxConsumer consumer = Consumer(store);
  Follow(consumer);
  EXPECT_THAT(work_.taken, ::testing::UnorderedElementsAre("melton/one", "oakham/elsewhere",
                                                           "melton/behind its back",
                                                           "melton/behind its back again"));
  EXPECT_THAT(store.waits, ::testing::Each(::testing::Ne("")));
  EXPECT_EQ(consumer.retried(), 1);
  EXPECT_FALSE(consumer.backing_off());
}

TEST_F(OutboxConsumerTest, FollowsTheHubWhereItIsAskedTo) {
  Tell(1, "of the hub", "hub");
  work_.enough = 1;
  OutboxConsumer consumer = Consumer(*test_.operator->(), /*hub=*/true);
  Follow(consumer);
  EXPECT_THAT(work_.taken, ElementsAre("hub/of the hub"));
}

}  // namespace
}  // namespace smarthub::store
