#include "services/subject/search_index.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/subject/describe_for_test.h"
#include "services/subject/people_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::HasSubstr;

class SearchIndexTest : public PeopleTest {
 protected:
  std::string Describe(SearchIndex& index) {
    const auto fresh = hub.Run(index.Fresh("melton", hub.loop()));
    EXPECT_THAT(fresh, IsOk());
    return fresh.ok() ? subject::Describe(**fresh) : "";
  }
  std::string FromScratch() {
    SearchIndex index(&*hub.store(), &hub.clock());
    return Describe(index);
  }
  size_t Draw(size_t below) { return static_cast<unsigned char>(dice.Bytes(1)[0]) % below; }

  SeededRandom dice{11};
};

// The one property: whatever happened, and whenever anybody searched, the index says what one built
// now from the records says.
TEST_F(SearchIndexTest, AfterAnyHistoryItIsWhatTheRecordsSay) {
  const std::vector<std::string> words = {"Kip",   "Anna", "Siobhan", "Nowak", "Smith",
                                          "Singh", "Bill", "Reid",    "Mo",    "Khan"};
  SearchIndex index(&*hub.store(), &hub.clock());
  for (int step = 0; step < 250; ++step) {
    const std::string id = absl::StrCat("r", Draw(12));
    switch (Draw(5)) {
      case 0:
      case 1:
      case 2: {
        Told told;
        for (size_t i = 0; i < Draw(4); ++i) {
          told.suspects.push_back(
              Called(words[Draw(words.size())] + " " + words[Draw(words.size())]));
          told.suspects.back().set_marks("tattoo of " + words[Draw(words.size())]);
        }
        if (Draw(2) == 0) told.plates = {absl::StrCat("AB1", Draw(9), " CDE")};
        told.finished = Draw(2) == 0;
        Report(id, told);
        break;
      }
      case 3:
        EraseReport(id);
        break;
      case 4:
        // Of one that is there; the others stay.
        Report(id, Told{{Called("Somebody Else"), Called("Another One")}});
        EraseSuspect(id, static_cast<int>(Draw(2)));
        break;
    }
    if (Draw(3) == 0) ASSERT_EQ(Describe(index), FromScratch()) << "after step " << step;
  }
  EXPECT_EQ(Describe(index), FromScratch());
}

TEST_F(SearchIndexTest, ManyReportsAreWalkedToTheLast) {
  for (int i = 0; i < 150; ++i) {
    Told told{{Called(absl::StrCat("Person Number", i))}};
    told.finished = i % 3 == 0;
    told.ago = absl::Minutes(i);
    Report(absl::StrCat("r", i), told);
  }
  SearchIndex index(&*hub.store(), &hub.clock());
  const auto fresh = hub.Run(index.Fresh("melton", hub.loop()));
  ASSERT_THAT(fresh, IsOk());
  EXPECT_EQ((*fresh)->people(), 150u);
}

TEST_F(SearchIndexTest, CallsThatComeTogetherShareTheWork) {
  for (int i = 0; i < 40; ++i) Report(absl::StrCat("r", i), "Kip Thrussington");
  SearchIndex index(&*hub.store(), &hub.clock());
  int done = 0;
  Event all(hub.loop());
  const auto one = [](SearchIndex& of, Loop& loop, int& count, Event& last) -> Task<void> {
    const auto fresh = co_await of.Fresh("melton", loop);
    EXPECT_THAT(fresh, IsOk());
    EXPECT_EQ((*fresh)->people(), 40u);
    if (++count == 8) last.Set();
  };
  hub.faults().reads.assign(100, store::Fault::kNone);
  for (int i = 0; i < 8; ++i) hub.loop().Spawn(one(index, hub.loop(), done, all));
  EXPECT_THAT(hub.Run(all.Wait()), IsOk());
  const size_t reads = 100 - std::exchange(hub.faults().reads, {}).size();
  // Not eight walks over two partitions.
  EXPECT_LT(reads, 16u);
}

