// What stands between a proposal and anybody's screen, and takes down what should not be up.
#include "platform/base/times.h"
#include "services/bulletin/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/evidence/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kWaiting = bulletin::v1::BULLETIN_FILTER_WAITING;
constexpr auto kOver = bulletin::v1::BULLETIN_FILTER_OVER;
constexpr auto kNotFound = error::v1::REASON_NOT_FOUND;
constexpr auto kNotSecond = error::v1::REASON_NOT_SECOND_PERSON;
constexpr auto kWrongState = error::v1::REASON_WRONG_STATE;
constexpr absl::Duration kDay = absl::Hours(24);

class SafeguardsTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);

  // The picture under that id is another now.
  void Swap(const Face& face) {
    Rewrite(
        label::v1::PHOTO, face.photo,
        [](store::Content& content) {
          evidence::v1::StoredPhoto photo;
          ASSERT_TRUE(photo.ParseFromString(content.body));
          photo.set_original_sha256("of another picture");
          content.body = photo.SerializeAsString();
        },
        "photo.finish");
  }
  void SetNotice(const Face& face, bool done) {
    ChangeSubject(face, [done](auto& body) { body.set_notice_done(done); }, {});
  }
  void SetUnder18(const Face& face, bool young) {
    ChangeSubject(face, {}, [young](auto& facts) { facts.set_under_18(young); });
  }
  bulletin::v1::ProposeBulletinRequest ByManager(const Face& face) {
    auto request = Proposal({face});
    request.mutable_audience()->clear_roles();
    request.mutable_audience()->add_roles(policy::v1::ROLE_SITE_MANAGER);
    request.mutable_audience()->add_roles(policy::v1::ROLE_POLICE);
    return request;
  }
  store::Content Kept(const std::string& id) {
    const store::Key key{label::v1::BULLETIN, *Uuid::Parse(id)};
    const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    return *read->front()->Open();
  }
};

// ---- the picture ----

TEST_F(SafeguardsTest, AnotherPictureUnderTheSameIdIsNotShown) {
  const std::string id = Published(Proposal({kip}));
  ASSERT_TRUE(Get(ben, id)->persons(0).has_photo_id());
  Swap(kip);
  ASSERT_THAT(Get(ben, id), IsOk());
  EXPECT_FALSE(Get(ben, id)->persons(0).has_photo_id());
  EXPECT_FALSE(Get(cora, id)->persons(0).has_photo_id());
}

TEST_F(SafeguardsTest, AnotherPictureThanTheApprovedOneDoesNotGoUp) {
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(bob, id), IsOk());
  Swap(kip);
  EXPECT_THAT(MissingIn(Publish(cora, id)),
              ElementsAre(policy::v1::PUBLICATION_ITEM_OWNER_AUTHORITY));
  // Whoever takes it in again has it looked at again.
  ASSERT_THAT(Amend(cora, id,
                    [this](auto& request) {
                      request.mutable_persons(0)->mutable_photo_id()->set_value(kip.photo);
                    }),
              IsOk());
  ASSERT_THAT(Review(bob, id, 2), IsOk());
  ASSERT_THAT(Publish(cora, id, 2), IsOk());
  EXPECT_EQ(Get(ben, id)->persons(0).photo_id().value(), kip.photo);
}

// ---- before it is up ----

TEST_F(SafeguardsTest, NobodyReadsAProposalBeforeItsSafeguardsRan) {
  auto unchecked = Proposal({kip});
  unchecked.clear_checklist();
  const std::string id = Proposed(unchecked);
  for (const TestCaller& reviewer : {bob, police}) {
    EXPECT_THAT(Get(reviewer, id), HasReason(kNotFound));
    EXPECT_THAT(List(reviewer, kWaiting), IsEmpty());
    EXPECT_THAT(Review(reviewer, id), HasReason(kNotFound));
    EXPECT_THAT(Reject(reviewer, id), HasReason(kNotFound));
  }
  EXPECT_THAT(List(cora, kWaiting), ElementsAre(id));

  const std::string whole = Proposed(Proposal({kip}));
  EXPECT_THAT(Get(bob, whole), IsOk());
  SetNotice(kip, false);
  EXPECT_THAT(Get(bob, whole), HasReason(kNotFound));
  EXPECT_THAT(List(police, kWaiting), IsEmpty());
  SetNotice(kip, true);
  EXPECT_THAT(List(police, kWaiting), ElementsAre(whole)) << "told: as soon as it is so";
  WithdrawAuthority(kip);
  EXPECT_THAT(Get(bob, whole), HasReason(kNotFound));
}

