// The demonstration town on a whole hub. What comes out must be a town worth showing: every state
// is met, people can sign in to it, and what hangs there came about by the rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "platform/testing/matchers.h"
#include "services/demo/cast.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "smarthub/subject/v1/subject.pb.h"
#include "tests/integration/demo_world.h"

namespace smarthub {
namespace {

using bulletin::v1::Bulletin;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class DemoTownTest : public ::testing::Test {
 protected:
  // One town for all of them: they only look at it.
  static void SetUpTestSuite() {
    world_ = new DemoWorld();
    auto town = world_->Make();
    ASSERT_THAT(town, IsOk());
    town_ = new demo::DemoTown(*std::move(town));
  }
  static void TearDownTestSuite() {
    delete town_;
    delete world_;
  }
  void SetUp() override { ASSERT_NE(town_, nullptr) << "the town was not made"; }

  // All pages of one list.
  static std::vector<Bulletin> Bulletins(demo::Person& person, bulletin::v1::BulletinFilter filter,
                                         DemoWorld& world = *world_) {
    std::vector<Bulletin> all;
    bulletin::v1::ListBulletinsRequest request;
    request.set_filter(filter);
    do {
      const auto page = world.As<bulletin::v1::ListBulletinsResponse>(
          person, "bulletin.v1.BulletinService/ListBulletins", request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      all.insert(all.end(), page->bulletins().begin(), page->bulletins().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
  // How many of each gallery.
  static std::map<std::string, int> Counted(const std::vector<Bulletin>& bulletins) {
    std::map<std::string, int> counted;
    for (const Bulletin& one : bulletins) ++counted[one.gallery()];
    return counted;
  }
  static subject::v1::ListChallengesResponse Challenges(demo::Person& person, bool decided,
                                                        DemoWorld& world = *world_) {
    subject::v1::ListChallengesRequest request;
    request.set_decided(decided);
    const auto reply = world.As<subject::v1::ListChallengesResponse>(
        person, "subject.v1.SubjectService/ListChallenges", request);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() ? *reply : subject::v1::ListChallengesResponse();
  }
  static subject::v1::ListNoticesResponse Notices(demo::Person& person,
                                                  DemoWorld& world = *world_) {
    const auto reply = world.As<subject::v1::ListNoticesResponse>(
        person, "subject.v1.SubjectService/ListNotices", subject::v1::ListNoticesRequest());
    EXPECT_THAT(reply, IsOk());
    return reply.ok() ? *reply : subject::v1::ListNoticesResponse();
  }
  static std::vector<subject::v1::Found> Search(demo::Person& person, std::string query) {
    subject::v1::SearchSubjectsRequest request;
    request.set_query(std::move(query));
    request.set_limit(50);
    const auto reply = world_->As<subject::v1::SearchSubjectsResponse>(
        person, "subject.v1.SubjectService/SearchSubjects", request);
    EXPECT_THAT(reply, IsOk());
    if (!reply.ok()) return {};
    return {reply->found().begin(), reply->found().end()};
  }
  static std::map<int, int> States(DemoWorld& world, int* overdue);
  static std::string Story(const demo::DemoTown& town, DemoWorld& world);

  static DemoWorld* world_;
  static demo::DemoTown* town_;
};

DemoWorld* DemoTownTest::world_ = nullptr;
demo::DemoTown* DemoTownTest::town_ = nullptr;

constexpr auto kLive = bulletin::v1::BULLETIN_FILTER_LIVE;
constexpr auto kWaiting = bulletin::v1::BULLETIN_FILTER_WAITING;
constexpr auto kOver = bulletin::v1::BULLETIN_FILTER_OVER;

// The coordinator's list of reports, counted by state.
std::map<int, int> DemoTownTest::States(DemoWorld& world, int* overdue) {
  demo::Person& coordinator = world.Somebody(policy::v1::ROLE_COORDINATOR);
  std::map<int, int> states;
  incident::v1::ListIncidentsRequest request;
  for (const auto filter : {incident::v1::QUEUE_FILTER_OPEN, incident::v1::QUEUE_FILTER_FINISHED}) {
    request.set_filter(filter);
    request.set_page_size(50);
    request.clear_page_token();
    do {
      const auto page = world.As<incident::v1::ListIncidentsResponse>(
          coordinator, "incident.v1.IncidentService/ListIncidents", request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return states;
      for (const auto& incident : page->incidents()) {
        ++states[incident.state()];
        *overdue += incident.overdue();
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  return states;
}

// What the town tells, without the ids that the hub made.
std::string DemoTownTest::Story(const demo::DemoTown& town, DemoWorld& world) {
  demo::Person& coordinator = world.Somebody(policy::v1::ROLE_COORDINATOR);
  int overdue = 0;
  std::string story = std::to_string(town.reports) + " reports, " + std::to_string(town.calls);
  for (const auto& [state, count] : States(world, &overdue)) {
    story += '\n' + policy::v1::IncidentState_Name(state) + ' ' + std::to_string(count);
  }
  for (const auto filter : {kLive, kWaiting, kOver}) {
    for (const Bulletin& one : Bulletins(coordinator, filter, world)) {
      story += '\n' + one.title() + ' ' + std::to_string(one.published_at().seconds()) + ' ' +
               one.approved_by();
    }
  }
  const auto notices = Notices(coordinator, world);
  for (const auto& notice : notices.exemptions()) {
    story += '\n' + notice.reason() + ' ' + std::to_string(notice.recorded_at().seconds());
  }
  for (const bool decided : {false, true}) {
    const auto challenges = Challenges(coordinator, decided, world);
    for (const auto& challenge : challenges.challenges()) {
      story += '\n' + challenge.name() + ' ' + std::to_string(challenge.received_at().seconds());
    }
  }
  return story;
}

TEST_F(DemoTownTest, EveryStateOfAReportIsMet) {
  EXPECT_GT(town_->reports, 40);
  int overdue = 0, all = 0;
  auto states = States(*world_, &overdue);
  for (const auto& [state, count] : states) all += count;
  EXPECT_EQ(all, town_->reports);
  EXPECT_GT(overdue, 0);
  for (const auto state :
       {policy::v1::INCIDENT_STATE_SUBMITTED, policy::v1::INCIDENT_STATE_DECLINED,
        policy::v1::INCIDENT_STATE_PASSED, policy::v1::INCIDENT_STATE_TAKEN,
        policy::v1::INCIDENT_STATE_ANSWERED, policy::v1::INCIDENT_STATE_CLOSED,
        policy::v1::INCIDENT_STATE_WITHDRAWN, policy::v1::INCIDENT_STATE_RETURNED}) {
    EXPECT_GT(states[state], 0) << policy::v1::IncidentState_Name(state);
  }
}

TEST_F(DemoTownTest, ThereIsSomebodyToSignInAsOfEveryKind) {
  EXPECT_EQ(town_->people.size(), 22u);
  std::map<policy::v1::Role, std::set<std::string>> of, areas;
  for (const demo::SignIn& one : town_->people) {
    of[one.role].insert(one.of);
    areas[one.role].insert(one.area);
  }
  EXPECT_GE(of[policy::v1::ROLE_SITE_MANAGER].size(), 2u) << "of two companies";
  EXPECT_EQ(areas[policy::v1::ROLE_REPORTER].size(), 2u) << "of two areas";
  for (const auto role : {policy::v1::ROLE_COORDINATOR, policy::v1::ROLE_POLICE,
                          policy::v1::ROLE_COUNCIL, policy::v1::ROLE_DPO}) {
    EXPECT_THAT(of[role], SizeIs(1)) << policy::v1::Role_Name(role);
  }
}

TEST_F(DemoTownTest, WhatHangsAndWhatWaits) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  const auto live = Bulletins(coordinator, kLive);
  // Five that members see, and the one whose person a challenge has frozen.
  EXPECT_THAT(Counted(live), ElementsAre(std::pair("alerts", 2), std::pair("id-sought", 3),
                                         std::pair("known", 3), std::pair("news", 1)));
  for (const Bulletin& one : live) {
    EXPECT_GT(one.live_until().seconds(), absl::ToUnixSeconds(kDemoNow)) << one.title();
    for (const auto& person : one.persons()) {
      EXPECT_TRUE(person.has_photo_id()) << one.title();
      EXPECT_EQ(person.name().empty(), one.gallery() == "id-sought") << one.title();
    }
  }

  std::map<std::string, std::vector<int>> missing;
  for (const Bulletin& one : Bulletins(coordinator, kWaiting)) {
    missing[policy::v1::BulletinKind_Name(one.kind()) + (one.has_age_sign_off() ? "!" : "") +
            bulletin::v1::BulletinState_Name(one.state())] = {one.missing().begin(),
                                                              one.missing().end()};
  }
  EXPECT_THAT(missing["BULLETIN_KIND_ID_SOUGHTBULLETIN_STATE_PROPOSED"],
              ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(missing["BULLETIN_KIND_ID_SOUGHTBULLETIN_STATE_APPROVED"],
              ElementsAre(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
  EXPECT_THAT(missing, SizeIs(2));

  const auto over = Bulletins(coordinator, kOver);
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_EQ(over[0].state(), bulletin::v1::BULLETIN_STATE_WITHDRAWN);
  EXPECT_FALSE(over[0].reason().empty());
}

TEST_F(DemoTownTest, NothingWithAPersonWentUpWithoutTwo) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  int shown = 0;
  for (const auto filter : {kLive, kOver}) {
    for (const Bulletin& one : Bulletins(coordinator, filter)) {
      if (one.persons().empty() || !one.has_published_at()) continue;
      ++shown;
      EXPECT_FALSE(one.proposed_by().empty()) << one.title();
      EXPECT_FALSE(one.approved_by().empty()) << one.title();
      EXPECT_NE(one.proposed_by(), one.approved_by()) << one.title();
      // Nothing was missing; a challenge came afterwards.
      EXPECT_THAT(one.missing(), Each(policy::v1::PUBLICATION_ITEM_CHALLENGE)) << one.title();
      EXPECT_TRUE(one.checklist().cctv_checked() && one.checklist().paid_for_checked());
      // The second is not of the shop that reported it.
      for (const auto& id : one.incident_ids()) {
        incident::v1::GetIncidentRequest request;
        *request.mutable_incident_id() = id;
        const auto report = world_->As<incident::v1::GetIncidentResponse>(
            coordinator, "incident.v1.IncidentService/GetIncident", request);
        ASSERT_THAT(report, IsOk());
        for (const demo::SignIn& person : town_->people) {
          if (person.name != one.approved_by()) continue;
          EXPECT_NE(person.site, report->incident().site_name()) << one.title();
          EXPECT_NE(person.name, report->incident().reporter_name()) << one.title();
        }
      }
    }
  }
  EXPECT_EQ(shown, 7);
}

// By area, by role; and nobody sees the one that is challenged.
TEST_F(DemoTownTest, EverybodySeesWhatIsForThem) {
  demo::Person& centre = world_->Somebody(policy::v1::ROLE_REPORTER, "Pennywick Bargains");
  EXPECT_THAT(Counted(Bulletins(centre, kLive)),
              ElementsAre(std::pair("alerts", 2), std::pair("id-sought", 2), std::pair("known", 2),
                          std::pair("news", 1)));
  demo::Person& edge = world_->Somebody(policy::v1::ROLE_REPORTER, "Tilbrook Foods Local");
  EXPECT_THAT(Counted(Bulletins(edge, kLive)),
              ElementsAre(std::pair("alerts", 1), std::pair("id-sought", 2), std::pair("known", 2),
                          std::pair("news", 1)));
  demo::Person& council = world_->Somebody(policy::v1::ROLE_COUNCIL);
  EXPECT_THAT(Counted(Bulletins(council, kLive)),
              ElementsAre(std::pair("id-sought", 1), std::pair("known", 2), std::pair("news", 1)));
  demo::Person& police = world_->Somebody(policy::v1::ROLE_POLICE);
  EXPECT_THAT(Counted(Bulletins(police, kLive)),
              ElementsAre(std::pair("alerts", 2), std::pair("id-sought", 3), std::pair("known", 2),
                          std::pair("news", 1)));
}

TEST_F(DemoTownTest, EveryFaceOnTheWallIsAPicture) {
  demo::Person& reporter = world_->Somebody(policy::v1::ROLE_REPORTER, "Pennywick Bargains");
  int pictures = 0;
  for (const Bulletin& one : Bulletins(reporter, kLive)) {
    for (const auto& person : one.persons()) {
      evidence::v1::GetPhotoRequest request;
      *request.mutable_photo_id() = person.photo_id();
      *request.mutable_bulletin_id() = one.bulletin_id();
      request.set_size(evidence::v1::PHOTO_SIZE_FULL);
      const auto photo = world_->As<evidence::v1::GetPhotoResponse>(
          reporter, "evidence.v1.EvidenceService/GetPhoto", request);
      ASSERT_THAT(photo, IsOk()) << one.title();
      EXPECT_EQ(photo->photo().picture().substr(0, 3), "\xff\xd8\xff") << one.title();
      ++pictures;
    }
  }
  EXPECT_EQ(pictures, 4);
}

TEST_F(DemoTownTest, WhatShopsDidIsThere) {
  demo::Person& coordinator = world_->Somebody(policy::v1::ROLE_COORDINATOR);
  int sightings = 0, answers = 0;
  for (const Bulletin& one : Bulletins(coordinator, kLive)) {
    bulletin::v1::ListResponsesRequest request;
    *request.mutable_bulletin_id() = one.bulletin_id();
    const auto reply = world_->As<bulletin::v1::ListResponsesResponse>(
        coordinator, "bulletin.v1.BulletinService/ListResponses", request);
    ASSERT_THAT(reply, IsOk()) << one.title();
    sightings += reply->sightings_size();
    answers += reply->identifications_size();
  }
  EXPECT_EQ(sightings, 4);
  EXPECT_EQ(answers, 2);
  demo::Person& reporter = world_->Somebody(policy::v1::ROLE_REPORTER, "Pennywick Bargains");
  int acknowledged = 0;
  for (const Bulletin& one : Bulletins(reporter, kLive)) acknowledged += one.has_acknowledged_at();
  EXPECT_EQ(acknowledged, 2);
}

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

TEST_F(DemoTownTest, SameSeedSameTown) {
  DemoWorld again;
  const auto town = again.Make();
  ASSERT_THAT(town, IsOk());
  EXPECT_EQ(Story(*town, again), Story(*town_, *world_));
}

}  // namespace
}  // namespace smarthub
