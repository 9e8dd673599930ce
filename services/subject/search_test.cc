// Searches through Guard: who finds whom, what is refused, what is recorded.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/subject/found.h"
#include "services/subject/people_for_test.h"
#include "services/subject/report_words.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::Id;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using smarthub::testing::TestCaller;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using SearchTest = PeopleTest;

Told PassedTo(std::string name, std::vector<policy::v1::Role> to) {
  Told told{{Called(std::move(name))}};
  told.passed_to = std::move(to);
  return told;
}

TEST_F(SearchTest, ShowsWhoWasFoundAndByWhat) {
  Told told{{Called("William Thrussington", {"Tiger"}), Called("Anna Other")}};
  told.plates = {"AB12 CDE"};
  Report("one", told);
  const auto reply = Search(cora, "Bill Thrussington");
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->found(), SizeIs(1));
  const Found& found = reply->found(0);
  EXPECT_EQ(found.appearance().incident_id().value(), Id("one").ToString());
  EXPECT_EQ(found.appearance().suspect().appearance_id().value(), Appearance("one").ToString());
  EXPECT_EQ(found.appearance().suspect().name(), "William Thrussington");
  EXPECT_EQ(found.appearance().site_name(), "The Larder");
  EXPECT_THAT(found.appearance().plates(), ElementsAre("AB12 CDE"));
  EXPECT_FALSE(found.appearance().has_subject_id());
  EXPECT_THAT(found.by(),
              ElementsAre(subject::v1::LIKENESS_SAME_NAME, subject::v1::LIKENESS_NICKNAME));
  EXPECT_GT(found.score(), 900);
  // By the car, everybody who is in the report.
  EXPECT_THAT(Names(cora, "A812"), UnorderedElementsAre("William Thrussington", "Anna Other"));
}

TEST_F(SearchTest, ACarWithNobodyDescribedIsFound) {
  Told told;
  told.plates = {"AB12 CDE"};
  Report("car", told);
  const auto reply = Search(cora, "ab12c");
  ASSERT_THAT(reply, IsOk());
  ASSERT_THAT(reply->found(), SizeIs(1));
  EXPECT_EQ(reply->found(0).appearance().incident_id().value(), Id("car").ToString());
  EXPECT_FALSE(reply->found(0).appearance().has_suspect());
}

TEST_F(SearchTest, EverySearchIsRecordedAsAConsultation) {
  Report("one", "Kip Thrussington");
  const size_t before = hub.Leaves().size();
  EXPECT_THAT(Names(cora, "Kip Thrussington"), SizeIs(1));
  EXPECT_THAT(Names(cora, "Nobody Atall"), IsEmpty());
  const auto leaves = hub.Leaves();
  ASSERT_EQ(leaves.size(), before + 2);
  for (size_t i = before; i < leaves.size(); ++i) {
    EXPECT_EQ(leaves[i].operation(), label::v1::CONSULTATION);
    EXPECT_EQ(leaves[i].action(), "subject.search");
  }
  ASSERT_THAT(leaves[before].records(), SizeIs(1));
  EXPECT_EQ(leaves[before].records(0).id(), Id("one").bytes());
  EXPECT_EQ(leaves[before].records(0).use(), audit::v1::LEAF_USE_SHOWN);
  EXPECT_NE(leaves[before].records(0).labels_shown(), 0u);
  hub.ExpectNowhere("Thrussington");
}

TEST_F(SearchTest, WhatIsNoQueryIsRefused) {
  EXPECT_THAT(Search(cora, ""), IsInvalid("query", error::v1::REASON_REQUIRED));
  EXPECT_THAT(Search(cora, "x"), IsInvalid("query", error::v1::REASON_TOO_SHORT));
  EXPECT_THAT(Search(cora, std::string(121, 'x')), IsInvalid("query", error::v1::REASON_TOO_LONG));
  EXPECT_THAT(Search(cora, "\xff\xfeKip"), IsInvalid("query", error::v1::REASON_NOT_UTF8));
  EXPECT_THAT(Search(cora, "..."), IsInvalid("query", error::v1::REASON_BAD_FORMAT));
  EXPECT_THAT(Search(cora, "Kip", -1), IsInvalid("limit", error::v1::REASON_OUT_OF_RANGE));
  EXPECT_THAT(Search(cora, "Kip", 51), IsInvalid("limit", error::v1::REASON_OUT_OF_RANGE));
}

TEST_F(SearchTest, AtMostAsManyAsAsked) {
  for (int i = 0; i < 60; ++i) Report(absl::StrCat("r", i), "Kip Thrussington");
  EXPECT_THAT(Search(cora, "Kip Thrussington")->found(), SizeIs(20));
  EXPECT_THAT(Search(cora, "Kip Thrussington", 50)->found(), SizeIs(50));
  EXPECT_THAT(Search(cora, "Kip Thrussington", 3)->found(), SizeIs(3));
}

TEST_F(SearchTest, ShopsDoNotSearch) {
  const TestCaller ann = TestCaller::Reporter().At({Id("larder")});
  EXPECT_THAT(Search(ann, "Kip"), HasReason(error::v1::REASON_NOT_ALLOWED));
}

