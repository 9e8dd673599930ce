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
  // The newest that was decided.
  subject::v1::Challenge Decided() {
    subject::v1::ListChallengesRequest request;
    request.set_decided(true);
    const auto reply = Call<subject::v1::ListChallengesResponse>("ListChallenges", cora, request);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() && reply->challenges_size() > 0 ? reply->challenges(0)
                                                      : subject::v1::Challenge();
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

// A challenge that freezes nobody still stops publication and unlinking while it is open: moving it
// away ends that as silently as a freeze.
TEST_F(ChallengeFairnessTest, NoChallengeIsMovedToAnotherPersonWithoutAReason) {
  const std::string first = Opened("first");
  const std::string second = Opened("second");
  const auto refused = IsInvalid("not_frozen_because", error::v1::REASON_REQUIRED);
  for (const bool risk : {true, false}) {
    const std::string challenge = Open(CHALLENGE_GROUND_MISTAKEN_IDENTITY);
    ASSERT_THAT(Review(challenge, first, false, risk), IsOkAndHolds(risk));
    for (const std::string& other : {second, std::string()}) {
      EXPECT_THAT(Review(challenge, other, !other.empty(), risk && !other.empty()), refused);
      EXPECT_TRUE(Body(first).challenged());
      EXPECT_EQ(Frozen(first), risk);
    }
    // With one it moves, and freezes them there as the rule says.
    ASSERT_THAT(Review(challenge, second, true, false, "The passport names the second."),
                IsOkAndHolds(true));
    EXPECT_FALSE(Frozen(first) || Body(first).challenged());
    EXPECT_TRUE(Frozen(second));
    EXPECT_EQ(Shown(second).not_frozen_because(), "The passport names the second.");
    // The reason stays beside the freeze, and is no exemption at the next review of the same.
    ASSERT_THAT(Review(challenge, second, true, false), IsOkAndHolds(true));
    EXPECT_EQ(Shown(second).not_frozen_because(), "The passport names the second.");
    ASSERT_THAT(Review(challenge, second, true, false, "Wanted for robbery today."),
                IsOkAndHolds(false));
    ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED), IsOk());
  }
}

TEST_F(ChallengeFairnessTest, NobodyMovesAChallengeAwayFromWhomTheyPutUp) {
  const std::string wrote = Opened("wrote");
  const std::string other = Opened("other");
  Bulletin("wrote", wrote, &cora, &mia);
  for (const bool risk : {true, false}) {
    const std::string challenge = Open(CHALLENGE_GROUND_MISTAKEN_IDENTITY);
    ASSERT_THAT(Review(challenge, wrote, false, risk), IsOkAndHolds(risk));
    for (const std::string& to : {other, std::string()}) {
      EXPECT_THAT(Review(challenge, to, !to.empty(), false, "It is somebody else after all."),
                  HasReason(error::v1::REASON_NOT_SECOND_PERSON));
    }
    EXPECT_EQ(Frozen(wrote), risk);
    EXPECT_TRUE(Body(wrote).challenged());
    ASSERT_THAT(ReviewAs(answering_dpo, challenge, other, true, false, "It is somebody else."),
                IsOkAndHolds(true));
    EXPECT_FALSE(Body(wrote).challenged());
    ASSERT_THAT(Decide(challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED), IsOk());
  }
}

// A wrong person on the wall waits for nobody's proof of identity, so the want of it ends nothing.
TEST_F(ChallengeFairnessTest, NoRiskOfTheWrongPersonEndsWithoutSayingWhyItIsTheRightOne) {
  const std::string person = Opened("a");
  for (const auto outcome :
       {subject::v1::CHALLENGE_OUTCOME_NOT_IDENTIFIED, subject::v1::CHALLENGE_OUTCOME_REFUSED}) {
    const std::string challenge = Open(CHALLENGE_GROUND_MISTAKEN_IDENTITY);
    ASSERT_THAT(Review(challenge, person, false, true), IsOkAndHolds(true));
    EXPECT_THAT(Decide(challenge, outcome),
                IsInvalid("not_frozen_because", error::v1::REASON_REQUIRED));
    EXPECT_TRUE(Frozen(person));
    ASSERT_THAT(Decide(challenge, outcome, "The till slip has their card."), IsOk());
    EXPECT_FALSE(Frozen(person));
    EXPECT_EQ(Decided().not_frozen_because(), "The till slip has their card.");
  }
}

// Also of a revision that was amended since, or who published what others wrote and approved
// (`put_up_by`, as services/bulletin keeps it).
TEST_F(ChallengeFairnessTest, WhoSignedForAnAgeOrPublishedJudgesNoChallengeOfIt) {
  for (const bool earlier : {false, true}) {
    const std::string person = Opened(earlier ? "earlier" : "now");
    bulletin::v1::StoredBulletin body;
    const std::string by(dpo.person_id().bytes());
    earlier ? body.add_put_up_by(by) : body.mutable_age_sign_off()->set_person_id(by);
    store::Content content;
    content.indexes = {{"bulletin_of", person, "1"}};
    content.body = body.SerializeAsString();
    Put({label::v1::BULLETIN, Id(earlier ? "earlier" : "now")}, std::move(content));
    const std::string challenge = Open(CHALLENGE_GROUND_OBJECTION);
    ASSERT_THAT(Review(challenge, person, true, false), IsOkAndHolds(true));
    EXPECT_THAT(DecideAs(answering_dpo, challenge, subject::v1::CHALLENGE_OUTCOME_REFUSED),
                HasReason(error::v1::REASON_NOT_SECOND_PERSON))
        << earlier;
  }
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
