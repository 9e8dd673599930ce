// What is due to a person, exemptions and their reviews, the letter, and the page for everybody.
#include <gmock/gmock.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/strings.h"
#include "platform/base/times.h"
#include "services/subject/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class NoticesTest : public TownTest {
 protected:
  std::vector<std::string> Due(const TestCaller& caller) {
    std::vector<std::string> due;
    const auto notices = Notices(caller);
    for (const auto& subject : notices.due()) due.push_back(subject.subject_id().value());
    return due;
  }
  absl::Time InDays(int days) { return hub.clock().Now() + absl::Hours(24 * days); }

  subject::v1::SetPublicPageRequest Page() {
    auto request = New<subject::v1::SetPublicPageRequest>();
    request.mutable_page()->set_controller("Testing Town Business Crime Partnership");
    request.mutable_page()->set_contact("1 High Street, Testing Town");
    request.mutable_page()->set_dpo_contact("The DPO's office, 1 High Street");
    request.mutable_page()->set_complaint_address("complaints at 1 High Street");
    return request;
  }
  absl::Status SetPage(const TestCaller& caller) {
    return Call<subject::v1::SetPublicPageResponse>("SetPublicPage", caller, Page()).status();
  }
  absl::StatusOr<std::string> Letter(const TestCaller& caller, const std::string& subject) {
    subject::v1::GetNoticeLetterRequest request;
    request.mutable_subject_id()->set_value(subject);
    const auto reply =
        Call<subject::v1::GetNoticeLetterResponse>("GetNoticeLetter", caller, request);
    if (!reply.ok()) return reply.status();
    std::string text;
    for (const auto& part : reply->letter().parts()) {
      absl::StrAppend(&text, part.heading(), "\n");
      for (const std::string& paragraph : part.paragraphs())
        absl::StrAppend(&text, paragraph, "\n");
    }
    return text;
  }
};

TEST_F(NoticesTest, NoticeIsDueAMonthAfterSomebodyWasFirstHeld) {
  const std::string later = Opened("later");
  const std::string earlier = Opened("earlier", {.ago = absl::Hours(240)});
  EXPECT_THAT(Due(cora), ElementsAre(earlier, later));
  // Held from 23 November 2026: the whole of 23 December is in time.
  EXPECT_EQ(
      TownTest::Page(later).subject().notice_due().seconds(),
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2026, 12, 24), absl::UTCTimeZone())));
  ASSERT_THAT(Give(earlier), IsOk());
  EXPECT_THAT(Due(cora), ElementsAre(later));
  EXPECT_FALSE(TownTest::Page(earlier).subject().has_notice_due());
}

TEST_F(NoticesTest, OneNoticeIsForEverybodyLinkedAndOnlyWhileTheyAre) {
  const std::string a = Opened("a", {.ago = absl::Hours(240)});
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  EXPECT_THAT(Due(cora), ElementsAre(b));
  EXPECT_EQ(Body(a).notice_due().seconds(), Body(b).notice_due().seconds()) << "by the earliest";
  ASSERT_THAT(Give(a), IsOk());
  EXPECT_THAT(Due(cora), IsEmpty());
  EXPECT_TRUE(Body(b).notice_done());
  ASSERT_THAT(Unlink(b, a), IsOk());
  EXPECT_THAT(Due(cora), ElementsAre(b));
}

