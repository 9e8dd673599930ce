// What a challenge stops stays stopped until somebody who had no part in it has said why not: no
// freeze ends by leaving something out, by undoing a link or by being upheld, and nobody judges
// what they put up themselves.
#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "services/subject/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using smarthub::testing::IsOkAndHolds;
using namespace policy::v1;  // NOLINT: its grounds

constexpr char kPutRight[] = "The wrong picture was taken out.";

class ChallengeFairnessTest : public TownTest {
 protected:
  bool Frozen(const std::string& subject) { return Facts(subject).frozen(); }
  std::string Open(ChallengeGround ground) { return ChallengeOf(Challenged(ground)); }
  subject::v1::Challenge Shown(const std::string& person) {
    const auto page = Page(person);
    EXPECT_EQ(page.challenges_size(), 1);
    return page.challenges().empty() ? subject::v1::Challenge() : page.challenges(0);
  }
  // As services/bulletin stores one that shows `subject`.
  void Bulletin(std::string_view id, const std::string& subject, const TestCaller* author,
                const TestCaller* approver) {
    bulletin::v1::StoredBulletin body;
    body.set_title("Known for leaving with meat");
    if (author != nullptr) {
      body.add_authors()->set_person_id(std::string(author->person_id().bytes()));
    }
    if (approver != nullptr) {
      body.mutable_approval()->set_person_id(std::string(approver->person_id().bytes()));
    }
    store::Content content;
    content.indexes = {{"bulletin_of", subject, "1"}};
    content.body = body.SerializeAsString();
    Put({label::v1::BULLETIN, Id(id)}, std::move(content));
  }
};

TEST_F(ChallengeFairnessTest, AReviewThatLeavesTheRiskOutNeedsAReasonToFree) {
  const std::string person = Opened("a");
  const std::string challenge = Open(CHALLENGE_GROUND_MISTAKEN_IDENTITY);
  ASSERT_THAT(Review(challenge, person, false, true), IsOkAndHolds(true));
  // The page is told, so that it can tick it again.
  EXPECT_TRUE(Shown(person).risk_of_mistaken_identity());
  const auto refused = IsInvalid("not_frozen_because", error::v1::REASON_REQUIRED);
  EXPECT_THAT(Review(challenge, person, false, false), refused);
  EXPECT_THAT(Review(challenge, "", false, true), refused);
  EXPECT_TRUE(Frozen(person));
  EXPECT_THAT(Review(challenge, person, false, false, "They paid for it, says the till."),
              IsOkAndHolds(false));
  EXPECT_FALSE(Frozen(person));
  EXPECT_EQ(Shown(person).not_frozen_because(), "They paid for it, says the till.");
}

TEST_F(ChallengeFairnessTest, NobodyDecidesWhatNobodyLookedAt) {
  const std::string challenge = Open(CHALLENGE_GROUND_OBJECTION);
  EXPECT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED),
              HasReason(error::v1::REASON_WRONG_STATE));
  ASSERT_THAT(Review(challenge, "", false, false), IsOk());
  EXPECT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED), IsOk());
}

TEST_F(ChallengeFairnessTest, NoLinkIsUndoneWhileAChallengeStands) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  const std::string open = Open(CHALLENGE_GROUND_ACCESS);
  ASSERT_THAT(Review(open, b, true, false), IsOkAndHolds(false));
  EXPECT_THAT(Unlink(b, a), HasReason(error::v1::REASON_FROZEN))
      << "open, though it freezes nobody";
  ASSERT_THAT(Decide(open, subject::v1::CHALLENGE_OUTCOME_REFUSED), IsOk());
  const std::string right = Open(CHALLENGE_GROUND_INACCURATE);
  ASSERT_THAT(Review(right, b, true, false), IsOk());
  ASSERT_THAT(Decide(right, subject::v1::CHALLENGE_OUTCOME_UPHELD), IsOk());
  EXPECT_THAT(Unlink(b, a), HasReason(error::v1::REASON_FROZEN)) << "decided, and freezes still";
  EXPECT_TRUE(Frozen(a) && Frozen(b));
  ASSERT_THAT(Review(right, "", false, false, kPutRight), IsOk());
  EXPECT_THAT(Unlink(b, a), IsOk());
}

