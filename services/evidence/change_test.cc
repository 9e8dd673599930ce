#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/town_for_test.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using enum error::v1::Reason;

// Whose camera it was, that they take it back, and that the photo goes.
class ChangeTest : public PhotoTownTest {
 protected:
  void SetUp() override { Upload("photo", photo); }
  void PublishForPolice() {
    Publish("photo");
    const store::Key key{label::v1::BULLETIN, bulletin};
    store::Content content = *ContentOf(key);
    content.facts.add_audience_roles(policy::v1::ROLE_POLICE);
    Put(key, std::move(content), 1);
  }
  const std::string photo = TellingJpeg();
};

TEST_F(ChangeTest, OtherRoomsHearThatAuthorityWasWithdrawnAndThatAPhotoIsGone) {
  const std::string before = *hub.Run(hub.store()->NewestOutboxCursor("melton"));
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  ASSERT_THAT(Remove(mia, "photo"), IsOk());
  const auto events = hub.Run(hub.store()->ReadOutbox("melton", before, 10));
  ASSERT_THAT(events, IsOk());
  std::vector<std::string> told;
  for (const auto& item : *events) {
    EXPECT_EQ(item.event.key, (store::Key{label::v1::PHOTO, Id("photo")}));
    told.push_back(item.event.reason);
  }
  EXPECT_THAT(told, ElementsAre("photo.withdraw_authority", "photo.remove"));
}

TEST_F(ChangeTest, TheManagerSpeaksForTheCamera) {
  EXPECT_THAT(State(ann, "photo"), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Withdraw(ben, "photo"), HasReason(REASON_NOT_ALLOWED));
  ASSERT_THAT(State(mia, "photo"), IsOk());
  const evidence::v1::Photo listed = ListThrough(mia, false)->front();
  EXPECT_EQ(listed.authority().owner(), "The Larder Ltd");
  EXPECT_TRUE(listed.authority().has_stated_at());
  EXPECT_THAT(listed.allowed_actions(),
              AllOf(Contains("photo.withdraw_authority"), Contains("photo.remove"),
                    Not(Contains("photo.original"))));
  EXPECT_THAT(ListThrough(ann, false)->front().allowed_actions(), ElementsAre("photo.remove"));
  // Whose camera it was is not the reporter's to read.
  EXPECT_THAT(ListThrough(ann, false)->front().authority().owner(), IsEmpty());
}

TEST_F(ChangeTest, OnlyWhoAnswersForTheCameraSaysSoAtTheStart) {
  auto announced = Announcement("of the other", photo, 1);
  announced.mutable_authority()->set_owner("The Larder Ltd");
  announced.mutable_authority()->set_agreed_by("Mia Example, manager");
  EXPECT_THAT(Start(ann, announced), HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Stored("of the other"), smarthub::testing::StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Start(mia, announced), IsOk());
  EXPECT_EQ(Stored("of the other")->authority().owner(), "The Larder Ltd");
  announced = Announcement("the coordinator's", photo, 1);
  announced.mutable_authority()->set_owner("The Larder Ltd");
  announced.mutable_authority()->set_agreed_by("Mia Example, manager");
  hub.clock().Advance(absl::Hours(25));
  EXPECT_THAT(Start(cora, announced), IsOk());
}

TEST_F(ChangeTest, WhatWasStatedAndTakenBackBeforeIsKept) {
  ASSERT_THAT(State(cora, "photo"), IsOk());
  hub.clock().Advance(absl::Hours(1));
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  const auto withdrawn = Stored("photo")->authority();
  hub.clock().Advance(absl::Hours(1));
  // A second time says nothing new: it was taken back when it was.
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  EXPECT_EQ(Stored("photo")->authority().withdrawn_at().seconds(),
            withdrawn.withdrawn_at().seconds());
  ASSERT_THAT(State(mia, "photo"), IsOk());
  const auto stored = Stored("photo");
  EXPECT_FALSE(stored->authority().has_withdrawn_at());
  ASSERT_EQ(stored->earlier_authorities_size(), 1);
  EXPECT_EQ(stored->earlier_authorities(0).SerializeAsString(), withdrawn.SerializeAsString());
}