TEST_F(NoticesTest, AnExemptionCountsUntilItsReviewAndNotAMomentLonger) {
  const std::string person = Opened("a");
  ASSERT_THAT(Exempt(person, InDays(60)), IsOk());
  EXPECT_THAT(Due(cora), IsEmpty());
  auto notices = Notices(dpo);
  ASSERT_EQ(notices.exemptions_size(), 1);
  EXPECT_EQ(notices.exemptions(0).provision(), subject::v1::EXEMPTION_PROVISION_CRIME);
  EXPECT_EQ(notices.exemptions(0).recorded_by(), "Cora Example");
  EXPECT_FALSE(notices.exemptions(0).review_overdue());
  hub.clock().Advance(absl::Hours(24 * 60) - absl::Nanoseconds(1));
  EXPECT_THAT(Due(cora), IsEmpty());
  hub.clock().Advance(absl::Nanoseconds(1));
  EXPECT_THAT(Due(cora), ElementsAre(person));
  EXPECT_TRUE(Notices(cora).exemptions(0).review_overdue());
  // Looked at again: the new one stands, the old one waits for nobody.
  ASSERT_THAT(Exempt(person, InDays(30)), IsOk());
  EXPECT_THAT(Due(cora), IsEmpty());
  EXPECT_EQ(Notices(cora).exemptions_size(), 1);
  EXPECT_EQ(TownTest::Page(person).notices_size(), 2);
}

TEST_F(NoticesTest, WhatWasExemptIsDueFromItsReviewOn) {
  const std::string exempt = Opened("exempt", {.ago = absl::Hours(480)});
  ASSERT_THAT(Exempt(exempt, InDays(60)), IsOk());
  hub.clock().Advance(absl::Hours(24 * 10));
  const std::string other = Opened("other");
  hub.clock().Advance(absl::Hours(24 * 60));
  EXPECT_THAT(Due(cora), ElementsAre(other, exempt));
}

