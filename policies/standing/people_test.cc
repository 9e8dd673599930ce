// What is known of everybody in a bulletin: of several the worst counts, and what cannot be read is
// no better than the worst.
#include "policies/standing/people.h"

#include <gtest/gtest.h>

#include "platform/base/times.h"
#include "smarthub/evidence/v1/stored.pb.h"

namespace smarthub::standing {
namespace {

using policy::PublicationFacts;
using policy::v1::PublicationFact;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

store::Content SubjectWith(const subject::v1::StoredSubject& body) {
  store::Content content;
  content.body = body.SerializeAsString();
  return content;
}

store::Content Unharmed() {
  subject::v1::StoredSubject body;
  body.set_notice_done(true);
  return SubjectWith(body);
}

bool Is(const People& people, PublicationFact fact) {
  PublicationFacts facts;
  people.Set(facts);
  EXPECT_TRUE(facts.Known(fact));
  return facts.True(fact);
}

bool Known(const People& people, PublicationFact fact) {
  PublicationFacts facts;
  people.Set(facts);
  return facts.Known(fact);
}

TEST(PeopleTest, OfSeveralTheWorstCounts) {
  for (const bool first : {true, false}) {
    People people;
    subject::v1::StoredSubject body;
    body.set_challenged(true);
    body.set_anybody_under_10(true);
    store::Content bad = SubjectWith(body);
    bad.facts.set_under_18(true);
    bad.facts.set_frozen(true);
    bad.facts.set_restricted(true);
    people.Add(first ? bad : Unharmed(), kNow);
    people.Add(first ? Unharmed() : bad, kNow);
    EXPECT_TRUE(people.whole());
    EXPECT_TRUE(people.under_18() && people.under_10() && people.frozen() && people.restricted());
    EXPECT_TRUE(Is(people, policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE));
    EXPECT_FALSE(Is(people, policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION));
  }
}

TEST(PeopleTest, ADamagedRecordIsAChildsWhoWasToldNothingAndObjects) {
  People people;
  store::Content damaged = Unharmed();
  damaged.body = "\xff\xff\xff";
  people.Add(damaged, kNow);
  EXPECT_TRUE(people.under_18());
  EXPECT_TRUE(people.under_10());
  EXPECT_TRUE(Is(people, policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE));
  EXPECT_FALSE(Is(people, policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION));
}

TEST(PeopleTest, WhoIsGoneIsKnownForNothingGood) {
  People people;
  people.Add(Unharmed(), kNow);
  people.AddNobody();
  EXPECT_FALSE(people.whole());
  for (const auto fact :
       {policy::v1::PUBLICATION_FACT_UNDER_18, policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION,
        policy::v1::PUBLICATION_FACT_ANYBODY_RESTRICTED,
        policy::v1::PUBLICATION_FACT_ANYBODY_FROZEN, policy::v1::PUBLICATION_FACT_OPEN_CHALLENGE}) {
    EXPECT_FALSE(Known(people, fact)) << fact;
  }
}

TEST(PeopleTest, AnExemptionIsGoodUntilItEnds) {
  subject::v1::StoredSubject body;
  body.set_notice_done(true);
  *body.mutable_notice_done_until() = ToProto(kNow);
  constexpr auto kTold = policy::v1::PUBLICATION_FACT_NOTICE_OR_EXEMPTION;
  People before;
  before.Add(SubjectWith(body), kNow - absl::Nanoseconds(1));
  EXPECT_TRUE(Is(before, kTold));
  People at;
  at.Add(SubjectWith(body), kNow);
  EXPECT_FALSE(Is(at, kTold));
}

TEST(PeopleTest, AnAgeThatIsNotStatedIsNotKnown) {
  People people;
  people.Add(Unharmed(), kNow);
  people.AddLooks(bulletin::v1::StoredPerson(), store::Content());
  EXPECT_FALSE(Known(people, policy::v1::PUBLICATION_FACT_UNDER_10));
  EXPECT_FALSE(Known(people, policy::v1::PUBLICATION_FACT_UNDER_18));
  EXPECT_FALSE(Is(people, policy::v1::PUBLICATION_FACT_AGE_STATED));
  // One who is known to be young decides it for all.
  people.AddReported(incident::v1::AGE_BAND_10_TO_17);
  EXPECT_TRUE(Is(people, policy::v1::PUBLICATION_FACT_UNDER_18));
  EXPECT_FALSE(Known(people, policy::v1::PUBLICATION_FACT_UNDER_10));
}

TEST(PeopleTest, TheOwnerAgreedToThisPictureAndHasNotTakenItBack) {
  bulletin::v1::StoredPerson shown;
  shown.set_photo_id("a photo");
  shown.set_photo_sha256("as received");
  evidence::v1::StoredPhoto body;
  body.set_state(evidence::v1::PHOTO_STATE_READY);
  body.set_original_sha256("as received");
  *body.mutable_authority()->mutable_stated_at() = ToProto(kNow);
  const auto agreed = [&shown](const evidence::v1::StoredPhoto& photo, bool withdrawn) {
    store::Content content;
    content.body = photo.SerializeAsString();
    content.facts.set_withdrawn(withdrawn);
    People people;
    people.AddPicture(shown, &content);
    return Is(people, policy::v1::PUBLICATION_FACT_OWNER_AGREED);
  };
  EXPECT_TRUE(agreed(body, false));
  EXPECT_FALSE(agreed(body, true));
  evidence::v1::StoredPhoto other = body;
  other.set_original_sha256("another");
  EXPECT_FALSE(agreed(other, false));
  evidence::v1::StoredPhoto never = body;
  never.clear_authority();
  EXPECT_FALSE(agreed(never, false));
  evidence::v1::StoredPhoto on_its_way = body;
  on_its_way.set_state(evidence::v1::PHOTO_STATE_RECEIVING);
  EXPECT_FALSE(agreed(on_its_way, false));

  store::Content damaged;
  damaged.body = "\xff\xff\xff";
  People people;
  people.AddPicture(shown, &damaged);
  EXPECT_FALSE(Is(people, policy::v1::PUBLICATION_FACT_OWNER_AGREED));
  People gone;
  gone.AddPicture(shown, nullptr);
  EXPECT_FALSE(Known(gone, policy::v1::PUBLICATION_FACT_OWNER_AGREED));
}

}  // namespace
}  // namespace smarthub::standing
