// The clock of telling somebody: it runs for everybody who is named in a report, whether or not
// anybody opened them; it ends for those of whom a notice spoke, and for nobody else; and it runs
// out at once when they get in touch. With it, what follows a report that was corrected: age.
#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "services/subject/keys.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr absl::Duration kDay = absl::Hours(24);

class NoticeClockTest : public TownTest {
 protected:
  std::vector<std::string> Due() {
    std::vector<std::string> due;
    const auto notices = Notices(cora);
    for (const auto& subject : notices.due()) due.push_back(subject.subject_id().value());
    return due;
  }
  static std::string SubjectIn(std::string_view report) {
    return SubjectKey(Id(std::string(report) + "/suspect")).id.ToString();
  }
  absl::Status Impossible(const std::string& subject) {
    auto request = New<subject::v1::RecordExemptionRequest>();
    request.mutable_subject_id()->set_value(subject);
    request.set_provision(subject::v1::EXEMPTION_PROVISION_IMPOSSIBLE);
    request.set_reason("Nobody knows who they are.");
    *request.mutable_review_by() = ToProto(hub.clock().Now() + 90 * kDay);
    return Call<subject::v1::RecordExemptionResponse>("RecordExemption", cora, request).status();
  }
};

TEST_F(NoticeClockTest, WhomAReportNamesIsDueThoughNobodyOpenedThem) {
  Reported("old", {.ago = 40 * kDay});
  Reported("soon", {.ago = 20 * kDay});
  Reported("new", {.ago = kDay});
  Reported("nameless", {.name = "", .ago = 40 * kDay});
  // Whoever only reads opens nobody.
  EXPECT_EQ(Notices(dpo).opened(), 0);
  EXPECT_EQ(Notices(cora).opened(), 2);
  EXPECT_THAT(Due(), ElementsAre(SubjectIn("old"), SubjectIn("soon")));
  EXPECT_EQ(Notices(cora).opened(), 0);
  EXPECT_EQ(*Open(cora, "old"), SubjectIn("old")) << "and is the same as if opened by hand";
  hub.clock().Advance(14 * kDay);
  EXPECT_EQ(Notices(cora).opened(), 1);
  EXPECT_EQ(Due().size(), 3u);
}

TEST_F(NoticeClockTest, ManyAreOpenedSomeAtATime) {
  for (int i = 0; i < 45; ++i) {
    Reported("report " + std::to_string(i), {.ago = 30 * kDay + absl::Hours(i)});
  }
  EXPECT_EQ(Notices(cora).opened(), 20);
  EXPECT_EQ(Notices(cora).opened(), 20);
  EXPECT_EQ(Notices(cora).opened(), 5);
  EXPECT_EQ(Due().size(), 45u);
}

TEST_F(NoticeClockTest, NoticeIsDueAtOnceWhenTheyGetInTouch) {
  const std::string person = Opened("a");
  const std::string unknown = Opened("unknown", {.name = ""});
  ASSERT_THAT(Impossible(unknown), IsOk());
  ASSERT_THAT(Link(unknown, person), IsOk());
  const auto due = [&] { return FromProto(Body(person).notice_due()); };
  EXPECT_GT(due(), hub.clock().Now() + 20 * kDay);
  const std::string challenge = ChallengeOf(Challenged(policy::v1::CHALLENGE_GROUND_ACCESS));
  ASSERT_THAT(Review(challenge, unknown, false, false), IsOk());
  EXPECT_GT(due(), hub.clock().Now() + 20 * kDay) << "nobody knows yet who asks";
  ASSERT_THAT(Review(challenge, unknown, true, false), IsOk());
  EXPECT_EQ(due(), hub.clock().Now());
  // Not who they said: as before.
  ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED), IsOk());
  EXPECT_GT(due(), hub.clock().Now() + 20 * kDay);
}