TEST_F(NoticesTest, NoticeEndsAnExemption) {
  const std::string person = Opened("a");
  ASSERT_THAT(Exempt(person, InDays(60)), IsOk());
  ASSERT_THAT(Give(person), IsOk());
  EXPECT_THAT(Notices(cora).exemptions(), IsEmpty());
  hub.clock().Advance(absl::Hours(24 * 90));
  EXPECT_THAT(Due(cora), IsEmpty());
  EXPECT_THAT(Exempt(person, InDays(10)), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(NoticesTest, AnExemptionHasAReasonAProvisionAndAReviewWithinSixMonths) {
  const std::string person = Opened("a");
  const auto out = IsInvalid("review_by", error::v1::REASON_OUT_OF_RANGE);
  EXPECT_THAT(Exempt(person, hub.clock().Now()), out);
  EXPECT_THAT(Exempt(person, InDays(183)), out);
  auto request = New<subject::v1::RecordExemptionRequest>();
  const auto send = [&] {
    return Call<subject::v1::RecordExemptionResponse>("RecordExemption", cora, request);
  };
  request.mutable_subject_id()->set_value(Opened("nobody knows", {.name = ""}));
  EXPECT_THAT(send(), IsInvalid("provision", error::v1::REASON_REQUIRED));
  request.set_provision(subject::v1::EXEMPTION_PROVISION_IMPOSSIBLE);
  request.set_reason("too short");
  EXPECT_THAT(send(), IsInvalid("reason", error::v1::REASON_TOO_SHORT));
  request.set_reason("Nobody knows who they are.");
  EXPECT_THAT(send(), IsInvalid("review_by", error::v1::REASON_REQUIRED));
  *request.mutable_review_by() = ToProto(InDays(181));
  EXPECT_THAT(send(), IsOk());
}

TEST_F(NoticesTest, ANoticeWasNotGivenTomorrow) {
  const std::string person = Opened("a");
  auto request = New<subject::v1::RecordNoticeRequest>();
  request.mutable_subject_id()->set_value(person);
  *request.mutable_given_at() = ToProto(InDays(1));
  EXPECT_THAT(Call<subject::v1::RecordNoticeResponse>("RecordNotice", cora, request),
              IsInvalid("way", error::v1::REASON_REQUIRED));
  request.set_way(subject::v1::NOTICE_WAY_IN_PERSON);
  request.set_letter_digest(std::string(64, 'a'));
  EXPECT_THAT(Call<subject::v1::RecordNoticeResponse>("RecordNotice", cora, request),
              IsInvalid("given_at", error::v1::REASON_TIME_IN_FUTURE));
}

TEST_F(NoticesTest, OnlyCoordinatorAndDpoLookAndOnlyTheCoordinatorRecords) {
  const std::string person = Opened("a");
  for (const TestCaller& caller : {ann, mia, police, council}) {
    EXPECT_THAT(Call<subject::v1::ListNoticesResponse>("ListNotices", caller,
                                                       subject::v1::ListNoticesRequest()),
                HasReason(error::v1::REASON_NOT_ALLOWED));
    EXPECT_THAT(Letter(caller, person), HasReason(error::v1::REASON_NOT_ALLOWED));
    EXPECT_THAT(SetPage(caller), HasReason(error::v1::REASON_NOT_ALLOWED));
  }
  EXPECT_EQ(Notices(dpo).due_size(), 1);
  auto request = New<subject::v1::RecordNoticeRequest>();
  request.mutable_subject_id()->set_value(person);
  EXPECT_THAT(Call<subject::v1::RecordNoticeResponse>("RecordNotice", dpo, request),
              HasReason(error::v1::REASON_NOT_ALLOWED));
}

TEST_F(NoticesTest, ExemptionsComeInPagesByTheirReview) {
  std::vector<std::string> people;
  for (int i = 0; i < 5; ++i) {
    people.push_back(Opened("person " + std::to_string(i)));
    ASSERT_THAT(Exempt(people.back(), InDays(100 - i)), IsOk());
  }
  subject::v1::ListNoticesRequest request;
  request.set_page_size(2);
  std::vector<std::string> got;
  do {
    const auto page = Call<subject::v1::ListNoticesResponse>("ListNotices", cora, request);
    ASSERT_THAT(page, IsOk());
    EXPECT_LE(page->exemptions_size(), 2);
    for (const auto& notice : page->exemptions()) got.push_back(notice.subject_id().value());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  std::reverse(people.begin(), people.end());
  EXPECT_EQ(got, people);
  request.set_page_size(51);
  EXPECT_THAT(Call<subject::v1::ListNoticesResponse>("ListNotices", cora, request),
              IsInvalid("page_size", error::v1::REASON_OUT_OF_RANGE));
}

// ---- the letter ----

TEST_F(NoticesTest, ALetterWaitsUntilTheSchemeHasSaidWhoItIs) {
  const std::string person = Opened("a");
  EXPECT_THAT(Letter(cora, person), HasReason(error::v1::REASON_NOT_READY));
  ASSERT_THAT(SetPage(cora), IsOk());
  EXPECT_THAT(Letter(cora, person), IsOk());
}

TEST_F(NoticesTest, ALetterSaysAllThatTheLawAsksForAndNamesNobody) {
  ASSERT_THAT(SetPage(cora), IsOk());
  const std::string a = Opened("a", {.ago = absl::Hours(24 * 9)});
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  const auto text = Letter(cora, a);
  ASSERT_THAT(text, IsOk());
  for (const char* said : {"SMART in Testing Town",
                           "Testing Town Business Crime Partnership",
                           "1 High Street",
                           "The DPO's office",
                           "Theft from a shop, 14 November 2026",
                           "Theft from a shop, 23 November 2026",
                           "We do not name",
                           "Article 6(1)(ea)",
                           "Schedule 1, paragraphs 10 and 36",
                           "coordinator sees it",
                           "may be for staff of member businesses, managers of member businesses",
                           "number plate",
                           "saw you again",
                           "may be linked",
                           "We do not ask for your ethnic",
                           "still open or was passed on",
                           "Your right to object\nYou have the right to object",
                           "24 months after the end of the month",
                           "31 days",
                           "copy of what we hold",
                           "correct what is wrong",
                           "erase it",
                           "other than storing",
                           "object",
                           "appeal",
                           "public page",
                           "within 1 month",
                           "complaints at 1 High Street",
                           "within 30 days",
                           "Information Commissioner"}) {
    EXPECT_THAT(*text, HasSubstr(said));
  }
  for (const char* unsaid :
       {"have not been shown", "We hold nothing", "Kip", "Thrussington", "Wendy", "Watcher",
        "Larder", "AB12", "Cora", "offender", "Accounts of members"}) {
    EXPECT_THAT(*text, Not(HasSubstr(unsaid)));
  }
  EXPECT_EQ(hub.Leaves().back().operation(), label::v1::DISCLOSURE);
}

TEST_F(NoticesTest, BulletinsAndSightingsAreOnThePageAndWhoSawThemInTheLetter) {
  ASSERT_THAT(SetPage(cora), IsOk());
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  // As services/bulletin stores them.
  const auto bulletin = [&](std::string_view id, bool published) {
    bulletin::v1::StoredBulletin body;
    body.set_title("Known for leaving with meat");
    // For the police only by now; managers saw it before.
    body.mutable_audience()->add_roles(policy::v1::ROLE_POLICE);
    if (published) body.mutable_shown_to()->add_roles(policy::v1::ROLE_SITE_MANAGER);
    if (published) *body.mutable_published_at() = ToProto(hub.clock().Now());
    store::Content content;
    // Both are in it.
    content.indexes = {{"bulletin_of", a, "1"}, {"bulletin_of", b, "1"}};
    if (published) {
      *content.facts.mutable_live_from() = ToProto(hub.clock().Now());
      *content.facts.mutable_live_until() = ToProto(InDays(10));
    }
    content.body = body.SerializeAsString();
    Put({label::v1::BULLETIN, Id(id)}, std::move(content));
  };
  bulletin("waiting", /*published=*/false);
  EXPECT_THAT(*Letter(cora, a), Not(HasSubstr("has shown you")));
  bulletin("published", /*published=*/true);
  const auto text = *Letter(cora, a);
  EXPECT_THAT(text, HasSubstr("One bulletin has shown you, meant for managers of member"));

  bulletin::v1::StoredSighting seen;
  seen.set_site_name("The Bakery");
  *seen.mutable_at() = ToProto(hub.clock().Now());
  store::Content content;
  content.indexes = {{"sighting_of", b, "1"}};
  content.body = seen.SerializeAsString();
  Put({label::v1::SIGHTING, Id("seen")}, std::move(content));
  auto page = TownTest::Page(a);
  ASSERT_EQ(page.bulletins_size(), 2);
  EXPECT_EQ(page.bulletins(0).title(), "Known for leaving with meat");
  EXPECT_TRUE(page.bulletins(0).live());
  EXPECT_FALSE(page.bulletins(1).live());
  ASSERT_EQ(page.sightings_size(), 1);
  EXPECT_EQ(page.sightings(0).site_name(), "The Bakery");
  hub.clock().Advance(absl::Hours(24 * 10));
  page = TownTest::Page(a);
  EXPECT_FALSE(page.bulletins(0).live());
}

// ---- the page for everybody ----

TEST_F(NoticesTest, AnybodyReadsThePageOfASchemeThatIsThere) {
  const subject::v1::GetPublicPageRequest request;
  auto page = Call<subject::v1::GetPublicPageResponse>("GetPublicPage", nobody, request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->scheme_name(), "SMART in Testing Town");
  EXPECT_EQ(page->page().controller(), "");
  ASSERT_THAT(SetPage(cora), IsOk());
  page = Call<subject::v1::GetPublicPageResponse>("GetPublicPage", nobody, request);
  EXPECT_EQ(page->page().controller(), "Testing Town Business Crime Partnership");
  std::string held;
  for (const auto& one : page->held())
    absl::StrAppend(&held, one.what(), ": ", one.how_long(), "\n");
  EXPECT_THAT(held,
              HasSubstr("12 months after it was published, only the scheme's coordinator can "
                        "still see it. 12 months after that, it is erased. 31 days after it was "
                        "proposed, where it was not published, it is erased. Half as long for "
                        "people under 18."));
  EXPECT_THAT(held, HasSubstr("72 months after the end of its month, it is erased."));
  EXPECT_THAT(held, HasSubstr("Questions, challenges and complaints, with who sent them: 24 months "
                              "after the end of the month in which it was answered, everything"));
  EXPECT_THAT(held, HasSubstr("Answers of members to a bulletin: who somebody is, where they were "
                              "seen again: As long as the bulletin that it answers."));
  const auto elsewhere = TestCaller::Nobody().Naming("no-such-town");
  EXPECT_THAT(Call<subject::v1::GetPublicPageResponse>("GetPublicPage", elsewhere, request),
              HasReason(error::v1::REASON_NOT_FOUND));
}

std::string TextOf(const google::protobuf::RepeatedPtrField<subject::v1::PublicPart>& parts) {
  std::string text;
  for (const subject::v1::PublicPart& part : parts) {
    absl::StrAppend(&text, part.heading(), "\n", absl::StrJoin(part.paragraphs(), "\n"), "\n");
  }
  return text;
}

// UK GDPR Arts 13(1), 13(2), 14(1), 14(2), as the letter says them, word for word.
TEST_F(NoticesTest, ThePublicPageIsTheNoticeThatTheLetterIs) {
  ASSERT_THAT(SetPage(cora), IsOk());
  const auto page = Call<subject::v1::GetPublicPageResponse>("GetPublicPage", nobody,
                                                             subject::v1::GetPublicPageRequest());
  ASSERT_THAT(page, IsOk());
  const std::string letter = *Letter(cora, Opened("a"));
  int shared = 0;
  for (const auto* parts : {&page->notice(), &page->rights()}) {
    for (const subject::v1::PublicPart& part : *parts) {
      EXPECT_GT(part.paragraphs_size(), 0) << part.heading();
      for (const std::string& said : part.paragraphs()) {
        EXPECT_THAT(letter, HasSubstr(said));
        ++shared;
      }
    }
  }
  EXPECT_GT(shared, 20);
  for (const auto& held : page->held()) {
    if (held.what() == "Accounts of members") continue;
    EXPECT_THAT(letter, HasSubstr(absl::StrCat(held.what(), ": ", held.how_long())));
  }
  const std::string notice = TextOf(page->notice());
  for (const char* said :
       {"prevent, detect and investigate crime", "Article 6(1)(ea)", "Annex 1, paragraph 5",
        "Article 6(1)(f)", "paragraphs 10 and 36", "It comes from a business that is a member",
        "No computer makes them", "coordinator sees it", "managers of member businesses",
        "the police", "The company that runs this service"}) {
    EXPECT_THAT(notice, HasSubstr(said));
  }
  EXPECT_THAT(TextOf(page->rights()), HasSubstr("Your right to object\nYou have the right"));
  EXPECT_THAT(TextOf(page->rights()), HasSubstr("We answer within 1 month."));
}

TEST_F(NoticesTest, WhoAsksIsToldBeforeTheySendWhoReadsItAndForHowLongItIsKept) {
  const auto page = Call<subject::v1::GetPublicPageResponse>("GetPublicPage", nobody,
                                                             subject::v1::GetPublicPageRequest());
  ASSERT_THAT(page, IsOk());
  const std::string asking = absl::StrJoin(page->asking().paragraphs(), "\n");
  for (const char* said :
       {"coordinator and its data protection officer read it",
        "24 months after the end of the month in which it was answered", "Article 6(1)(c)",
        "we need a name and a way to reach you, or we cannot answer"}) {
    EXPECT_THAT(asking, HasSubstr(said));
  }
}

TEST_F(NoticesTest, ThePageOfASchemeIsWholeAndCanBeSaidAgain) {
  auto request = Page();
  request.mutable_page()->clear_dpo_contact();
  EXPECT_THAT(Call<subject::v1::SetPublicPageResponse>("SetPublicPage", cora, request),
              IsInvalid("page.dpo_contact", error::v1::REASON_REQUIRED));
  ASSERT_THAT(SetPage(cora), IsOk());
  EXPECT_THAT(SetPage(cora), IsOk());
}

}  // namespace
}  // namespace smarthub::subject