// Two towns that differ only in reports that were not passed to police: police cannot tell them
// apart by anything in the answers.
TEST_F(SearchTest, PoliceFindOnlyWhatWasPassedAndCannotTellWhatWasNot) {
  const std::vector<std::string> queries = {"Kip Thrussington", "kipp thrusington", "Thrussington",
                                            "Anna", "AB12"};
  for (int i = 0; i < 6; ++i) {
    Told told =
        PassedTo(i % 2 == 0 ? "Kip Thrussington" : "Anna Thrussington", {policy::v1::ROLE_POLICE});
    told.ago = absl::Hours(i);
    told.plates = {absl::StrCat("AB12 CD", i)};
    Report(absl::StrCat("passed", i), told);
  }
  std::vector<std::string> before;
  for (const std::string& query : queries) {
    before.push_back(Search(police, query)->SerializeAsString());
  }
  for (int i = 0; i < 40; ++i) {
    Told told = PassedTo(i % 2 == 0 ? "Kip Thrussington" : "Anna", {policy::v1::ROLE_COUNCIL});
    told.ago = absl::Minutes(i * 7);
    told.plates = {absl::StrCat("AB12 CE", i % 10)};
    Report(absl::StrCat("other", i), told);
  }
  for (size_t i = 0; i < queries.size(); ++i) {
    EXPECT_EQ(Search(police, queries[i])->SerializeAsString(), before[i]) << queries[i];
  }
  EXPECT_THAT(Search(cora, "Thrussington", 50)->found(), SizeIs(26));
}

// Their own report's person, whether or not it is linked to one that police were not passed.
TEST_F(SearchTest, ThatThereIsMoreOfSomebodyIsInNoAnswerAndCostsNoRead) {
  Report("theirs", PassedTo("Kip Thrussington", {policy::v1::ROLE_POLICE}));
  Report("other", PassedTo("Kip Thrussington", {policy::v1::ROLE_COUNCIL}));
  Open("theirs");
  Open("other");
  (void)Names(police, "Kip Thrussington");
  const auto search = [this] {
    hub.faults().reads.assign(500, store::Fault::kNone);
    const auto reply = Search(police, "Kip Thrussington");
    const size_t reads = 500 - std::exchange(hub.faults().reads, {}).size();
    EXPECT_THAT(reply, IsOk());
    return std::make_pair(reply.ok() ? reply->SerializeAsString() : "", reads);
  };
  const auto before = search();
  Open("theirs", false, false, "other");
  (void)Names(cora, "Kip Thrussington");  // brings the index up to date
  EXPECT_EQ(search(), before);
}

// However many: what was not passed takes no place among those looked at, and costs the store not
// one read, so that a stop-watch tells no more than the answer.
TEST_F(SearchTest, WhatWasNotPassedTakesNoPlaceAndCostsNoRead) {
  Told theirs = PassedTo("Kip Thrusington", {policy::v1::ROLE_POLICE});
  theirs.ago = absl::Hours(10);
  Report("theirs", theirs);
  (void)Names(police, "Kip Thrussington");
  const auto search = [this] {
    hub.faults().reads.assign(500, store::Fault::kNone);
    EXPECT_THAT(Names(police, "Kip Thrussington"), ElementsAre("Kip Thrusington"));
    return 500 - std::exchange(hub.faults().reads, {}).size();
  };
  const size_t before = search();
  for (size_t i = 0; i < kMostProposed + 20; ++i) {
    Report(absl::StrCat("other", i), PassedTo("Kip Thrussington", {policy::v1::ROLE_COUNCIL}));
  }
  (void)Names(cora, "Kip Thrussington");  // brings the index up to date
  EXPECT_EQ(search(), before);
}

// Every report of the page in one read, their subjects in another, whoever speaks for them in one
// more for each link on the way up.
// Whoever may be told of two is told of two, however many better ones they may not be told of;
// policy is asked once for each report, and others have the loop meanwhile.
TEST_F(SearchTest, WhoMayBeToldOfLittleHoldsUpNobody) {
  constexpr int kReports = 3 * kAskedAtOnce;
  std::vector<Match> matches;
  for (int i = 0; i < 2 * kReports; ++i) {
    Match match;
    match.incident = Id(absl::StrCat("report", i / 2));
    match.appearance = Id(absl::StrCat("person", i));
    matches.push_back(match);
  }
  const Uuid theirs = matches.back().incident;
  const auto turns = [](Loop& loop, int& taken, Cancellation& stop) -> Task<void> {
    while ((co_await loop.Sleep(absl::ZeroDuration(), &stop)).ok()) ++taken;
  };
  int taken = 0;
  Cancellation stop;
  hub.loop().Spawn(turns(hub.loop(), taken, stop));
  std::map<Uuid, int> asked;
  std::set<int> between;
  const auto told = hub.Run(FirstTold(
      matches,
      [&](const Uuid& incident) {
        ++asked[incident];
        between.insert(taken);
        return incident == theirs;
      },
      hub.loop(), nullptr));
  stop.Cancel(absl::CancelledError("the test is over"));
  ASSERT_THAT(told, IsOk());
  EXPECT_THAT(*told, SizeIs(2));
  EXPECT_EQ(asked.size(), static_cast<size_t>(kReports));
  EXPECT_THAT(asked, ::testing::Each(::testing::Pair(::testing::_, 1)));
  EXPECT_GE(between.size(), 3u);
  const auto everybody =
      hub.Run(FirstTold(matches, [](const Uuid&) { return true; }, hub.loop(), nullptr));
  ASSERT_THAT(everybody, IsOk());
  EXPECT_THAT(*everybody, SizeIs(kMostProposed));
}