TEST_F(NoticeClockTest, ANoticeSpeaksOnlyOfWhatWasHeldOfThemThen) {
  const std::string told = Opened("told");
  const std::string early = Opened("early", {.ago = 10 * kDay});
  ASSERT_THAT(Link(early, told), IsOk());
  ASSERT_THAT(Give(told), IsOk());
  EXPECT_THAT(Due(), IsEmpty());
  // What comes later they were not told of.
  const std::string later = Opened("later");
  ASSERT_THAT(Link(later, told), IsOk());
  EXPECT_FALSE(Body(told).notice_done());
  EXPECT_THAT(Due(), ElementsAre(told));
  ASSERT_THAT(Give(told), IsOk());
  EXPECT_TRUE(Body(later).notice_done());
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(NoticeClockTest, AnExemptionSpeaksOnlyOfWhatWasHeldOfThemThen) {
  const std::string exempt = Opened("exempt");
  ASSERT_THAT(Exempt(exempt, hub.clock().Now() + 90 * kDay), IsOk());
  EXPECT_TRUE(Body(exempt).notice_done());
  const std::string later = Opened("later");
  ASSERT_THAT(Link(later, exempt), IsOk());
  EXPECT_FALSE(Body(exempt).notice_done());
  EXPECT_THAT(Due(), ElementsAre(exempt));
  ASSERT_THAT(Unlink(exempt, later), IsOk());
  EXPECT_TRUE(Body(exempt).notice_done());
  EXPECT_THAT(Due(), ElementsAre(later));
}

TEST_F(NoticeClockTest, ItIsNotImpossibleToTellSomebodyWithAName) {
  const std::string named = Opened("named");
  EXPECT_THAT(Impossible(named), IsInvalid("provision", error::v1::REASON_WRONG_STATE));
  const std::string nameless = Opened("nameless", {.name = ""});
  ASSERT_THAT(Impossible(nameless), IsOk());
  EXPECT_TRUE(Body(nameless).notice_done());
  ASSERT_THAT(Link(named, nameless), IsOk());
  EXPECT_FALSE(Body(nameless).notice_done());
  ASSERT_THAT(Unlink(nameless, named), IsOk());
  EXPECT_TRUE(Body(nameless).notice_done());
  // Or their own report has learned it since.
  Reported("nameless", {.name = "Kip Thrussington"});
  EXPECT_THAT(Page(nameless).subject().has_notice_due(), true);
  EXPECT_FALSE(Body(nameless).notice_done());
}

TEST_F(NoticeClockTest, WhatAReportSaysOfAgeCountsWhateverTheBandAndWheneverItIsSaid) {
  const std::string ticked =
      Opened("ticked", {.age = incident::v1::AGE_BAND_30_TO_49, .under_18_ticked = true});
  EXPECT_TRUE(Facts(ticked).under_18()) << "however old they looked";
  const std::string other = Opened("other");
  ASSERT_THAT(Link(Opened("third"), other), IsOk());
  Reported("other", {.age = incident::v1::AGE_BAND_10_TO_17});
  EXPECT_FALSE(Facts(other).under_18());
  EXPECT_TRUE(Page(other).subject().under_18());
  EXPECT_TRUE(Facts(other).under_18() && Facts(SubjectIn("third")).under_18());
  Reported("other", {});
  ASSERT_THAT(Open(cora, "other"), IsOk());
  EXPECT_FALSE(Facts(other).under_18() || Facts(SubjectIn("third")).under_18());
  // By any change to the set.
  Reported("third", {.under_18_ticked = true});
  ASSERT_THAT(Give(other), IsOk());
  EXPECT_TRUE(Facts(other).under_18());
}

TEST_F(NoticeClockTest, ThereIsNoNoticeWithoutALetterThatSaysWhoIsResponsible) {
  const std::string person = Opened("a");
  EXPECT_THAT(GiveAsItIs(person, std::string(64, 'a')), HasReason(error::v1::REASON_NOT_READY));
  EXPECT_THAT(Page(person).notices(), ::testing::IsEmpty());
}

TEST_F(NoticeClockTest, ANoticeIsOfTheLetterThatWasHandedOver) {
  const std::string person = Opened("a");
  ASSERT_THAT(Give(Opened("with a public page")), IsOk());
  const std::string printed = Printed(person);
  EXPECT_THAT(printed, MatchesRegex("[0-9a-f]{64}"));
  hub.clock().Advance(absl::Hours(50));
  const auto unlike = HasReason(error::v1::REASON_WRONG_STATE);
  EXPECT_THAT(GiveAsItIs(person, Printed(Opened("b", {.ago = 9 * kDay}))), unlike);
  EXPECT_THAT(GiveAsItIs(person, std::string(16, 'a')), unlike);
  const auto invalid = [&](const std::string& digest, error::v1::Reason reason) {
    EXPECT_THAT(GiveAsItIs(person, digest), IsInvalid("letter_digest", reason)) << digest;
  };
  invalid("", error::v1::REASON_REQUIRED);
  invalid(printed.substr(0, 15), error::v1::REASON_TOO_SHORT);
  invalid(printed + "0", error::v1::REASON_TOO_LONG);
  invalid(std::string(16, 'G'), error::v1::REASON_BAD_FORMAT);
  EXPECT_THAT(Page(person).notices(), ::testing::IsEmpty());
  // As it is printed, and kept as it is.
  ASSERT_THAT(GiveAsItIs(person, printed.substr(0, 16)), IsOk());
  EXPECT_EQ(Page(person).notices(0).letter_digest(), printed);
}

// Linked after the letter was printed: it said nothing of that report, so nobody was told of it.
TEST_F(NoticeClockTest, WhoeverIsLinkedAfterTheLetterWasPrintedWasNotTold) {
  const std::string person = Opened("a");
  ASSERT_THAT(Give(Opened("with a public page")), IsOk());
  const std::string printed = Printed(person);
  const std::string later = Opened("b", {.ago = 40 * kDay});
  ASSERT_THAT(Link(later, person), IsOk());
  EXPECT_THAT(GiveAsItIs(person, printed), HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_FALSE(Body(later).notice_done() || Body(person).notice_done());
  ASSERT_THAT(GiveAsItIs(person, Printed(person)), IsOk());
  EXPECT_TRUE(Body(later).notice_done() && Body(person).notice_done());
}

// Stored only is said in no letter, and which letter it was does not depend on who works that out.
TEST_F(NoticeClockTest, ALetterOfARestrictedReportCanBeRecorded) {
  const std::string person = Opened("a");
  const std::string other = Opened("b", {.ago = 40 * kDay});
  ASSERT_THAT(Link(other, person), IsOk());
  ASSERT_THAT(Give(Opened("with a public page")), IsOk());
  const std::string before = Printed(person);
  const store::Key report{label::v1::INCIDENT, Id("b")};
  store::Content content = Stored(report);
  content.facts.set_restricted(true);
  Put(report, std::move(content));
  EXPECT_NE(Printed(person), before);
  EXPECT_THAT(GiveAsItIs(person, Printed(person)), IsOk());
}

}  // namespace
}  // namespace smarthub::subject
