#include "services/incident/queue_feed.h"

#include <utility>

#include "services/incident/town_for_test.h"

namespace smarthub::incident {
namespace {

using smarthub::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class QueueFeedTest : public TownTest {
 protected:
  QueueFeedTest() : feed(&*hub.store(), &hub.clock()) {}

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
  ASSERT_NE(first[0].facts, nullptr);
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
  EXPECT_EQ(first[0].facts->passed_to_size(), 0);
  ASSERT_THAT(Accept(cora, theft), IsOk());
  ASSERT_THAT(Pass(cora, theft, {policy::v1::ROLE_POLICE}), IsOk());
  const auto later = After(first[0].item.cursor);
  ASSERT_FALSE(later.empty());
  const auto all = After(before);
  ASSERT_EQ(all.size(), 1 + later.size());
  EXPECT_EQ(all[0].facts->passed_to_size(), 1);
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

TEST_F(QueueFeedTest, APlaceThatIsGoneIsSaid) {
  EXPECT_TRUE(absl::IsOutOfRange(hub.Run(feed.After("melton", "1000000", hub.loop())).status()));
  // Nobody who is elsewhere suffers for it.
  const std::string before = Newest();
  Reported("one");
  EXPECT_THAT(After(before), SizeIs(1));
}

}  // namespace
}  // namespace smarthub::incident