TEST_F(ChangeTest, WhatWasPassedOnIsTheCoordinatorsToRemove) {
  Pass();
  for (const TestCaller* caller : {&ann, &mia}) {
    SCOPED_TRACE(caller->token);
    EXPECT_THAT(Remove(*caller, "photo"), HasReason(REASON_WRONG_STATE));
    EXPECT_THAT(ListThrough(*caller, false)->front().allowed_actions(),
                Not(Contains("photo.remove")));
  }
  EXPECT_THAT(Original(police, "photo"), IsOk());
  // The owner of the camera still takes it back.
  EXPECT_THAT(Withdraw(mia, "photo"), IsOk());
  EXPECT_THAT(ListThrough(cora, false)->front().allowed_actions(), Contains("photo.remove"));
  const std::string before = *hub.Run(hub.store()->NewestOutboxCursor("melton"));
  ASSERT_THAT(Remove(cora, "photo"), IsOk());
  // Whoever follows the report's photos is told.
  const auto events = hub.Run(hub.store()->ReadOutbox("melton", before, 10));
  ASSERT_THAT(events, IsOk());
  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->back().event.reason, "photo.remove");
}

TEST_F(ChangeTest, PoliceOnACaseAreToldWhomToAskForTheFootage) {
  ASSERT_THAT(State(mia, "photo"), IsOk());
  for (const std::string purpose : {"investigation", "enforcement"}) {
    EXPECT_EQ(ListThrough(police.For(purpose), false)->front().authority().owner(),
              "The Larder Ltd");
    EXPECT_EQ(Get(police.For(purpose), "photo")->authority().owner(), "The Larder Ltd");
    // Who agreed there is not theirs.
    EXPECT_THAT(ListThrough(police.For(purpose), false)->front().authority().agreed_by(),
                IsEmpty());
  }
  EXPECT_THAT(ListThrough(police.For("crime_prevention"), false)->front().authority().owner(),
              IsEmpty());
  EXPECT_THAT(ListThrough(ann, false)->front().authority().owner(), IsEmpty());
}

TEST_F(ChangeTest, ThroughABulletinNoAgencyLearnsWhoseCameraItWas) {
  ASSERT_THAT(State(mia, "photo"), IsOk());
  PublishForPolice();
  ASSERT_THAT(ListThrough(police, true).value(), SizeIs(1));
  for (const evidence::v1::Photo& shown :
       {ListThrough(police, true)->front(), *Get(police, "photo", true)}) {
    EXPECT_THAT(shown.authority().owner(), IsEmpty());
    EXPECT_THAT(shown.authority().agreed_by(), IsEmpty());
  }
  EXPECT_EQ(ListThrough(cora, true)->front().authority().owner(), "The Larder Ltd");
  EXPECT_EQ(ListThrough(cora, true)->front().authority().agreed_by(), "Mia Example, manager");
}

TEST_F(ChangeTest, WithdrawnAuthorityHidesThePhotoEverywhere) {
  Publish("photo");
  ASSERT_THAT(State(mia, "photo"), IsOk());
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  for (const TestCaller* caller : {&ann, &mia, &cora, &police, &council, &dpo}) {
    SCOPED_TRACE(caller->token);
    EXPECT_THAT(Get(*caller, "photo"), HasReason(REASON_NOT_FOUND));
    EXPECT_THAT(Get(*caller, "photo", true), HasReason(REASON_NOT_FOUND));
  }
  EXPECT_THAT(Get(ben, "photo", true), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Original(cora, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(ben, true).value(), IsEmpty());
  // Whoever answers for it still sees that it was taken back, and may be told that it was not
  // meant.
  const auto listed = ListThrough(mia, false);
  ASSERT_THAT(listed.value(), SizeIs(1));
  EXPECT_TRUE(listed->front().authority_withdrawn());
  EXPECT_THAT(listed->front().picture(), IsEmpty());
  ASSERT_THAT(State(mia, "photo"), IsOk());
  EXPECT_THAT(Get(ben, "photo", true), IsOk());
}

}  // namespace
}  // namespace smarthub::evidence
