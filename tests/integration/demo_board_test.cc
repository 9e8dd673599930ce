// What hangs in the demonstration town, what waits, and that it came about by the rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/testing/matchers.h"
#include "smarthub/bulletin/v1/bulletin.pb.h"
#include "smarthub/evidence/v1/evidence.pb.h"
#include "smarthub/incident/v1/incident.pb.h"
#include "tests/integration/demo_town.h"

namespace smarthub {

namespace {

using bulletin::v1::Bulletin;
using smarthub::testing::IsOk;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

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

}  // namespace
}  // namespace smarthub
