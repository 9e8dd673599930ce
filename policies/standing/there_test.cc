// Whether a bulletin is there at this read, by Melton's rules.
#include "policies/standing/there.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "platform/base/times.h"
#include "policies/engine/actions.h"
#include "policies/engine/load.h"

namespace smarthub::standing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class ThereTest : public ::testing::Test {
 protected:
  ThereTest() {
    const auto bundle = policy::LoadBundle(SMARTHUB_SOURCE_DIR "/policies/melton");
    EXPECT_TRUE(bundle.ok()) << bundle.status();
    auto compiled = policy::Policy::Compile(*bundle, policy::AllActions());
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    policy_ = *std::move(compiled);

    subject_.set_notice_done(true);
    body_.set_kind(policy::v1::BULLETIN_KIND_ID_SOUGHT);
    body_.set_gallery("id-sought");
    body_.set_revision(2);
    body_.add_persons()->set_subject_id("somebody");
    body_.mutable_checklist()->set_who_saw_it("the till manager");
    body_.mutable_checklist()->set_cctv_checked(true);
    body_.mutable_checklist()->set_paid_for_checked(true);
    body_.set_state(bulletin::v1::BULLETIN_STATE_PROPOSED);
    content_.retention_due = kNow + absl::Hours(1);
  }

  void Publish() {
    body_.set_state(bulletin::v1::BULLETIN_STATE_PUBLISHED);
    *body_.mutable_published_at() = ToProto(kNow - absl::Hours(24));
    *content_.facts.mutable_live_until() = ToProto(kNow + absl::Hours(24));
    content_.retention_due = kNow + absl::Hours(24 * 365);
  }
  void Sign() {
    body_.mutable_age_sign_off()->set_person_id("the officer");
    body_.mutable_age_sign_off()->set_revision(body_.revision());
  }
  void Approve(std::string_view person) {
    body_.set_state(bulletin::v1::BULLETIN_STATE_APPROVED);
    body_.mutable_approval()->set_person_id(std::string(person));
    body_.mutable_approval()->set_revision(body_.revision());
  }

  People Everybody() const {
    store::Content person = person_;
    if (person.body.empty()) person.body = subject_.SerializeAsString();
    People people;
    people.Add(person, kNow);
    return people;
  }
  bool Up(absl::Time now = kNow) const {
    return IsUp(*policy_, {body_, content_}, Everybody(), now);
  }
  policy::Missing Missing() const {
    return MissingOfWho(*policy_, body_.kind(), FactsOf(body_, Everybody()));
  }
  // `adults_only`: policy shows this reviewer no child.
  bool WaitsFor(std::string_view reviewer, bool adults_only = false) const {
    const auto facts = FactsOf(body_, Everybody());
    const auto is_shown = [&](const store::v1::RecordFacts& now) {
      return !adults_only || !now.under_18();
    };
    return IsThereToReview({body_, content_}, StateAt(body_, content_, kNow), facts, Missing(),
                           {reviewer, is_shown});
  }

  std::shared_ptr<const policy::Policy> policy_;
  StoredBulletin body_;
  store::Content content_;
  subject::v1::StoredSubject subject_;
  store::Content person_;
};

TEST_F(ThereTest, WhatIsPublishedIsUpUntilItsTimeRunsOut) {
  EXPECT_FALSE(Up());
  Publish();
  EXPECT_TRUE(Up());
  EXPECT_TRUE(Up(kNow + absl::Hours(24) - absl::Nanoseconds(1)));
  EXPECT_FALSE(Up(kNow + absl::Hours(24)));
  content_.facts.clear_live_until();
  EXPECT_FALSE(Up());
}

TEST_F(ThereTest, ItIsDownWhereAnybodyInItIsGoneFrozenRestrictedOrDamaged) {
  Publish();
  People gone = Everybody();
  gone.AddNobody();
  EXPECT_FALSE(IsUp(*policy_, {body_, content_}, gone, kNow));
  person_.facts.set_frozen(true);
  EXPECT_FALSE(Up());
  person_.facts.set_frozen(false);
  person_.facts.set_restricted(true);
  EXPECT_FALSE(Up());
  person_.facts.set_restricted(false);
  person_.body = "\xff\xff\xff";
  Sign();
  EXPECT_FALSE(Up());
}

