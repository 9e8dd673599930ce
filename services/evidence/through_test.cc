// A bulletin's pictures are there for whom the bulletin is there: every way in which it ceases to
// be.
#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "platform/base/times.h"
#include "services/evidence/image/pictures_for_test.h"
#include "services/evidence/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/subject/v1/stored.pb.h"

namespace smarthub::evidence {
namespace {

using bulletin::v1::StoredBulletin;
using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using subject::v1::StoredSubject;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using enum error::v1::Reason;

// A bulletin of two people, of whom one has a picture; everything about it and them can be changed.
class ThroughTest : public PhotoTownTest {
 protected:
  void SetUp() override {
    Upload("photo", TellingJpeg());
    Publish("photo");
    ChangePerson(other, [](StoredSubject&, store::Content&) {});
    ChangeBulletin([this](StoredBulletin& body, store::Content&) {
      body.add_persons()->set_subject_id(std::string(other.bytes()));
    });
  }

  template <typename Body>
  void Change(store::Key key, const std::function<void(Body&, store::Content&)>& how) {
    const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    ASSERT_TRUE(read.ok()) << read.status();
    store::Content content;
    uint64_t version = 0;
    if (read->front() != nullptr) {
      content = *read->front()->Open();
      version = read->front()->version();
    }
    Body body;
    ASSERT_TRUE(body.ParseFromString(content.body));
    how(body, content);
    content.body = body.SerializeAsString();
    Put(key, std::move(content), version);
  }
  void ChangePerson(const Uuid& id,
                    const std::function<void(StoredSubject&, store::Content&)>& how) {
    Change<StoredSubject>({label::v1::SUBJECT, id}, how);
  }
  void ChangeBulletin(const std::function<void(StoredBulletin&, store::Content&)>& how) {
    Change<StoredBulletin>({label::v1::BULLETIN, bulletin}, how);
  }
  // It waits, proposed by Mia, for shops and police.
  void Propose(bulletin::v1::BulletinState state = bulletin::v1::BULLETIN_STATE_PROPOSED) {
    ChangeBulletin([&](StoredBulletin& body, store::Content& content) {
      body.set_state(state);
      content.facts.clear_live_from();
      content.facts.clear_live_until();
      content.facts.set_proposed(true);
      content.facts.set_person_id(std::string(mia.person_id().bytes()));
      for (const auto role : {policy::v1::ROLE_SITE_MANAGER, policy::v1::ROLE_POLICE}) {
        content.facts.add_audience_roles(role);
      }
      content.retention_due = hub.clock().Now() + absl::Hours(24 * 31);
      SayAges(body, content);
      auto& checked = *body.mutable_checklist();
      checked.set_who_saw_it("the till manager");
      checked.set_cctv_checked(true);
      checked.set_paid_for_checked(true);
    });
    for (const Uuid& person : {subject, other}) {
      ChangePerson(person,
                   [](StoredSubject& body, store::Content&) { body.set_notice_done(true); });
    }
    Agree("photo");
  }
  // Nobody in it looks younger than 18.
  void SayAges(StoredBulletin& body, store::Content& content) {
    bulletin::v1::StoredBulletinPerson words;
    words.mutable_suspect()->set_about_how_old(incident::v1::AGE_BAND_30_TO_49);
    for (int i = 0; i < body.persons_size(); ++i) {
      const Uuid appearance = Id("in the bulletin " + std::to_string(i));
      body.mutable_persons(i)->set_appearance_id(std::string(appearance.bytes()));
      content.appearances[appearance] = words.SerializeAsString();
    }
  }
  void ChangePhoto(std::string_view id,
                   const std::function<void(v1::StoredPhoto&, store::Content&)>& how) {
    Change<v1::StoredPhoto>({label::v1::PHOTO, Id(id)}, how);
  }
  void Agree(std::string_view photo) {
    ChangePhoto(photo, [](v1::StoredPhoto& body, store::Content&) {
      *body.mutable_authority()->mutable_stated_at() = body.received_at();
    });
  }
  void SignForAge() {
    ChangeBulletin([](StoredBulletin& body, store::Content&) {
      body.mutable_age_sign_off()->set_person_id("somebody");
      body.mutable_age_sign_off()->set_revision(body.revision());
    });
  }
  void ExpectShown(const TestCaller& caller) {
    SCOPED_TRACE(caller.token);
    EXPECT_THAT(Get(caller, "photo", true), IsOk());
    EXPECT_THAT(ListThrough(caller, true).value(), SizeIs(1));
  }
  void ExpectGone(const TestCaller& caller) {
    SCOPED_TRACE(caller.token);
    EXPECT_THAT(Get(caller, "photo", true), HasReason(REASON_NOT_FOUND));
    EXPECT_THAT(ListThrough(caller, true), HasReason(REASON_NOT_FOUND));
  }

