// The store's promises, on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/store/testing/samples.h"
#include "platform/store/testing/test_store.h"

namespace smarthub::store {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class StoreTest : public testing::Test {
 protected:
  absl::StatusOr<Committed> Commit(Batch batch) {
    return test_.Run(test_->Commit(std::move(batch)));
  }
  std::unique_ptr<Sealed> Read(Key key) {
    const Key keys[] = {key};
    auto read = test_.Run(test_->Read("melton", keys));
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? std::move(read->front()) : nullptr;
  }
  Content Open(Key key) { return *Read(key)->Open(); }
  Page List(Range range) {
    auto page = test_.Run(test_->List("melton", range));
    EXPECT_TRUE(page.ok()) << page.status();
    return *std::move(page);
  }

  TestStore test_;
};

TEST_F(StoreTest, ReadsWhatWasCommitted) {
  Content content = Ripe("a body");
  content.appearances[Apple(7).id] = "a person";
  content.retention_class = policy::v1::RETENTION_CLASS_INCIDENT;
  content.retention_clock = policy::v1::CLOCK_END_OF_MONTH_HAPPENED;
  content.retention_started = absl::FromUnixSeconds(1900000000);
  content.retention_due = absl::FromUnixSeconds(2000000000);
  const auto committed = Commit(Change1(Apple(1), 0, content));
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(committed->leaf_index, 0u);
  const auto sealed = Read(Apple(1));
  ASSERT_NE(sealed, nullptr);
  EXPECT_EQ(sealed->version(), 1u);
  EXPECT_TRUE(sealed->OpenFacts()->submitted());
  const Content opened = *sealed->Open();
  EXPECT_EQ(opened.body, "a body");
  EXPECT_EQ(opened.indexes, content.indexes);
  EXPECT_EQ(opened.appearances, content.appearances);
  EXPECT_EQ(opened.retention_class, content.retention_class);
  EXPECT_EQ(opened.retention_clock, content.retention_clock);
  EXPECT_EQ(opened.retention_started, content.retention_started);
  EXPECT_EQ(opened.retention_due, content.retention_due);
}

TEST_F(StoreTest, LeavesNumberUpByOne) {
  for (uint64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(Commit(Change1(Apple(static_cast<int>(i)), 0, Ripe()))->leaf_index, i);
  }
  EXPECT_EQ(*test_.Run(test_->NextLeaf("melton")), 5u);
  EXPECT_EQ(*test_.Run(test_->NextLeaf("oakham")), 0u);
}

TEST_F(StoreTest, AVersionNotAsExpectedChangesNothing) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe("one"))).ok());
  ASSERT_TRUE(Commit(Change1(Apple(1), 1, Ripe("two"))).ok());
  const std::string before = test_.redis().Dump();
  for (const uint64_t wrong : {0, 1, 3}) {
    const auto again = Commit(Change1(Apple(1), wrong, Ripe("three")));
    EXPECT_EQ(ReasonOf(again.status()), error::v1::REASON_CONFLICT) << again.status();
  }
  EXPECT_EQ(ReasonOf(Commit(Change1(Apple(9), 1, Ripe())).status()), error::v1::REASON_CONFLICT);
  EXPECT_EQ(test_.redis().Dump(), before);
  EXPECT_EQ(Open(Apple(1)).body, "two");
}

TEST_F(StoreTest, AllOfABatchOrNone) {
  ASSERT_TRUE(Commit(Change1(Pear(1), 0, Ripe())).ok());
  const std::string before = test_.redis().Dump();
  Batch batch = Change1(Apple(1), 0, Ripe());
  batch.changes.push_back({Pear(1), 0, Ripe()});
  EXPECT_FALSE(Commit(batch).ok());
  EXPECT_EQ(test_.redis().Dump(), before);
  EXPECT_EQ(Read(Apple(1)), nullptr);
}

TEST_F(StoreTest, ErasesARecordWithItsIndexEntries) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  ASSERT_TRUE(Commit(Change1(Apple(1), 1, std::nullopt)).ok());
  EXPECT_EQ(Read(Apple(1)), nullptr);
  EXPECT_THAT(List({"state", "new"}).records, SizeIs(0));
}

