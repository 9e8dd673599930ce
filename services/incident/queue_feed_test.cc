#include "services/incident/queue_feed.h"

#include <memory>
#include <utility>

#include "platform/store/keys.h"
#include "services/incident/held_store_for_test.h"
#include "services/incident/town_for_test.h"

namespace smarthub::incident {
namespace {

using smarthub::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class QueueFeedTest : public TownTest {
 protected:
  QueueFeedTest() : store(*hub.store()), feed(&store, &hub.clock(), ReadReports(&store)) {}

  std::vector<QueueFeed::Heard> After(const std::string& cursor) {
    auto heard = hub.Run(feed.After("melton", cursor, hub.loop()));
    EXPECT_THAT(heard, IsOk());
    return heard.ok() ? *std::move(heard) : std::vector<QueueFeed::Heard>();
  }
  // How often the store was asked for records.
  template <typename Work>
  size_t Reads(Work work) {
    constexpr size_t kMany = 100;
    hub.faults().reads.assign(kMany, store::Fault::kNone);
    work();
    return kMany - std::exchange(hub.faults().reads, {}).size();
  }
  std::string Newest() { return *hub.Run(hub.store()->NewestOutboxCursor("melton")); }

  // A call that meets others: its records, once read, are held until `release`.
  struct Overtaken {
    explicit Overtaken(Loop& loop) : release(loop), done(loop) {}
    Event release;
    Event done;
    std::vector<QueueFeed::Heard> heard;
  };
  std::unique_ptr<Overtaken> BeginHeld(const std::string& cursor) {
    auto call = std::make_unique<Overtaken>(hub.loop());
    store.held.push_back(&call->release);
    hub.loop().Spawn(Follow(feed, cursor, hub.loop(), *call));
    hub.Run(UntilHeld(hub.loop(), store));
    return call;
  }
  static Task<void> Follow(QueueFeed& of, std::string cursor, Loop& loop, Overtaken& call) {
    auto heard = co_await of.After("melton", std::move(cursor), loop);
    EXPECT_THAT(heard, IsOk());
    if (heard.ok()) call.heard = *std::move(heard);
    call.done.Set();
  }
  static Task<bool> UntilHeld(Loop& loop, const HeldStore& held) {
    while (!held.held.empty()) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  }
  void Release(Overtaken& call) {
    call.release.Set();
    EXPECT_THAT(hub.Run(call.done.Wait()), IsOk());
  }
  static std::vector<std::string> Ids(const std::vector<QueueFeed::Heard>& heard) {
    std::vector<std::string> ids;
    for (const auto& each : heard) ids.push_back(each.item.event.key.id.ToString());
    return ids;
  }

  HeldStore store;
  QueueFeed feed;
};

TEST_F(QueueFeedTest, WhatOneStreamReadIsThereForAllThatComeAfterIt) {
  const std::string before = Newest();
  EXPECT_THAT(After(before), IsEmpty());
  const std::string theft = Reported("one");
  std::vector<QueueFeed::Heard> first;
  EXPECT_EQ(Reads([&] { first = After(before); }), 1u);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].item.event.key.id.ToString(), theft);
  ASSERT_NE(first[0].news, nullptr);
  EXPECT_EQ(Reads([&] {
              for (int i = 0; i < 20; ++i) EXPECT_THAT(After(before), SizeIs(1));
            }),
            0u);
}

TEST_F(QueueFeedTest, FactsAreNeverOlderThanTwoSeconds) {
  const std::string before = Newest();
  Reported("one");
  EXPECT_THAT(After(before), SizeIs(1));
  hub.clock().Advance(absl::Milliseconds(1999));
  EXPECT_EQ(Reads([&] { EXPECT_THAT(After(before), SizeIs(1)); }), 0u);
  hub.clock().Advance(absl::Milliseconds(1));
  EXPECT_EQ(Reads([&] { EXPECT_THAT(After(before), SizeIs(1)); }), 1u);
  // That was read for the next one, too.
  EXPECT_EQ(Reads([&] { EXPECT_THAT(After(before), SizeIs(1)); }), 0u);
}

TEST_F(QueueFeedTest, TheNewestWordAboutAReportCountsForWhatWasHeardBefore) {
  const std::string before = Newest();
  const std::string theft = Reported("one");
  const auto first = After(before);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].news->passed_to_size(), 0);
  ASSERT_THAT(Accept(cora, theft), IsOk());
  ASSERT_THAT(Pass(cora, theft, {policy::v1::ROLE_POLICE}), IsOk());
  const auto later = After(first[0].item.cursor);
  ASSERT_FALSE(later.empty());
  const auto all = After(before);
  ASSERT_EQ(all.size(), 1 + later.size());
  EXPECT_EQ(all[0].news->passed_to_size(), 1);
}

