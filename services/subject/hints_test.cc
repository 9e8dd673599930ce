// Hints through Guard: who is proposed as the same, of whom, and who is not.
#include "absl/strings/str_cat.h"
#include "services/subject/people_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using HintsTest = PeopleTest;

incident::v1::Suspect Looking(incident::v1::Suspect suspect) {
  suspect.set_about_how_old(incident::v1::AGE_BAND_30_TO_49);
  suspect.set_height(incident::v1::HEIGHT_TALL);
  suspect.set_build(incident::v1::BUILD_SLIM);
  suspect.set_marks("spider tattoo on neck");
  return suspect;
}

TEST_F(HintsTest, ByNamePlateLooksAndMethodBestFirst) {
  Told asked{{Looking(Called("William Thrussington"))}};
  asked.plates = {"AB12 CDE"};
  asked.goods = {"razor blades"};
  Report("asked", asked);
  Report("nickname", Told{{Looking(Called("Billy Thrussington"))}});
  Report("sound", Told{{Called("Bill Thrusington")}});
  Told car{{Called("Somebody Unrelated")}};
  car.plates = {"AB12 CDE"};
  Report("plate", car);
  Told looks{{Looking(Called(""))}};
  looks.goods = {"razors", "blades"};
  Report("looks", looks);
  Report("nothing", Told{{Called("Other Person")}});
  EXPECT_THAT(HintsFor("asked"), ElementsAre("nickname/0", "sound/0", "plate/0", "looks/0"));
  const auto hints = Hints(cora, "asked");
  EXPECT_THAT(hints->found(0).by(), Contains(subject::v1::LIKENESS_NICKNAME));
  EXPECT_THAT(hints->found(0).by(), Contains(subject::v1::LIKENESS_LOOKS));
  EXPECT_THAT(hints->found(2).by(), Contains(subject::v1::LIKENESS_PLATE));
  EXPECT_THAT(hints->found(3).by(),
              ElementsAre(subject::v1::LIKENESS_LOOKS, subject::v1::LIKENESS_METHOD));
}

TEST_F(HintsTest, NotWhoIsTheSamePersonAlready) {
  for (const char* id : {"one", "two", "three"}) Report(id, "Kip Thrussington");
  EXPECT_THAT(HintsFor("one"), UnorderedElementsAre("two/0", "three/0"));
  Open("one");
  Open("two", false, false, /*linked_to=*/"one");
  EXPECT_THAT(HintsFor("one"), ElementsAre("three/0"));
  EXPECT_THAT(HintsFor("two"), ElementsAre("three/0"));
  EXPECT_THAT(HintsFor("three"), UnorderedElementsAre("one/0", "two/0"));
}

TEST_F(HintsTest, AtMostTen) {
  for (int i = 0; i < 15; ++i) Report(absl::StrCat("r", i), "Kip Thrussington");
  EXPECT_THAT(HintsFor("r0"), SizeIs(10));
}

TEST_F(HintsTest, OnlyOfASuspectTheCallerSees) {
  Report("one", "Kip Thrussington");
  EXPECT_THAT(Hints(cora, "one", 7), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Hints(cora, "none"), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Hints(police, "one"), HasReason(error::v1::REASON_NOT_ALLOWED));
  EraseSuspect("one", 0);
  EXPECT_THAT(Hints(cora, "one"), HasReason(error::v1::REASON_NOT_FOUND));
}

}  // namespace
}  // namespace smarthub::subject