TEST_F(StoreTest, MovesIndexEntriesAlsoWhenTheStoreNeverReadTheRecord) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  test_.Reopen();
  Content moved = Ripe();
  moved.indexes = {{"state", "done", "p"}};
  ASSERT_TRUE(Commit(Change1(Apple(1), 1, moved)).ok());
  EXPECT_THAT(List({"state", "new"}).records, SizeIs(0));
  EXPECT_THAT(List({"state", "done"}).records, SizeIs(1));
}

TEST_F(StoreTest, KeepsTheKeysOfWhatStaysAndDropsThoseOfWhatGoes) {
  Content content = Ripe();
  content.appearances[Apple(7).id] = "stays";
  content.appearances[Apple(8).id] = "goes";
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, content)).ok());
  const std::string key = "{melton}:r:62:00000000000040008000000000000001";
  const std::string stays(Apple(7).id.bytes());
  const std::string goes(Apple(8).id.bytes());
  const std::string wrap = test_.redis().Call({"HGET", key, "w"});
  const std::string its = test_.redis().Call({"HGET", key, "k:" + stays});
  ASSERT_FALSE(wrap.empty());
  ASSERT_FALSE(its.empty());
  content.appearances.erase(Apple(8).id);
  test_.Reopen();
  ASSERT_TRUE(Commit(Change1(Apple(1), 1, content)).ok());
  EXPECT_EQ(test_.redis().Call({"HGET", key, "w"}), wrap);
  EXPECT_EQ(test_.redis().Call({"HGET", key, "k:" + stays}), its);
  EXPECT_EQ(test_.redis().Call({"HEXISTS", key, "k:" + goes}), "0");
  EXPECT_EQ(test_.redis().Call({"HEXISTS", key, "a:" + goes}), "0");
  EXPECT_EQ(Open(Apple(1)).appearances, content.appearances);
}

TEST_F(StoreTest, AnAppearanceWithoutItsKeyIsAbsent) {
  Content content = Ripe();
  content.appearances[Apple(7).id] = "a person";
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, content)).ok());
  test_.redis().Call({"HDEL", "{melton}:r:62:00000000000040008000000000000001",
                      "k:" + std::string(Apple(7).id.bytes())});
  EXPECT_TRUE(Open(Apple(1)).appearances.empty());
}

TEST_F(StoreTest, ListsAPageAndGoesOnAfterIt) {
  for (int i = 0; i < 5; ++i) {
    Content content = Ripe(std::to_string(i));
    content.indexes[0].prefix = std::string(1, static_cast<char>('a' + i));
    ASSERT_TRUE(Commit(Change1(i % 2 == 0 ? Apple(i) : Pear(i), 0, content)).ok());
  }
  std::vector<std::string> bodies;
  Range range{"state", "new"};
  range.limit = 2;
  for (bool more = true; more;) {
    const Page page = List(range);
    for (const auto& record : page.records) bodies.push_back(record->Open()->body);
    more = page.more;
    range.after = page.members.back();
  }
  EXPECT_THAT(bodies, ElementsAre("0", "1", "2", "3", "4"));
  range.after.clear();
  range.prefix = "c";
  EXPECT_THAT(List(range).records, SizeIs(1));
  range.prefix = "x";
  EXPECT_THAT(List(range).records, SizeIs(0));
}

TEST_F(StoreTest, ReadsSeveralInTheOrderAskedWithGaps) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe("one"))).ok());
  ASSERT_TRUE(Commit(Change1(Apple(3), 0, Ripe("three"))).ok());
  const Key keys[] = {Apple(3), Apple(2), Apple(1)};
  const auto read = *test_.Run(test_->Read("melton", keys));
  ASSERT_THAT(read, SizeIs(3));
  EXPECT_EQ(read[0]->Open()->body, "three");
  EXPECT_EQ(read[1], nullptr);
  EXPECT_EQ(read[2]->Open()->body, "one");
}

TEST_F(StoreTest, SlotsAreApart) {
  ASSERT_TRUE(Commit(Change1(Apple(1), 0, Ripe())).ok());
  const Key keys[] = {Apple(1)};
  EXPECT_EQ((*test_.Run(test_->Read("oakham", keys)))[0], nullptr);
  EXPECT_THAT(*test_.Run(test_->Slots()), ElementsAre("melton"));
  Batch other = Change1(Apple(1), 0, Ripe());
  other.slot = "hub";
  ASSERT_TRUE(Commit(other).ok());
  EXPECT_THAT(*test_.Run(test_->Slots()), ElementsAre("hub", "melton"));
}

}  // namespace
}  // namespace smarthub::store
