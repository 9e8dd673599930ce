// Somebody under 18: nobody under 10 is anywhere, and a signature for an age is a second look.
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kNotFound = error::v1::REASON_NOT_FOUND;
constexpr auto kNotSecond = error::v1::REASON_NOT_SECOND_PERSON;

class ChildrenTest : public TownTest {
 protected:
  const Face kid = Reported("Kid", ann, larder, incident::v1::AGE_BAND_10_TO_17);

  std::string Live(const std::string& gallery = "id-sought") {
    const std::string id = Proposed(Proposal({kid}, gallery));
    EXPECT_THAT(SignOff(dpo, id), IsOk());
    EXPECT_THAT(Review(police, id), IsOk());
    EXPECT_THAT(Publish(cora, id), IsOk());
    EXPECT_THAT(Get(ben, id), IsOk());
    return id;
  }
  // As services/subject keeps it in line over everybody linked.
  void Under10() {
    ChangeSubject(kid, [](auto& body) { body.set_anybody_under_10(true); }, {});
  }
};

TEST_F(ChildrenTest, WhoeverTurnsOutToBeUnder10IsGoneWhoeverSigned) {
  const std::string id = Live();
  Under10();
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(Get(cora, id)->missing(), Contains(policy::v1::PUBLICATION_ITEM_UNDER_10));
}

TEST_F(ChildrenTest, NobodyAnswersABulletinOfAChildUnder10) {
  const std::string id = Live();
  Under10();
  const auto acknowledge = On<bulletin::v1::AcknowledgeBulletinRequest>(id);
  EXPECT_THAT(
      Call<bulletin::v1::AcknowledgeBulletinResponse>("AcknowledgeBulletin", ben, acknowledge),
      HasReason(kNotFound));
  const auto seen = On<bulletin::v1::ReportSightingRequest>(id);
  EXPECT_THAT(Call<bulletin::v1::ReportSightingResponse>("ReportSighting", ben, seen),
              HasReason(kNotFound));
  auto answer = On<bulletin::v1::AnswerIdSoughtRequest>(id);
  answer.set_name("Somebody");
  answer.set_how_known("From the market.");
  answer.set_said_by(incident::v1::SOURCE_SAW_IT);
  EXPECT_THAT(Call<bulletin::v1::AnswerIdSoughtResponse>("AnswerIdSought", ben, answer),
              HasReason(kNotFound));
}

TEST_F(ChildrenTest, WhoeverSignedForTheAgeDoesNotApproveIt) {
  const std::string id = Proposed(Proposal({kid}));
  ASSERT_THAT(SignOff(police, id), IsOk());
  const absl::Status reviewed = Review(police, id);
  EXPECT_THAT(reviewed, HasReason(kNotSecond));
  EXPECT_THAT(MissingIn(reviewed), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(Get(police, id)->allowed_actions(), Not(Contains("bulletin.review")));
  EXPECT_THAT(Review(council, id), HasReason(kNotFound)) << "not in the audience";
}

TEST_F(ChildrenTest, WhoeverApprovedItDoesNotSignForTheAge) {
  const std::string id = Proposed(Proposal({kid}));
  ASSERT_THAT(Review(police, id), IsOk());
  EXPECT_THAT(Get(police, id)->allowed_actions(), Not(Contains("bulletin.sign_off_age")));
  const absl::Status signed_off = SignOff(police, id);
  EXPECT_THAT(signed_off, HasReason(kNotSecond));
  EXPECT_THAT(MissingIn(signed_off), ElementsAre(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
  // Another may, and of another revision it is another question.
  EXPECT_THAT(SignOff(dpo, id), IsOk());
  EXPECT_THAT(Publish(cora, id), IsOk());
  ASSERT_THAT(Amend(cora, id), IsOk());
  EXPECT_THAT(SignOff(police, id, 2), IsOk());
}

}  // namespace
}  // namespace smarthub::bulletin
