// What the owner of a camera has taken back stays taken back until they say otherwise.
#include <gmock/gmock.h>

#include <string>

#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/town_for_test.h"

namespace smarthub::evidence {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using enum error::v1::Reason;

class TakenBackTest : public PhotoTownTest {
 protected:
  void SetUp() override { Upload("photo", photo); }
  const std::string photo = TellingJpeg();
};

TEST_F(TakenBackTest, AfterAWithdrawalTheManagerOfTheSiteStatesAgainAndNobodyElse) {
  ASSERT_THAT(State(cora, "photo"), IsOk());
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  EXPECT_THAT(State(cora, "photo"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(ListThrough(cora, false)->front().allowed_actions(),
              Not(Contains("photo.state_authority")));
  EXPECT_TRUE(Stored("photo")->authority().has_withdrawn_at());
  EXPECT_THAT(State(TestCaller::SiteManager("max").At({bakery}).InAreas({Id("centre")}), "photo"),
              HasReason(REASON_NOT_FOUND));
  ASSERT_THAT(State(mia, "photo"), IsOk());
  EXPECT_THAT(Get(mia, "photo"), IsOk());
}

// The picture goes, and with it the record that it was taken back; not that it was.
TEST_F(TakenBackTest, NoRemovalUndoesAWithdrawal) {
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  ASSERT_THAT(Remove(cora, "photo"), IsOk());
  auto again = Announcement("again", photo);
  again.mutable_authority()->set_owner("The Larder Ltd");
  again.mutable_authority()->set_agreed_by("Mia Example, manager");
  EXPECT_THAT(Start(cora, again), HasReason(REASON_NOT_ALLOWED));
  again.clear_authority();
  ASSERT_THAT(Start(cora, again), IsOk());
  ASSERT_THAT(SendAll(cora, "again", photo), IsOk());
  ASSERT_THAT(Finish(cora, "again"), IsOk());
  EXPECT_THAT(State(cora, "again"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(State(TestCaller::SiteManager("max").At({bakery}).InAreas({Id("centre")}), "again"),
              HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Get(cora, "again"), HasReason(REASON_NOT_FOUND));
  // Once more, over the photo that came in taken back.
  ASSERT_THAT(Remove(cora, "again"), IsOk());
  Upload("a third", photo);
  EXPECT_THAT(State(cora, "a third"), HasReason(REASON_NOT_FOUND));
  ASSERT_THAT(State(mia, "a third"), IsOk());
  EXPECT_THAT(Get(cora, "a third"), IsOk());
  // The manager has spoken: nothing stands against the next one.
  ASSERT_THAT(Remove(cora, "a third"), IsOk());
  Upload("a fourth", photo);
  EXPECT_THAT(State(cora, "a fourth"), IsOk());
}

TEST_F(TakenBackTest, AfterAWithdrawalTheManagerMayStateAtTheStart) {
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  ASSERT_THAT(Remove(mia, "photo"), IsOk());
  auto again = Announcement("again", photo);
  again.mutable_authority()->set_owner("The Larder Ltd");
  again.mutable_authority()->set_agreed_by("Mia Example, manager");
  ASSERT_THAT(Start(mia, again), IsOk());
  const auto stored = Stored("again");
  EXPECT_FALSE(stored->authority().has_withdrawn_at());
  ASSERT_EQ(stored->earlier_authorities_size(), 1);
  EXPECT_TRUE(stored->earlier_authorities(0).has_withdrawn_at());
  ASSERT_THAT(SendAll(mia, "again", photo), IsOk());
  ASSERT_THAT(Finish(mia, "again"), IsOk());
  EXPECT_THAT(Get(cora, "again"), IsOk());
}

// What was taken back before it had come whole gives way to another, and that is taken back too.
TEST_F(TakenBackTest, WhatGaveWayHadBeenTakenBack) {
  ASSERT_THAT(Start(ann, Announcement("first", photo, 1)), IsOk());
  ASSERT_THAT(Withdraw(mia, "first"), IsOk());
  ASSERT_THAT(Start(ann, Announcement("second", photo, 1)), IsOk());
  EXPECT_TRUE(Stored("second")->authority().has_withdrawn_at());
  // Another photo under the same id.
  ASSERT_THAT(Start(ann, Announcement("second", photo + "!", 1)), IsOk());
  EXPECT_TRUE(Stored("second")->authority().has_withdrawn_at());
}

TEST_F(TakenBackTest, WhatStaysOfAWithdrawnPhotoNamesNobodyAndOpensNothing) {
  ASSERT_THAT(State(mia, "photo"), IsOk());
  ASSERT_THAT(Withdraw(mia, "photo"), IsOk());
  const auto before = Stored("photo");
  ASSERT_THAT(Remove(cora, "photo"), IsOk());
  const auto mark = Stored("photo");
  ASSERT_THAT(mark, IsOk());
  evidence::v1::StoredPhoto expected;
  expected.set_incident_id(before->incident_id());
  expected.set_appearance_id(before->appearance_id());
  *expected.mutable_removed_at() = mark->removed_at();
  *expected.mutable_authority()->mutable_withdrawn_at() = before->authority().withdrawn_at();
  EXPECT_EQ(mark->SerializeAsString(), expected.SerializeAsString());
  EXPECT_TRUE(ContentOf({label::v1::PHOTO, Id("photo")})->facts.person_id().empty());
  hub.ExpectNowhere(before->original().key());
  for (const TestCaller* caller : {&ann, &mia, &cora, &police}) {
    SCOPED_TRACE(caller->token);
    EXPECT_THAT(ListThrough(*caller, false).value(), IsEmpty());
    EXPECT_THAT(Get(*caller, "photo"), HasReason(REASON_NOT_FOUND));
    EXPECT_THAT(Original(*caller, "photo"), Not(IsOk()));
    EXPECT_THAT(State(*caller, "photo"), Not(IsOk()));
    EXPECT_THAT(Remove(*caller, "photo"), Not(IsOk()));
  }
  hub.clock().Advance(absl::Hours(2));
  EXPECT_THAT(Sweep(), IsOk());
  EXPECT_THAT(Files(), IsEmpty());
}

}  // namespace
}  // namespace smarthub::evidence
