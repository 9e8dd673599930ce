#include "services/audit/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "services/audit/index_rows.h"
#include "services/audit/test_town.h"

namespace smarthub::audit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class IndexTest : public testing::Test {
 protected:
  std::unique_ptr<Index> Open() { return *Index::Open(directory_.path() + "/index"); }
  std::vector<IndexedLeaf> Leaves(uint64_t from, uint64_t to) {
    std::vector<IndexedLeaf> out;
    for (uint64_t n = from; n < to; ++n) out.push_back({n, town_.Leaf(n)});
    return out;
  }

  TestTown town_;
  TemporaryDirectory directory_;
};

// The index against a plain scan, for every filter, across a month's end (leaf 360 is December).
TEST_F(IndexTest, FindsWhatAPlainScanFinds) {
  auto index = Open();
  ASSERT_TRUE(index->Add(Leaves(0, 350), 350).ok());
  ASSERT_TRUE(index->Add(Leaves(350, 800), 800).ok());
  EXPECT_TRUE(std::filesystem::exists(directory_.path() + "/index/2026-11.sqlite"));
  EXPECT_TRUE(std::filesystem::exists(directory_.path() + "/index/2026-12.sqlite"));
  for (int filters = 0; filters < 64; ++filters) {
    IndexQuery query;
    query.limit = 37;
    if (filters & 1) query.before = 500;
    if (filters & 2) {
      query.record.emplace();
      query.record->set_kind(label::v1::INCIDENT);
      query.record->set_id(TestTown::Record(3));
    }
    if (filters & 4) query.person_id = TestTown::Person(2);
    if (filters & 8) {
      query.from = TimeOf(town_.Leaf(100));
      query.to = TimeOf(town_.Leaf(600));
    }
    if (filters & 16) query.operation = label::v1::ALTERATION;
    if (filters & 32) query.denied_only = true;
    std::vector<uint64_t> expected;
    for (uint64_t n = 800; n-- > 0 && expected.size() < 37;) {
      const v1::Leaf leaf = town_.Leaf(n);
      if (n >= query.before) continue;
      if (query.record && leaf.records(0).id() != query.record->id()) continue;
      if (!query.person_id.empty() && leaf.person_id() != query.person_id) continue;
      if (query.from && (TimeOf(leaf) < *query.from || TimeOf(leaf) >= *query.to)) continue;
      if (query.operation != 0 && leaf.operation() != query.operation) continue;
      if (query.denied_only && leaf.outcome() != v1::OUTCOME_DENIED) continue;
      expected.push_back(n);
    }
    EXPECT_EQ(*index->Find(query), expected) << filters;
  }
  EXPECT_EQ(*index->FindEntry(town_.Leaf(7).entry_id()), 7u);
  EXPECT_EQ(*index->FindEntry(town_.Leaf(777).entry_id()), 777u);
  EXPECT_EQ(*index->FindEntry("unknown"), std::nullopt);
}

TEST_F(IndexTest, AddingAgainChangesNothingAndReopeningGoesOn) {
  {
    auto index = Open();
    EXPECT_EQ(index->covered(), 0u);
    ASSERT_TRUE(index->Add(Leaves(0, 400), 400).ok());
  }
  auto index = Open();
  EXPECT_EQ(index->covered(), 400u);
  ASSERT_TRUE(index->Add(Leaves(0, 400), 400).ok());
  ASSERT_TRUE(index->Add(Leaves(400, 401), 401).ok());
  IndexQuery query;
  query.limit = 3;
  EXPECT_THAT(*index->Find(query), ElementsAre(400, 399, 398));
  ASSERT_TRUE(index->Clear().ok());
  EXPECT_EQ(index->covered(), 0u);
  EXPECT_THAT(*index->Find(query), IsEmpty());
}

// Two months in one Add, and the power goes between their two transactions: the first month's
// file alone does not claim what the second lacks.
TEST_F(IndexTest, AnEarlierMonthNeverCoversForALaterOne) {
  {
    ASSERT_TRUE(Open()->Add(Leaves(0, 800), 800).ok());
  }
  for (const char* ending : {"", "-wal", "-shm"}) {
    std::filesystem::remove(directory_.path() + "/index/2026-12.sqlite" + ending);
  }
  EXPECT_EQ(Open()->covered(), 0u);
}

TEST_F(IndexTest, ABrokenFileIsRemovedAndBuiltAgain) {
  {
    ASSERT_TRUE(Open()->Add(Leaves(0, 800), 800).ok());
  }
  std::ofstream(directory_.path() + "/index/2026-11.sqlite", std::ios::binary)
      << std::string(8192, 'x');
  auto index = Open();
  EXPECT_EQ(index->covered(), 0u);
  ASSERT_TRUE(index->Add(Leaves(0, 800), 800).ok());
  EXPECT_EQ(*index->FindEntry(town_.Leaf(7).entry_id()), 7u);
}

}  // namespace
}  // namespace smarthub::audit