TEST_F(ThereTest, AChildIsUpWithASignatureOfThisRevisionAndUnder10WithNone) {
  Publish();
  person_.facts.set_under_18(true);
  EXPECT_FALSE(Up());
  Sign();
  EXPECT_TRUE(Up());
  body_.mutable_age_sign_off()->set_revision(body_.revision() - 1);
  EXPECT_FALSE(Up());
  Sign();
  subject_.set_anybody_under_10(true);
  EXPECT_FALSE(Up());
}

TEST_F(ThereTest, AChildInItsOwnWordsIsAChild) {
  Publish();
  content_.facts.set_under_18(true);
  EXPECT_FALSE(Up());
  Sign();
  EXPECT_TRUE(Up());
}

TEST_F(ThereTest, AProposalIsThereForAReviewerWhileOnlyTheyAreMissing) {
  EXPECT_THAT(Missing().items, IsEmpty());
  EXPECT_TRUE(WaitsFor("a manager"));
  const auto lacks = [this](policy::v1::PublicationItem item) {
    EXPECT_THAT(Missing().items, ElementsAre(item));
    EXPECT_FALSE(WaitsFor("a manager"));
  };
  body_.mutable_checklist()->set_cctv_checked(false);
  lacks(policy::v1::PUBLICATION_ITEM_CHECKLIST);
  body_.mutable_checklist()->set_cctv_checked(true);
  subject_.set_notice_done(false);
  lacks(policy::v1::PUBLICATION_ITEM_NOTICE);
  subject_.set_notice_done(true);
  subject_.set_challenged(true);
  lacks(policy::v1::PUBLICATION_ITEM_CHALLENGE);
  subject_.set_challenged(false);
  person_.facts.set_restricted(true);
  lacks(policy::v1::PUBLICATION_ITEM_RESTRICTED);
  person_.facts.set_restricted(false);
  subject_.set_anybody_under_10(true);
  lacks(policy::v1::PUBLICATION_ITEM_UNDER_10);
  subject_.set_anybody_under_10(false);
  EXPECT_TRUE(WaitsFor("a manager"));
  content_.retention_due = kNow;
  EXPECT_FALSE(WaitsFor("a manager"));
}

TEST_F(ThereTest, WhatIsApprovedIsThereForItsApproverAndWhileASignatureIsMissing) {
  Approve("a manager");
  EXPECT_TRUE(WaitsFor("a manager"));
  EXPECT_FALSE(WaitsFor("an officer"));
  person_.facts.set_under_18(true);
  EXPECT_TRUE(WaitsFor("an officer"));
  Sign();
  EXPECT_FALSE(WaitsFor("an officer"));
  EXPECT_TRUE(WaitsFor("a manager"));
  // Another revision is another bulletin.
  body_.set_revision(body_.revision() + 1);
  EXPECT_FALSE(IsApproved(body_) || IsSignedOff(body_));
  Sign();
  EXPECT_FALSE(WaitsFor("a manager"));
}

TEST_F(ThereTest, PolicyIsAskedWithWhatIsKnownOfTheirAgeNow) {
  EXPECT_TRUE(WaitsFor("a manager", true));
  person_.facts.set_under_18(true);
  EXPECT_FALSE(WaitsFor("a manager", true));
  EXPECT_TRUE(WaitsFor("an officer", false));
}

TEST_F(ThereTest, WhatIsOverWaitsForNobody) {
  for (const auto state :
       {bulletin::v1::BULLETIN_STATE_REJECTED, bulletin::v1::BULLETIN_STATE_WITHDRAWN}) {
    body_.set_state(state);
    EXPECT_FALSE(Up());
    EXPECT_FALSE(WaitsFor("a manager"));
  }
}

}  // namespace
}  // namespace smarthub::standing
