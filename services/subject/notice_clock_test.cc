// The clock of telling somebody: it runs for everybody who is named in a report, whether or not
// anybody opened them; it ends for those of whom a notice spoke, and for nobody else; and it runs
// out at once when they get in touch. With it, what follows a report that was corrected: age.
#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "services/subject/keys.h"
#include "services/subject/town_for_test.h"

namespace smarthub::subject {
namespace {

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

TEST_F(NoticeClockTest, ANoticeKeepsWhichLetterItWas) {
  const std::string person = Opened("a");
  EXPECT_THAT(GiveAsItIs(person), smarthub::testing::HasReason(error::v1::REASON_NOT_READY))
      << "there is no letter that could have been handed over";
  EXPECT_THAT(Page(person).notices(), ::testing::IsEmpty());
  auto page = New<subject::v1::SetPublicPageRequest>();
  page.mutable_page()->set_controller("Testing Town Business Crime Partnership");
  page.mutable_page()->set_contact("1 High Street");
  page.mutable_page()->set_dpo_contact("The DPO's office");
  page.mutable_page()->set_complaint_address("complaints at 1 High Street");
  ASSERT_THAT(Call<subject::v1::SetPublicPageResponse>("SetPublicPage", cora, page), IsOk());
  subject::v1::GetNoticeLetterRequest request;
  request.mutable_subject_id()->set_value(person);
  const auto digest = [&] {
    const auto reply = Call<subject::v1::GetNoticeLetterResponse>("GetNoticeLetter", cora, request);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() ? reply->letter().digest() : "";
  };
  const std::string printed = digest();
  EXPECT_THAT(printed, MatchesRegex("[0-9a-f]{64}"));
  hub.clock().Advance(absl::Hours(1));
  ASSERT_THAT(Give(person), IsOk());
  EXPECT_EQ(Page(person).notices(0).letter_digest(), printed);
  ASSERT_THAT(Link(Opened("b", {.ago = 40 * kDay}), person), IsOk());
  EXPECT_NE(digest(), printed);
}

}  // namespace
}  // namespace smarthub::subject