  const Uuid other = Id("somebody else");
  // Who may be the second person.
  const TestCaller max = TestCaller::SiteManager("max").At({bakery}).InAreas({Id("centre")});
};

TEST_F(ThroughTest, SomebodyFrozenWithoutAPictureTakesTheOthersPicturesAlong) {
  ExpectShown(ben);
  ChangePerson(other,
               [](StoredSubject&, store::Content& person) { person.facts.set_frozen(true); });
  ExpectGone(ben);
  // Who decides the challenge.
  ExpectShown(cora);
}

// Others than its proposer are shown a proposal for a second person's word and a signature, and for
// nothing else that it lacks.
TEST_F(ThroughTest, AProposalThatLacksMoreThanASecondPersonIsItsProposersAlone) {
  const auto lacking = [this](const std::string& what) {
    SCOPED_TRACE(what);
    ExpectGone(max);
    ExpectShown(mia);
    Propose();
    ExpectShown(max);
  };
  Propose();
  ExpectShown(max);
  ChangePerson(other, [](StoredSubject& body, store::Content&) { body.set_notice_done(false); });
  lacking("notice");
  ChangeBulletin([](StoredBulletin& body, store::Content&) {
    body.mutable_checklist()->set_cctv_checked(false);
  });
  lacking("the checklist");
  ChangePhoto("photo", [](v1::StoredPhoto& body, store::Content&) { body.clear_authority(); });
  lacking("the owner's word");
}

TEST_F(ThroughTest, SomebodyRestrictedWithoutAPictureTakesTheOthersPicturesAlong) {
  ChangePerson(other,
               [](StoredSubject&, store::Content& person) { person.facts.set_restricted(true); });
  ExpectGone(ben);
  ExpectShown(cora);
}

TEST_F(ThroughTest, SomebodyWhoIsNotHeldAnyMoreTakesTheOthersPicturesAlong) {
  ChangeBulletin([](StoredBulletin& body, store::Content&) {
    body.mutable_persons(1)->set_subject_id(std::string(Id("erased").bytes()));
  });
  ExpectGone(ben);
  ExpectShown(cora);
}

TEST_F(ThroughTest, SomebodyKnownToBeUnder18WithoutAPictureNeedsASignature) {
  ChangePerson(other,
               [](StoredSubject&, store::Content& person) { person.facts.set_under_18(true); });
  ExpectGone(ben);
  ExpectShown(cora);
  SignForAge();
  ExpectShown(ben);
}

TEST_F(ThroughTest, OfAChildUnder10NobodyGetsAPictureWhoeverSigned) {
  SignForAge();
  for (const Uuid& person : {other, subject}) {
    ExpectShown(ben);
    ChangePerson(person, [](StoredSubject& body, store::Content& content) {
      content.facts.set_under_18(true);
      body.set_anybody_under_10(true);
    });
    ExpectGone(ben);
    ExpectShown(cora);
    ChangePerson(person,
                 [](StoredSubject& body, store::Content&) { body.set_anybody_under_10(false); });
  }
  // Not to who proposed it either.
  Propose();
  ExpectShown(mia);
  ChangePerson(other,
               [](StoredSubject& body, store::Content&) { body.set_anybody_under_10(true); });
  for (const TestCaller* caller : {&mia, &max, &police}) ExpectGone(*caller);
  ExpectShown(cora);
}

TEST_F(ThroughTest, AProposalPastItsTimeIsNobodysSave) {
  Propose();
  for (const TestCaller* caller : {&mia, &max, &police, &cora}) ExpectShown(*caller);
  hub.clock().Advance(absl::Hours(24 * 31));
  for (const TestCaller* caller : {&mia, &max, &police}) ExpectGone(*caller);
  ExpectShown(cora);
}

TEST_F(ThroughTest, AProposalOfSomebodyWithAnOpenChallengeWaitsForNoSecondPerson) {
  Propose();
  ChangePerson(other, [](StoredSubject& body, store::Content&) { body.set_challenged(true); });
  for (const TestCaller* caller : {&max, &police}) ExpectGone(*caller);
  for (const TestCaller* caller : {&mia, &cora}) ExpectShown(*caller);
}

TEST_F(ThroughTest, AProposalOfSomebodyKnownToBeUnder18SinceIsNoShopsToReview) {
  Propose();
  ChangePerson(other,
               [](StoredSubject&, store::Content& person) { person.facts.set_under_18(true); });
  ExpectGone(max);
  for (const TestCaller* caller : {&mia, &police, &cora}) ExpectShown(*caller);
}

// Not stated may be a child.
TEST_F(ThroughTest, AProposalThatStatesNoAgeIsItsProposersAlone) {
  Propose();
  ExpectShown(police);
  ChangeBulletin([](StoredBulletin&, store::Content& content) {
    for (auto& [id, words] : content.appearances) words.clear();
  });
  for (const TestCaller* caller : {&max, &police}) ExpectGone(*caller);
  for (const TestCaller* caller : {&mia, &cora}) ExpectShown(*caller);
}

TEST_F(ThroughTest, AProposalWithAPictureThatWasTakenBackShowsNoOtherPicture) {
  Upload("of the other", TellingJpeg(), 1);
  ChangeBulletin([this](StoredBulletin& body, store::Content&) {
    body.mutable_persons(1)->set_photo_id(std::string(Id("of the other").bytes()));
    body.mutable_persons(1)->set_photo_sha256(Stored("of the other")->original_sha256());
  });
  Agree("of the other");
  Propose();
  for (const TestCaller* caller : {&mia, &max, &police, &cora}) {
    EXPECT_THAT(Get(*caller, "photo", true), IsOk());
  }
  ASSERT_THAT(Withdraw(mia, "of the other"), IsOk());
  for (const TestCaller* caller : {&max, &police}) ExpectGone(*caller);
  for (const TestCaller* caller : {&mia, &cora}) {
    EXPECT_THAT(Get(*caller, "photo", true), IsOk());
  }
}

TEST_F(ThroughTest, WhatIsApprovedIsThereForWhomItStillWaits) {
  Propose(bulletin::v1::BULLETIN_STATE_APPROVED);
  for (const TestCaller* caller : {&max, &police}) ExpectGone(*caller);
  for (const TestCaller* caller : {&mia, &cora}) ExpectShown(*caller);
  // Whoever approved it sees that it waits to be published.
  ChangeBulletin([this](StoredBulletin& body, store::Content&) {
    body.mutable_approval()->set_person_id(std::string(max.person_id().bytes()));
    body.mutable_approval()->set_revision(body.revision());
  });
  ExpectShown(max);
  ExpectGone(police);
  // A signature for an age is missing.
  ChangePerson(other,
               [](StoredSubject&, store::Content& person) { person.facts.set_under_18(true); });
  ExpectShown(police);
  SignForAge();
  ExpectGone(police);
}

TEST_F(ThroughTest, WhatIsWithdrawnOrRejectedIsTheCoordinators) {
  for (const auto state :
       {bulletin::v1::BULLETIN_STATE_WITHDRAWN, bulletin::v1::BULLETIN_STATE_REJECTED}) {
    // Its facts, whatever they say.
    Propose(state);
    for (const TestCaller* caller : {&mia, &max, &police}) ExpectGone(*caller);
    ExpectShown(cora);
  }
}

}  // namespace
}  // namespace smarthub::evidence