TEST_F(SafeguardsTest, WhoeverProposedItSeesWhatItLacks) {
  auto request = ByManager(kip);
  request.clear_checklist();
  const auto reply = Propose(mia, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(Get(mia, reply->bulletin_id().value()), IsOk());
}

TEST_F(SafeguardsTest, WhatIsApprovedIsReadByNobodyElseUntilItIsUp) {
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(police, id), IsOk());
  EXPECT_THAT(Get(bob, id), HasReason(kNotFound));
  EXPECT_THAT(Get(police, id), IsOk()) << "they read it to approve it";
  EXPECT_THAT(Get(cora, id), IsOk());
}

TEST_F(SafeguardsTest, ManagersDoNotReadProposalsOfChildren) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({teen}));
  EXPECT_THAT(Get(bob, id), HasReason(kNotFound));
  EXPECT_THAT(Review(bob, id), HasReason(kNotFound));
  EXPECT_THAT(Get(police, id), IsOk());
  ASSERT_THAT(Review(police, id), IsOk());
  EXPECT_THAT(Get(dpo, id)->allowed_actions(), Contains("bulletin.sign_off_age"));
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  // Known to be one only since it was proposed.
  const std::string later = Proposed(Proposal({kip}));
  SetUnder18(kip, true);
  EXPECT_THAT(Get(bob, later), HasReason(kNotFound));
}

TEST_F(SafeguardsTest, AProposalThatNobodyPublishedIsOver) {
  const std::string id = Proposed(Proposal({kip}));
  hub.clock().Advance(40 * kDay);
  EXPECT_THAT(Get(bob, id), HasReason(kNotFound));
  EXPECT_THAT(List(police, kWaiting), IsEmpty());
  EXPECT_THAT(List(cora, kWaiting), IsEmpty());
  EXPECT_THAT(List(cora, kOver), ElementsAre(id));
  EXPECT_EQ(Get(cora, id)->state(), bulletin::v1::BULLETIN_STATE_EXPIRED);
  EXPECT_THAT(Review(police, id), HasReason(kNotFound));
  EXPECT_THAT(Publish(cora, id), HasReason(kWrongState));
}

// ---- how long ----

TEST_F(SafeguardsTest, PublishingAgainDoesNotMakeItLonger) {
  const std::string id = Published(Proposal({kip}));
  const absl::Time end = FromProto(Get(cora, id)->live_until());
  hub.clock().Advance(300 * kDay);
  ASSERT_THAT(Amend(cora, id), IsOk());
  ASSERT_THAT(Review(bob, id, 2), IsOk());
  ASSERT_THAT(Publish(cora, id, 2), IsOk());
  EXPECT_EQ(FromProto(Get(ben, id)->live_until()), end);
  // Nor does another of the same person from the same report.
  const std::string again = Published(Proposal({kip}));
  EXPECT_EQ(FromProto(Get(ben, again)->live_until()), end);
  // A further report is a new beginning.
  const std::string further = Published(Proposal({Reported("Kit", ann, larder)}));
  EXPECT_GT(FromProto(Get(ben, further)->live_until()), end);
  hub.clock().Set(end);
  EXPECT_THAT(List(ben), ElementsAre(further));
  EXPECT_THAT(Propose(cora, Proposal({kip}))->missing(),
              Contains(policy::v1::PUBLICATION_ITEM_EXPIRY));
}

TEST_F(SafeguardsTest, WhatWasWithdrawnIsKeptForAMonth) {
  const std::string id = Published(Proposal({kip}));
  hub.clock().Advance(60 * kDay);
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  const store::Content kept = Kept(id);
  ASSERT_TRUE(kept.retention_due.has_value());
  EXPECT_GT(*kept.retention_due, hub.clock().Now() + 30 * kDay);
  EXPECT_LT(*kept.retention_due, hub.clock().Now() + 33 * kDay);
}

// ---- age ----