TEST_F(ChallengeFairnessTest, UpheldFreezesWhateverWentBefore) {
  const std::string person = Opened("a");
  for (const ChallengeGround ground :
       {CHALLENGE_GROUND_ERASURE, CHALLENGE_GROUND_APPEAL, CHALLENGE_GROUND_COMPLAINT}) {
    const std::string challenge = Open(ground);
    ASSERT_THAT(Review(challenge, person, true, false), IsOkAndHolds(false));
    ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_PARTLY_UPHELD), IsOk());
    EXPECT_TRUE(Frozen(person)) << ground;
    ASSERT_THAT(Review(challenge, "", false, false, kPutRight), IsOk());
    EXPECT_FALSE(Frozen(person));
  }
  const std::string exempt = Open(CHALLENGE_GROUND_OBJECTION);
  ASSERT_THAT(Review(exempt, person, true, false, "Wanted for robbery today."),
              IsOkAndHolds(false));
  ASSERT_THAT(Decide(exempt, subject::v1::CHALLENGE_OUTCOME_UPHELD), IsOk());
  EXPECT_TRUE(Frozen(person));
}

TEST_F(ChallengeFairnessTest, NobodyJudgesAPersonWhomTheyPutUp) {
  const std::string wrote = Opened("wrote");
  const std::string approved = Opened("approved");
  Bulletin("wrote", wrote, &cora, &mia);
  Bulletin("approved", approved, &mia, &cora);
  const auto refused = HasReason(error::v1::REASON_NOT_SECOND_PERSON);
  for (const std::string& person : {wrote, approved}) {
    // Of one who is only linked to them, too.
    const std::string linked = Opened("linked to " + person);
    ASSERT_THAT(Link(linked, person), IsOk());
    const std::string challenge = Open(CHALLENGE_GROUND_OBJECTION);
    EXPECT_THAT(Review(challenge, linked, true, false, "Wanted for robbery today."), refused);
    ASSERT_THAT(Review(challenge, linked, true, false), IsOkAndHolds(true));
    EXPECT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED), refused);
    EXPECT_THAT(Review(challenge, "", false, false, "Nobody fits after all."), refused);
    EXPECT_TRUE(Frozen(person));
    // A scheme with one coordinator: the DPO, answering a person and not auditing.
    EXPECT_THAT(DecideAs(dpo, challenge, subject::v1::CHALLENGE_OUTCOME_UPHELD),
                HasReason(error::v1::REASON_NOT_ALLOWED));
    ASSERT_THAT(DecideAs(answering_dpo, challenge, subject::v1::CHALLENGE_OUTCOME_UPHELD), IsOk());
    EXPECT_THAT(Review(challenge, "", false, false, kPutRight), refused);
    EXPECT_THAT(ReviewAs(answering_dpo, challenge, "", false, false, kPutRight), IsOk());
    EXPECT_FALSE(Frozen(person));
  }
}

TEST_F(ChallengeFairnessTest, TheFirstReviewAcknowledgesItToWhoeverHoldsTheReference) {
  const std::string reference = Challenged(CHALLENGE_GROUND_COMPLAINT);
  subject::v1::GetChallengeStateRequest request;
  request.set_reference(reference);
  const auto state = [&] {
    return Call<subject::v1::GetChallengeStateResponse>("GetChallengeState", nobody, request);
  };
  EXPECT_FALSE(state()->has_acknowledged_at());
  const std::string person = Opened("a");
  ASSERT_THAT(Review(ChallengeOf(reference), person, false, false), IsOk());
  const int64_t first = absl::ToUnixSeconds(hub.clock().Now());
  hub.clock().Advance(absl::Hours(24));
  ASSERT_THAT(Review(ChallengeOf(reference), person, true, false), IsOk());
  EXPECT_EQ(state()->acknowledged_at().seconds(), first);
  EXPECT_EQ(Shown(person).acknowledged_at().seconds(), first);
}

}  // namespace
}  // namespace smarthub::subject
