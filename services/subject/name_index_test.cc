#include "services/subject/name_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/testing/test_caller.h"
#include "services/subject/describe_for_test.h"
#include "services/subject/spelling.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::Id;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class NameIndexTest : public ::testing::Test {
 protected:
  void Put(const std::string& id, std::vector<std::string> names,
           std::vector<std::string> plates = {}) {
    Report report;
    report.incident = Id(id);
    report.plates = std::move(plates);
    report.people.emplace_back();
    report.people.back().appearance = Id(id + "/0");
    report.people.back().names = std::move(names);
    ids[report.incident] = id;
    index.Put(report);
  }
  std::vector<std::string> Search(std::string_view query) const {
    std::vector<std::string> found;
    for (const Match& match : index.Search(query, 50)) found.push_back(ids.at(match.incident));
    return found;
  }
  Match Best(std::string_view query) const {
    const auto matches = index.Search(query, 1);
    return matches.empty() ? Match() : matches.front();
  }

  Nicknames nicknames;
  NameIndex index{&nicknames};
  std::map<Uuid, std::string> ids;
};

TEST_F(NameIndexTest, APersonIsFoundByEveryWayToSayTheName) {
  Put("william", {"William O'Brien"});
  Put("siobhan", {"Siobhán Kowalska"});
  Put("other", {"Gerald Fortescue"});
  for (const char* query :
       {"William O'Brien", "william obrien", "WILLIAM O BRIEN", "O\u2019Brien, William",
        "Bill O'Brien", "Willy Obrien", "W O'Brien", "William Obrein", "Wiliam OBrian",
        "Mr William O'Brien", "Will\u00a0O'Brien"}) {
    EXPECT_THAT(Search(query), ElementsAre("william")) << query;
  }
  for (const char* query : {"Siobhan Kowalska", "Shivaun Kovalska", "siobhán", "Shiv Kowalska"}) {
    EXPECT_THAT(Search(query), ElementsAre("siobhan")) << query;
  }
}

TEST_F(NameIndexTest, TheBetterMatchComesFirst) {
  Put("spelt", {"Jon Smyth"});
  Put("same", {"John Smith"});
  Put("part", {"John Smith Taylor"});
  EXPECT_EQ(Search("John Smith").front(), "same");
  EXPECT_THAT(Search("John Smith"), Contains("spelt"));
  EXPECT_EQ(Best("John Smith").score, 1000);
  EXPECT_THAT(Best("John Smith").by, ElementsAre(By::kSameName));
}

TEST_F(NameIndexTest, OneNameOfTwoIsNotEnough) {
  Put("taylor", {"John Taylor"});
  Put("smith", {"Peter Smith"});
  EXPECT_THAT(Search("John Smith"), IsEmpty());
  EXPECT_THAT(Search("Smith"), ElementsAre("smith"));
}

TEST_F(NameIndexTest, AnAliasIsAName) {
  Put("gary", {"Gary Smith", "Tiger", "Mad Dog Smith"});
  for (const char* query : {"tiger", "Tiger Smith", "Gaz Smith", "mad dog"}) {
    EXPECT_THAT(Search(query), ElementsAre("gary")) << query;
  }
}

TEST_F(NameIndexTest, SaysByWhat) {
  Put("one", {"William Reid"}, {"AB12 CDE"});
  EXPECT_THAT(Best("Bill Reid").by, ElementsAre(By::kSameName, By::kNickname));
  EXPECT_THAT(Best("William Reed").by, ElementsAre(By::kSameName, By::kSoundsLike));
  EXPECT_THAT(Best("AB12").by, ElementsAre(By::kPlate));
  EXPECT_THAT(Best("Wilkiam Reid").by, ElementsAre(By::kSameName, By::kSpeltLike));
}

// What is held of others must not show in anybody's score, or a caller could tell who is there.
TEST_F(NameIndexTest, AScoreDoesNotDependOnWhoElseIsHeld) {
  Put("one", {"Katarzyna Nowak"});
  const Match alone = Best("Kasia Novak");
  for (int i = 0; i < 200; ++i) Put(absl::StrCat("n", i), {absl::StrCat("Kasia", i, " Nowak")});
  for (const Match& match : index.Search("Kasia Novak", 1000)) {
    if (match.incident == Id("one")) EXPECT_EQ(match, alone);
  }
}