TEST_F(QueueFeedTest, AStreamThatIsFarBehindReadsForItselfAndMissesNothing) {
  const std::string before = Newest();
  std::vector<std::string> told;
  for (int i = 0; i < 300; ++i) told.push_back(Reported("many" + std::to_string(i)));
  // Somebody follows the newest.
  EXPECT_THAT(After(Newest()), IsEmpty());
  std::vector<std::string> heard;
  std::string cursor = before;
  for (size_t size = QueueFeed::kBatch; size >= QueueFeed::kBatch;) {
    const auto news = After(cursor);
    size = news.size();
    for (const auto& each : news) {
      heard.push_back(each.item.event.key.id.ToString());
      cursor = each.item.cursor;
    }
  }
  EXPECT_EQ(heard, told);
}

// Whoever is ahead of a reading must not be given it: what they were told would be told again, and
// their place would go backwards.
TEST_F(QueueFeedTest, NobodyIsGivenAReadingThatBeganBeforeTheirPlace) {
  const std::string oldest = Newest();
  Reported("zero");
  const std::string before = Newest();
  EXPECT_THAT(After(before), IsEmpty());
  const std::string one = Reported("one");
  const auto reading = BeginHeld(before);
  Reported("two");
  const auto behind = After(oldest);
  ASSERT_THAT(behind, SizeIs(3));
  Overtaken ahead(hub.loop());
  hub.loop().Spawn(Follow(feed, behind.back().item.cursor, hub.loop(), ahead));
  Release(*reading);
  EXPECT_EQ(Ids(reading->heard), std::vector{one});
  EXPECT_THAT(hub.Run(ahead.done.Wait()), IsOk());
  EXPECT_THAT(Ids(ahead.heard), IsEmpty());
}

// An answer that was overtaken knows less than what is known by now.
TEST_F(QueueFeedTest, NobodyIsGivenAReadingThatBeganBehindTheirPlace) {
  const std::string oldest = Newest();
  Reported("zero");
  const std::string before = Newest();
  EXPECT_THAT(After(before), IsEmpty());
  Reported("one");
  const std::string after_one = Newest();
  const auto behind = BeginHeld(oldest);
  const std::string two = Reported("two");
  const auto newest = After(before);
  ASSERT_THAT(newest, SizeIs(2));
  const std::string three = Reported("three");
  const auto reading = BeginHeld(newest.back().item.cursor);
  Release(*behind);
  ASSERT_THAT(behind->heard, SizeIs(2));
  Overtaken late(hub.loop());
  hub.loop().Spawn(Follow(feed, after_one, hub.loop(), late));
  Release(*reading);
  EXPECT_EQ(Ids(reading->heard), std::vector{three});
  EXPECT_THAT(hub.Run(late.done.Wait()), IsOk());
  ASSERT_FALSE(late.heard.empty());
  EXPECT_EQ(Ids(late.heard).front(), two);
}

TEST_F(QueueFeedTest, AnAnswerThatWasOvertakenDoesNotReplaceANewerOne) {
  const std::string oldest = Newest();
  Reported("zero");
  const std::string before = Newest();
  EXPECT_THAT(After(before), IsEmpty());
  Reported("one");
  const auto behind = BeginHeld(oldest);
  const std::string two = Reported("two");
  EXPECT_THAT(After(before), SizeIs(2));
  Release(*behind);
  ASSERT_THAT(behind->heard, SizeIs(2));
  EXPECT_EQ(Reads([&] { EXPECT_THAT(After(before), SizeIs(2)); }), 0u);
  EXPECT_EQ(
      Reads([&] { EXPECT_EQ(Ids(After(behind->heard.back().item.cursor)), std::vector{two}); }),
      0u);
}

// One damaged report must not end every stream of the scheme.
TEST_F(QueueFeedTest, ADamagedReportIsNoNewsAndTheOthersAreTold) {
  const std::string before = Newest();
  const std::string damaged = Reported("one");
  const std::string whole = Reported("two");
  const store::Key key{label::v1::INCIDENT, *Uuid::Parse(damaged)};
  hub.store().redis().Call({"HSET", store::RecordKey("melton", key), "f", "damaged"});
  const auto heard = After(before);
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_EQ(heard[0].news, nullptr);
  EXPECT_NE(heard[1].news, nullptr);
  EXPECT_EQ(heard[1].item.event.key.id.ToString(), whole);
}

TEST_F(QueueFeedTest, APlaceThatIsGoneIsSaid) {
  EXPECT_TRUE(absl::IsOutOfRange(hub.Run(feed.After("melton", "1000000", hub.loop())).status()));
  // Nobody who is elsewhere suffers for it.
  const std::string before = Newest();
  Reported("one");
  EXPECT_THAT(After(before), SizeIs(1));
}

}  // namespace
}  // namespace smarthub::incident
