// What members answer, and the lists they read from.
#include "platform/base/times.h"
#include "services/bulletin/record.h"
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr auto kNotFound = error::v1::REASON_NOT_FOUND;

class RespondTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);

  absl::StatusOr<bulletin::v1::AcknowledgeBulletinResponse> Acknowledge(const TestCaller& caller,
                                                                        const std::string& id) {
    return Call<bulletin::v1::AcknowledgeBulletinResponse>(
        "AcknowledgeBulletin", caller, On<bulletin::v1::AcknowledgeBulletinRequest>(id));
  }
  absl::StatusOr<bulletin::v1::ReportSightingResponse> See(const TestCaller& caller,
                                                           const std::string& id,
                                                           const std::string& subject = "") {
    auto request = On<bulletin::v1::ReportSightingRequest>(id);
    if (!subject.empty()) request.mutable_subject_id()->set_value(subject);
    return Call<bulletin::v1::ReportSightingResponse>("ReportSighting", caller, request);
  }
  absl::StatusOr<bulletin::v1::AnswerIdSoughtResponse> Answer(const TestCaller& caller,
                                                              const std::string& id,
                                                              const std::string& how_known) {
    auto request = On<bulletin::v1::AnswerIdSoughtRequest>(id);
    request.set_name("Kip Thrussington");
    request.set_how_known(how_known);
    request.set_said_by(incident::v1::SOURCE_SAW_IT);
    return Call<bulletin::v1::AnswerIdSoughtResponse>("AnswerIdSought", caller, request);
  }
  absl::StatusOr<bulletin::v1::ListResponsesResponse> Responses(const TestCaller& caller,
                                                                const std::string& id) {
    bulletin::v1::ListResponsesRequest request;
    request.mutable_bulletin_id()->set_value(id);
    return Call<bulletin::v1::ListResponsesResponse>("ListResponses", caller, request);
  }
};

TEST_F(RespondTest, ASiteHasReadItOnce) {
  const std::string id = Published(Proposal({kip}));
  EXPECT_FALSE(Get(ben, id)->has_acknowledged_at());
  const auto first = Acknowledge(ben, id);
  ASSERT_THAT(first, IsOk());
  hub.clock().Advance(absl::Minutes(5));
  const auto again = Acknowledge(bob, id);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(FromProto(again->acknowledged_at()), FromProto(first->acknowledged_at()));
  EXPECT_TRUE(Get(bob, id)->has_acknowledged_at()) << "the site has, whoever did it";
  EXPECT_FALSE(Get(ann, id)->has_acknowledged_at()) << "another site has not";
  EXPECT_THAT(Acknowledge(fay, id), HasReason(kNotFound));
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  EXPECT_THAT(Acknowledge(ann, id), HasReason(kNotFound));
  // Ids of their own for each pair, and in the shape of every id.
  EXPECT_NE(AcknowledgementId(Id("a"), Id("b")), AcknowledgementId(Id("b"), Id("a")));
  EXPECT_THAT(Uuid::Parse(AcknowledgementId(Id("a"), Id("b")).ToString()), IsOk());
}