TEST_F(NameIndexTest, NothingIsLeftOfWhatWasErased) {
  Put("one", {"Unusual Namewright"}, {"AB12CDE"});
  Put("two", {"Common Name"});
  const std::string before = [&] {
    NameIndex other(&nicknames);
    other.Put(Report{.incident = Id("x"), .people = {Person{.names = {"Common Name"}}}});
    return Describe(other);
  }();
  index.Erase(Id("one"));
  EXPECT_THAT(Search("Unusual Namewright"), IsEmpty());
  EXPECT_THAT(Search("AB12CDE"), IsEmpty());
  EXPECT_THAT(Describe(index), Not(::testing::HasSubstr("namewright")));
  EXPECT_EQ(index.people(), 1u);
  index.Erase(Id("two"));
  EXPECT_EQ(index.bytes(), 0u);
  EXPECT_EQ(Describe(index), "");
  EXPECT_NE(before, "");
}

TEST_F(NameIndexTest, WhatIsPutAgainIsInPlaceOfTheOld) {
  Put("one", {"Old Name"});
  Put("one", {"Fresh Label"});
  EXPECT_THAT(Search("Old Name"), IsEmpty());
  EXPECT_THAT(Search("Fresh Label"), SizeIs(1));
}

TEST_F(NameIndexTest, AnythingMayBeAsked) {
  Put("one", {"Anna Smith"});
  Put("junk", {std::string("\xff\xfe\x80 \xc3", 5), std::string(5000, 'x'), "", "李明"});
  SeededRandom random(7);
  for (int i = 0; i < 3000; ++i) {
    const std::string query = random.Bytes(static_cast<size_t>(random.Bytes(1)[0] & 0x7f));
    EXPECT_LE(index.Search(query, 5).size(), 5u);
  }
  for (const std::string& query :
       {std::string(), std::string(100'000, 'a'), std::string("a b c d e f g h i j k l m n"),
        std::string("' ' '"), std::string(300, ' '), std::string("o o o o"),
        std::string("\xf0\x9f\x98\x80")}) {
    EXPECT_LE(index.Search(query, 5).size(), 5u);
  }
  EXPECT_THAT(Search("李明"), ElementsAre("junk"));
}

TEST_F(NameIndexTest, HintsWeighNameLooksAndMethod) {
  const auto report = [](const std::string& id, Person person, std::string goods) {
    Report made;
    made.incident = Id(id);
    made.type = 3;
    made.goods = {std::move(goods)};
    person.appearance = Id(id + "/0");
    made.people.push_back(std::move(person));
    return made;
  };
  Person scar{.age = 3, .height = 3, .build = 1, .hair = "short ginger", .marks = "scar on cheek"};
  Person twin = scar;
  twin.marks = "a scar, left cheek";
  Person child = scar;
  child.age = 1;
  Person named = scar;
  named.names = {"Kip Thrussington"};
  Person same_name{.names = {"Kipp Thrusington"}};
  index.Put(report("twin", twin, "bottles of gin"));
  index.Put(report("child", child, "gin"));
  index.Put(report("tall", Person{.height = 3}, "gin"));
  index.Put(report("name", same_name, "meat"));
  const Report asked = report("asked", named, "gin");
  std::vector<Match> hints = index.LikelySame(asked, asked.people.front(), 10);
  ASSERT_THAT(hints, SizeIs(2));
  EXPECT_EQ(hints[0].incident, Id("name"));
  EXPECT_EQ(hints[1].incident, Id("twin"));
  EXPECT_THAT(hints[1].by, ElementsAre(By::kLooks, By::kMethod));
  EXPECT_LT(hints[1].score, hints[0].score);
}

TEST(SpellingTest, EditsCountASwapAsOne) {
  EXPECT_EQ(Edits("boulter", "boultre", 3), 1u);
  EXPECT_EQ(Edits("", "abc", 3), 3u);
  EXPECT_EQ(Edits("kitten", "sitting", 3), 3u);
  EXPECT_EQ(Edits("kitten", "sitting", 2), 3u);
  EXPECT_EQ(Edits("same", "same", 0), 0u);
}

// The examples of Winkler's paper.
TEST(SpellingTest, JaroWinklerIsWinklers) {
  EXPECT_NEAR(JaroWinkler("martha", "marhta"), 0.961, 0.001);
  EXPECT_NEAR(JaroWinkler("dwayne", "duane"), 0.840, 0.001);
  EXPECT_NEAR(JaroWinkler("dixon", "dicksonx"), 0.813, 0.001);
  EXPECT_EQ(JaroWinkler("", "abc"), 0);
}

}  // namespace
}  // namespace smarthub::subject