TEST_F(SearchTest, APageIsReadTogether) {
  for (int i = 0; i < 50; ++i) {
    Report(absl::StrCat("r", i), "Kip Thrussington");
    if (i % 2 == 0) Open(absl::StrCat("r", i));
  }
  (void)Names(cora, "Kip Thrussington");
  hub.faults().reads.assign(500, store::Fault::kNone);
  EXPECT_THAT(Search(cora, "Kip Thrussington", 50)->found(), SizeIs(50));
  EXPECT_LE(500 - std::exchange(hub.faults().reads, {}).size(), 5u);
}

TEST_F(SearchTest, AnErasedPersonIsNotFoundFromTheNextSearchOn) {
  Report("one", Told{{Called("Kip Thrussington"), Called("Anna Other")}});
  EXPECT_THAT(Names(cora, "Thrussington"), SizeIs(1));
  EraseSuspect("one", 0);
  EXPECT_THAT(Names(cora, "Thrussington"), IsEmpty());
  EXPECT_THAT(Names(cora, "Anna Other"), SizeIs(1));
  EraseReport("one");
  EXPECT_THAT(Names(cora, "Anna Other"), IsEmpty());
}

// Erasure must not hang on whether somebody told: what the index still proposes is matched with the
// record as it is.
TEST_F(SearchTest, AnIndexThatWasNotToldStillMatchesNothingThatIsGone) {
  Report("one", Told{{Called("Kip Thrussington"), Called("Anna Other")}});
  EXPECT_THAT(Names(cora, "Thrussington"), SizeIs(1));
  EraseSuspect("one", 0, /*tell=*/false);
  EXPECT_THAT(Names(cora, "Thrussington"), IsEmpty());
  EXPECT_THAT(Names(cora, "Anna Other"), SizeIs(1));
}

TEST_F(SearchTest, ASubjectThatIsNotTheCallersToSeeIsNotFound) {
  Report("free", PassedTo("Kip Thrussington", {policy::v1::ROLE_POLICE}));
  Report("frozen", PassedTo("Kipp Thrussington", {policy::v1::ROLE_POLICE}));
  Report("restricted", PassedTo("Kippy Thrussington", {policy::v1::ROLE_POLICE}));
  Open("free");
  Open("frozen", /*frozen=*/true);
  Open("restricted", false, /*restricted=*/true);
  EXPECT_THAT(Names(cora, "Thrussington"),
              UnorderedElementsAre("Kip Thrussington", "Kipp Thrussington"));
  // Agencies keep whom a challenge froze, in the reports that were passed to them (access-denials).
  EXPECT_THAT(Names(police, "Thrussington"),
              UnorderedElementsAre("Kip Thrussington", "Kipp Thrussington"));
}

TEST_F(SearchTest, NamesTheSubjectThatSpeaksForAPerson) {
  Report("one", "Kip Thrussington");
  Report("two", "Kipling Hoby");
  Open("one");
  Open("two", false, false, /*linked_to=*/"one");
  const auto one = Search(cora, "Kip Thrussington");
  const auto two = Search(cora, "Kipling Hoby");
  ASSERT_THAT(one->found(), SizeIs(1));
  ASSERT_THAT(two->found(), SizeIs(1));
  EXPECT_FALSE(one->found(0).appearance().subject_id().value().empty());
  EXPECT_EQ(one->found(0).appearance().subject_id().value(),
            two->found(0).appearance().subject_id().value());
}

// A match by a word that is withheld would tell it.
TEST_F(SearchTest, WordsWithheldFromTheCallerAreNotCompared) {
  Told told{{Called("Kip Thrussington")}};
  told.plates = {"AB12 CDE"};
  Report("one", told);
  const store::Key key{label::v1::INCIDENT, Id("one")};
  const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
  ASSERT_THAT(read, IsOk());
  const store::Content content = *read->front()->Open();
  const Nicknames nicknames;
  for (const label::v1::Label hidden : {label::v1::SUSPECT_NAME, label::v1::VEHICLE_PLATE}) {
    policy::LabelSet shown = AllLabels();
    shown.Remove(hidden);
    NameIndex one(&nicknames);
    one.Put(*WordsOf(key, content, shown));
    EXPECT_EQ(one.Search("Kip Thrussington", 5).empty(), hidden == label::v1::SUSPECT_NAME);
    EXPECT_EQ(one.Search("AB12", 5).empty(), hidden == label::v1::VEHICLE_PLATE);
  }
}

}  // namespace
}  // namespace smarthub::subject