// Somebody who reports and then searches finds what they reported.
TEST_F(SearchIndexTest, ACallNeverGetsAReadingThatBeganBeforeIt) {
  SearchIndex index(&*hub.store(), &hub.clock());
  Describe(index);
  Report("one", "Kip Thrussington");
  EXPECT_THAT(Describe(index), HasSubstr("thrussington"));
}

TEST_F(SearchIndexTest, WhatNobodyUsesIsGivenUp) {
  Report("one", "Kip Thrussington");
  SearchIndex index(&*hub.store(), &hub.clock());
  Describe(index);
  hub.clock().Advance(absl::Minutes(14));
  index.ForgetIdle();
  EXPECT_EQ(index.schemes(), 1u);
  EXPECT_GT(index.bytes(), 0u);
  hub.clock().Advance(absl::Minutes(1));
  index.ForgetIdle();
  EXPECT_EQ(index.schemes(), 0u);
  EXPECT_THAT(Describe(index), HasSubstr("thrussington"));
}

TEST_F(SearchIndexTest, ASchemeAboveTheBoundIsRefused) {
  for (int i = 0; i < 30; ++i) Report(absl::StrCat("r", i), absl::StrCat("Person Number", i));
  SearchIndex::Options options;
  options.most_bytes = 2000;
  SearchIndex index(&*hub.store(), &hub.clock(), options);
  EXPECT_THAT(hub.Run(index.Fresh("melton", hub.loop())), HasReason(error::v1::REASON_TOO_LARGE));
  EXPECT_EQ(index.bytes(), 0u);
}

TEST_F(SearchIndexTest, WhatIsAboveTheBoundIsWalkedToTheBoundAndNotAgainForAWhile) {
  for (int i = 0; i < 60; ++i) Report(absl::StrCat("r", i), absl::StrCat("Person Number", i));
  SearchIndex::Options options;
  options.most_bytes = 2000;
  options.batch = 5;
  SearchIndex index(&*hub.store(), &hub.clock(), options);
  const auto reads = [&] {
    hub.faults().reads.assign(100, store::Fault::kNone);
    EXPECT_THAT(hub.Run(index.Fresh("melton", hub.loop())), HasReason(error::v1::REASON_TOO_LARGE));
    return 100 - std::exchange(hub.faults().reads, {}).size();
  };
  const size_t first = reads();
  EXPECT_GT(first, 0u);
  EXPECT_LT(first, 8u) << "of twelve pages";
  hub.clock().Advance(options.idle - absl::Seconds(1));
  EXPECT_EQ(reads(), 0u);
  hub.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(reads(), first);
}

// One record must not take the search of a whole scheme away.
TEST_F(SearchIndexTest, ADamagedReportIsNotFoundAndTheOthersAre) {
  Report("good", "Kip Thrussington");
  Report("later", "Anna Hoby");
  SearchIndex index(&*hub.store(), &hub.clock());
  EXPECT_THAT(Describe(index), HasSubstr("hoby"));
  Damage("later", /*sealed=*/false);
  EXPECT_THAT(Describe(index),
              ::testing::AllOf(HasSubstr("thrussington"), ::testing::Not(HasSubstr("hoby"))));
  Damage("later", /*sealed=*/true);
  EXPECT_THAT(FromScratch(), HasSubstr("thrussington"));
}

TEST_F(SearchIndexTest, AwayMeansAwayAndLaterItIsThere) {
  Report("one", "Kip Thrussington");
  SearchIndex index(&*hub.store(), &hub.clock());
  hub.faults().reads.push_back(store::Fault::kAway);
  EXPECT_THAT(hub.Run(index.Fresh("melton", hub.loop())), HasReason(error::v1::REASON_STORE_AWAY));
  EXPECT_THAT(Describe(index), HasSubstr("thrussington"));
}

}  // namespace
}  // namespace smarthub::subject