TEST_F(SafeguardsTest, WhoeverBecomesKnownToBeUnder18IsGoneFromWhatIsUp) {
  const std::string id = Published(Proposal({kip}));
  ASSERT_THAT(List(ben), ElementsAre(id));
  SetUnder18(kip, true);
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(List(police), IsEmpty());
  bulletin::v1::ReportSightingRequest seen = On<bulletin::v1::ReportSightingRequest>(id);
  EXPECT_THAT(Call<bulletin::v1::ReportSightingResponse>("ReportSighting", ben, seen),
              HasReason(kNotFound));
  EXPECT_THAT(Get(cora, id)->missing(), Contains(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
  SetUnder18(kip, false);
  EXPECT_THAT(List(ben), ElementsAre(id));
}

// Signed for as a child, published as an adult, a child after all.
TEST_F(SafeguardsTest, ASignatureDoesNotShowAChildForLongerThanAChild) {
  SetUnder18(kip, true);
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(police, id), IsOk());
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  SetUnder18(kip, false);
  ASSERT_THAT(Publish(cora, id), IsOk());
  hub.clock().Advance(40 * kDay);
  EXPECT_THAT(List(ben), ElementsAre(id));
  SetUnder18(kip, true);
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
}

TEST_F(SafeguardsTest, NobodyWhoLookedUnder10InAnyReportIsShown) {
  const Face child = Reported("Child", ann, larder, incident::v1::AGE_BAND_UNDER_10);
  EXPECT_THAT(Propose(cora, Proposal({kip}))->missing(),
              Not(Contains(policy::v1::PUBLICATION_ITEM_UNDER_10)));
  Link(kip, child);
  const auto reply = Propose(cora, Proposal({kip}));
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->missing(), Contains(policy::v1::PUBLICATION_ITEM_UNDER_10));
  EXPECT_THAT(reply->missing(), Contains(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
}

TEST_F(SafeguardsTest, WhoeverIsFoundToBeUnder10IsGoneEvenWhereSomebodySigned) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const Face child = Reported("Child", ann, larder, incident::v1::AGE_BAND_UNDER_10);
  const std::string id = Proposed(Proposal({teen}));
  ASSERT_THAT(Review(police, id), IsOk());
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  ASSERT_THAT(Publish(cora, id), IsOk());
  ASSERT_THAT(Get(ben, id), IsOk());
  Link(teen, child);
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
}

// ---- the second person ----

TEST_F(SafeguardsTest, TheSecondIsNotOfTheOrganisationThatReportedIt) {
  const std::string id = Proposed(Proposal({kip}));
  Rewrite(
      label::v1::INCIDENT, kip.incident,
      [](store::Content& content) {
        content.facts.set_organisation_id(std::string(Id("B").bytes()));
      },
      "");
  EXPECT_THAT(Review(bob, id), HasReason(kNotSecond)) << "his company reported it";
  EXPECT_THAT(Review(police, id), IsOk());
}

TEST_F(SafeguardsTest, TheSecondReportedNothingOfThatPerson) {
  const Face kay = Reported("Kay", bob, bakery);
  const std::string id = Proposed(Proposal({kip}));
  Link(kay, kip);
  EXPECT_THAT(Review(bob, id), HasReason(kNotSecond)) << "found to be one person";
  const Face kit = Reported("Kit", ann, larder);
  const std::string other = Proposed(Proposal({kit}));
  Link(kit, Reported("Kat", bob, farm));
  EXPECT_THAT(Review(bob, other), HasReason(kNotSecond)) << "whichever speaks for the other";
}

// ---- what a manager learns ----

TEST_F(SafeguardsTest, AManagerLearnsNothingOfAPersonsOtherReports) {
  ChangeSubject(
      kip,
      [](auto& body) {
        body.set_challenged(true);
        body.set_notice_done(false);
      },
      [](auto& facts) { facts.set_under_18(true); });
  const auto reply = Propose(mia, ByManager(kip));
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON))
      << "there is something for the coordinator to settle";
  const std::string id = reply->bulletin_id().value();
  EXPECT_THAT(Get(mia, id)->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(Get(cora, id)->missing(), Contains(policy::v1::PUBLICATION_ITEM_CHALLENGE));
  EXPECT_THAT(Get(cora, id)->missing(), Contains(policy::v1::PUBLICATION_ITEM_NOTICE));
  // What the manager says themselves they are told.
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  EXPECT_THAT(Propose(mia, ByManager(teen))->missing(),
              Contains(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
}

TEST_F(SafeguardsTest, AManagerNamesNobodyButThePersonOfTheReport) {
  const Face kay = Reported("Kay", ben, bakery);
  Link(kip, kay);
  auto request = ByManager(kip);
  request.mutable_persons(0)->mutable_subject_id()->set_value(kay.subject);
  EXPECT_THAT(Propose(mia, request), IsInvalid("persons[0].subject_id", kNotFound))
      << "that two are linked is not theirs to know";
  EXPECT_THAT(Propose(cora, request), IsOk());
}

}  // namespace
}  // namespace smarthub::bulletin