TEST_F(RespondTest, SeenAgainIsOneTap) {
  const Face kay = Reported("Kay", ann, larder);
  const std::string id = Published(Proposal({kip}));
  const std::string two = Published(Proposal({kip, kay}));
  hub.clock().Advance(absl::Hours(1));
  ASSERT_THAT(See(ben, id), IsOk());
  const auto told = Responses(cora, id);
  ASSERT_THAT(told, IsOk());
  ASSERT_THAT(told->sightings(), SizeIs(1));
  EXPECT_EQ(told->sightings(0).site_name(), "The Bakery");
  EXPECT_EQ(told->sightings(0).seen_by(), "Named ben");
  EXPECT_EQ(told->sightings(0).subject_id().value(), kip.subject);
  EXPECT_EQ(FromProto(Get(cora, id)->last_seen_at()), hub.clock().Now());
  EXPECT_FALSE(Get(ben, id)->has_last_seen_at()) << "not told to members";
  EXPECT_THAT(Get(ben, id), IsOk()) << "and nothing else has changed";
  EXPECT_THAT(Responses(ben, id), HasReason(error::v1::REASON_NOT_ALLOWED));
  EXPECT_THAT(See(ben, two), IsInvalid("subject_id", error::v1::REASON_REQUIRED));
  EXPECT_THAT(See(ben, two, kay.subject), IsOk());
  EXPECT_THAT(See(ben, id, kay.subject), IsInvalid("subject_id", kNotFound));
  EXPECT_THAT(See(fay, id), HasReason(kNotFound));
  Freeze(kip);
  EXPECT_THAT(See(ben, id), HasReason(kNotFound));
  EXPECT_THAT(See(ben, Published(Alert())), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(RespondTest, AnAnswerGoesToCoordinatorAndPolice) {
  const std::string id = Published(Proposal({kip}, "id-sought"));
  EXPECT_THAT(Answer(ben, id, "Ring me on 01664 502502"),
              IsInvalid("how_known", error::v1::REASON_SCAN_FOUND_SOMETHING));
  ASSERT_THAT(Answer(ben, id, "Was at my school."), IsOk());
  for (const TestCaller* reader : {&cora, &police}) {
    const auto told = Responses(*reader, id);
    ASSERT_THAT(told, IsOk());
    ASSERT_THAT(told->identifications(), SizeIs(1));
    EXPECT_EQ(told->identifications(0).name(), "Kip Thrussington");
    EXPECT_EQ(told->identifications(0).how_known(), "Was at my school.");
    EXPECT_EQ(told->identifications(0).answered_by(), "Named ben");
  }
  EXPECT_THAT(Responses(bob, id), HasReason(error::v1::REASON_NOT_ALLOWED));
  EXPECT_EQ(Get(bob, id)->persons(0).name(), "");
  const std::string known = Published(Proposal({kip}));
  EXPECT_THAT(Answer(ben, known, "Was at my school."), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(RespondTest, WhoWorksAtSeveralSitesSaysAtWhich) {
  const std::string id = Published(Proposal({kip}));
  const TestCaller both = ben.At({bakery, larder});
  EXPECT_THAT(Acknowledge(both, id), IsInvalid("site_id", error::v1::REASON_REQUIRED));
  auto request = On<bulletin::v1::AcknowledgeBulletinRequest>(id);
  request.mutable_site_id()->set_value(larder.ToString());
  EXPECT_THAT(Call<bulletin::v1::AcknowledgeBulletinResponse>("AcknowledgeBulletin", both, request),
              IsOk());
  request = On<bulletin::v1::AcknowledgeBulletinRequest>(id);
  request.mutable_site_id()->set_value(farm.ToString());
  EXPECT_THAT(Call<bulletin::v1::AcknowledgeBulletinResponse>("AcknowledgeBulletin", both, request),
              IsInvalid("site_id", kNotFound));
}

TEST_F(RespondTest, ListsAreFilteredAndPaged) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_18_TO_29);
  std::vector<std::string> newest_first;
  for (int i = 0; i < 7; ++i) {
    hub.clock().Advance(absl::Minutes(1));
    const Face& face = i % 2 == 0 ? kip : teen;
    newest_first.insert(
        newest_first.begin(),
        Published(i == 3 ? Alert() : Proposal({face}, i == 5 ? "id-sought" : "known")));
  }
  for (const int size : {1, 2, 3, 50}) {
    EXPECT_EQ(List(ben, bulletin::v1::BULLETIN_FILTER_LIVE, size), newest_first) << size;
  }
  const auto live = [this](const auto& change) {
    return List(ben, bulletin::v1::BULLETIN_FILTER_LIVE, 2, change);
  };
  EXPECT_THAT(live([](auto& request) { request.set_gallery("alerts"); }),
              ElementsAre(newest_first[3]));
  EXPECT_THAT(live([](auto& request) { request.set_gallery("id-sought"); }),
              ElementsAre(newest_first[1]));
  EXPECT_THAT(live([this](auto& request) {
                *request.mutable_since() = ToProto(hub.clock().Now() - absl::Minutes(1));
              }),
              ElementsAre(newest_first[0], newest_first[1]));
  EXPECT_THAT(
      live([](auto& request) { request.set_about_how_old(incident::v1::AGE_BAND_18_TO_29); }),
      ElementsAre(newest_first[1], newest_first[5]));
  EXPECT_THAT(live([](auto& request) { request.set_height(incident::v1::HEIGHT_SHORT); }),
              IsEmpty());
  EXPECT_THAT(
      live([this](auto& request) { request.mutable_area_id()->set_value(north.ToString()); }),
      IsEmpty());
  EXPECT_THAT(
      live([this](auto& request) { request.mutable_area_id()->set_value(centre.ToString()); }),
      SizeIs(7));
  // What ran out and what was ended are in one order.
  ASSERT_THAT(Withdraw(cora, newest_first[2]), IsOk());
  hub.clock().Advance(absl::Hours(24 * 8));
  EXPECT_THAT(List(cora, bulletin::v1::BULLETIN_FILTER_OVER, 1),
              ElementsAre(newest_first[2], newest_first[3]));
  bulletin::v1::ListBulletinsRequest request;
  request.set_gallery("nowhere");
  EXPECT_THAT(Call<bulletin::v1::ListBulletinsResponse>("ListBulletins", ben, request),
              IsInvalid("gallery", error::v1::REASON_UNKNOWN_VALUE));
}

// The DPO, whose view is masked, learns nothing from what a filter leaves.
TEST_F(RespondTest, LookingTellsNoMoreThanReading) {
  const std::string id = Published(Proposal({kip}));
  EXPECT_THAT(List(dpo), ElementsAre(id));
  EXPECT_THAT(List(dpo, bulletin::v1::BULLETIN_FILTER_LIVE, 50,
                   [](auto& request) { request.set_height(incident::v1::HEIGHT_TALL); }),
              IsEmpty());
}

TEST_F(RespondTest, WhoWouldSeeIt) {
  bulletin::v1::PreviewAudienceRequest request;
  auto& audience = *request.mutable_audience();
  audience.add_roles(policy::v1::ROLE_REPORTER);
  audience.add_roles(policy::v1::ROLE_POLICE);
  audience.add_areas()->set_value(centre.ToString());
  const auto preview = [&] {
    return Call<bulletin::v1::PreviewAudienceResponse>("PreviewAudience", cora, request);
  };
  auto seen = preview();
  ASSERT_THAT(seen, IsOk());
  ASSERT_THAT(seen->sites(), SizeIs(2));
  EXPECT_EQ(seen->sites(0).name(), "The Bakery");
  EXPECT_EQ(seen->sites(1).name(), "The Larder");
  EXPECT_THAT(seen->agencies(), ElementsAre(policy::v1::ROLE_POLICE));
  audience.clear_areas();
  audience.set_everywhere(true);
  EXPECT_THAT(preview()->sites(), SizeIs(3));
  audience.mutable_roles()->Clear();
  audience.add_roles(policy::v1::ROLE_COUNCIL);
  EXPECT_THAT(preview()->sites(), IsEmpty()) << "an agency is at no site";
}

}  // namespace
}  // namespace smarthub::bulletin
