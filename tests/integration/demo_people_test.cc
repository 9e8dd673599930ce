// The people of the demonstration town: linked, found, told, and heard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "platform/testing/matchers.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/subject/v1/subject.pb.h"
#include "tests/integration/demo_town.h"

namespace smarthub {

namespace {

using bulletin::v1::Bulletin;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(DemoTownTest, PeopleAreLinked) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  std::map<std::string, int> reports;
  for (const Bulletin& one : Bulletins(coordinator, kLive)) {
    for (const auto& person : one.persons()) {
      subject::v1::GetSubjectRequest request;
      *request.mutable_subject_id() = person.subject_id();
      const auto page = world_->As<subject::v1::GetSubjectResponse>(
          coordinator, "subject.v1.SubjectService/GetSubject", request);
      ASSERT_THAT(page, IsOk()) << one.title();
      EXPECT_THAT(page->appearances(), SizeIs(page->subject().appearance_count())) << one.title();
      EXPECT_THAT(page->notices(), Not(IsEmpty())) << one.title();
      reports[person.name()] = page->subject().appearance_count();
      if (person.name() != "Robert Harbydale") continue;
      EXPECT_THAT(page->notices(), SizeIs(2)) << "exempt at first, given once they were known";
      EXPECT_THAT(page->bulletins(), SizeIs(2));
      EXPECT_THAT(page->sightings(), SizeIs(2));
    }
  }
  EXPECT_THAT(reports,
              ElementsAre(std::pair("", 1), std::pair("Margaret Knossing", 1),
                          std::pair("Robert Harbydale", 3), std::pair("Steve Plungarde", 2)));
}

// Spelt in four ways, one of them not linked yet; and a plate that was read in part.
TEST_F(DemoTownTest, PeopleAreFoundAndHintedAt) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  std::set<std::string> names, subjects;
  std::string report, appearance;
  for (const auto& found : Search(coordinator, "Bob Harbydale")) {
    const auto& suspect = found.appearance().suspect();
    if (suspect.name().find("Harb") == std::string::npos) continue;
    names.insert(suspect.name());
    if (found.appearance().has_subject_id()) {
      subjects.insert(found.appearance().subject_id().value());
    } else {
      report = found.appearance().incident_id().value();
      appearance = suspect.appearance_id().value();
    }
  }
  EXPECT_THAT(names, ElementsAre("Bob Harbydale", "Rob Harbidale", "Robert Harbydale"));
  EXPECT_THAT(subjects, SizeIs(1));

  subject::v1::ListHintsRequest ask;
  ask.mutable_incident_id()->set_value(report);
  ask.mutable_appearance_id()->set_value(appearance);
  const auto hints = world_->As<subject::v1::ListHintsResponse>(
      coordinator, "subject.v1.SubjectService/ListHints", ask);
  ASSERT_THAT(hints, IsOk());
  std::set<std::string> hinted;
  for (const auto& found : hints->found()) hinted.insert(found.appearance().suspect().name());
  EXPECT_THAT(hinted, Contains("Bob Harbydale"));

  int cars = 0;
  for (const auto& found : Search(coordinator, "QX71")) cars += found.appearance().plates_size();
  EXPECT_EQ(cars, 2);
}

TEST_F(DemoTownTest, NoticesAreGivenExemptOrDue) {
  demo::Person& dpo = world_->Somebody(policy::v1::ROLE_DPO);
  const auto notices = Notices(dpo);
  EXPECT_THAT(notices.due(), SizeIs(1));
  EXPECT_THAT(notices.exemptions(), SizeIs(5));
  const auto next = std::min_element(notices.exemptions().begin(), notices.exemptions().end(),
                                     [](const auto& a, const auto& b) {
                                       return a.review_by().seconds() < b.review_by().seconds();
                                     });
  ASSERT_NE(next, notices.exemptions().end());
  EXPECT_LT(next->review_by().seconds(), absl::ToUnixSeconds(kDemoNow + absl::Hours(24 * 7)));
  EXPECT_GT(next->review_by().seconds(), absl::ToUnixSeconds(kDemoNow));
}

TEST_F(DemoTownTest, ChallengesInEveryState) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  const auto open = Challenges(coordinator, false);
  std::map<int, int> states;
  for (const auto& challenge : open.challenges()) {
    ++states[challenge.state()];
    const bool reviewed = challenge.state() == subject::v1::CHALLENGE_STATE_UNDER_REVIEW;
    EXPECT_EQ(challenge.freezes(), reviewed);
    EXPECT_FALSE(challenge.overdue());
  }
  EXPECT_EQ(states[subject::v1::CHALLENGE_STATE_RECEIVED], 1);
  EXPECT_EQ(states[subject::v1::CHALLENGE_STATE_UNDER_REVIEW], 1);
  const auto decided = Challenges(coordinator, true);
  ASSERT_THAT(decided.challenges(), SizeIs(1));
  EXPECT_EQ(decided.challenges(0).outcome(), subject::v1::CHALLENGE_OUTCOME_REFUSED);

  const auto page = world_->AsNobody<subject::v1::GetPublicPageResponse>(
      "subject.v1.SubjectService/GetPublicPage", subject::v1::GetPublicPageRequest());
  ASSERT_THAT(page, IsOk());
  EXPECT_FALSE(page->page().controller().empty());
  EXPECT_FALSE(page->page().complaint_address().empty());
}

}  // namespace
}  // namespace smarthub
