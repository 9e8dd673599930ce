// How a face goes up, and comes down.
#include "platform/base/times.h"
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr auto kOver = bulletin::v1::BULLETIN_FILTER_OVER;
constexpr auto kWaiting = bulletin::v1::BULLETIN_FILTER_WAITING;
constexpr auto kNotFound = error::v1::REASON_NOT_FOUND;
constexpr auto kNotReady = error::v1::REASON_NOT_READY;

class JourneyTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);
};

TEST_F(JourneyTest, ProposedApprovedPublishedAndSeenByThoseItIsFor) {
  const std::string id = Proposed(Proposal({kip}));
  EXPECT_THAT(Get(ann, id), HasReason(kNotFound)) << "proposed is not published";
  EXPECT_THAT(List(cora, kWaiting), ElementsAre(id));
  const auto waiting = Get(cora, id);
  ASSERT_THAT(waiting, IsOk());
  EXPECT_THAT(waiting->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(waiting->allowed_actions(),
              UnorderedElementsAre("bulletin.reject", "bulletin.amend", "bulletin.withdraw"))
      << "not to be approved by whoever proposed it, nor published";

  const auto for_review = Get(bob, id);
  ASSERT_THAT(for_review, IsOk());
  EXPECT_THAT(for_review->allowed_actions(), Contains("bulletin.review"));
  EXPECT_EQ(for_review->checklist().who_saw_it(), "the till manager");
  ASSERT_THAT(Review(bob, id), IsOk());
  EXPECT_THAT(Get(ann, id), HasReason(kNotFound)) << "approved is not published";
  EXPECT_THAT(Get(cora, id)->allowed_actions(), Contains("bulletin.publish"));
  ASSERT_THAT(Publish(cora, id), IsOk());

  const auto seen = Get(ben, id);
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->state(), bulletin::v1::BULLETIN_STATE_PUBLISHED);
  EXPECT_EQ(seen->gallery_name(), "Known to the scheme");
  ASSERT_EQ(seen->persons_size(), 1);
  EXPECT_EQ(seen->persons(0).name(), "Kip Thrussington");
  EXPECT_EQ(seen->persons(0).clothing(), "blue coat");
  EXPECT_EQ(seen->persons(0).photo_id().value(), kip.photo);
  EXPECT_EQ(seen->proposed_by(), "") << "members do not see who proposed it";
  EXPECT_EQ(seen->incident_ids_size(), 0) << "nor from what";
  EXPECT_THAT(seen->missing(), IsEmpty());
  EXPECT_THAT(List(ben), ElementsAre(id));
  EXPECT_THAT(List(police), ElementsAre(id));
  EXPECT_THAT(Get(fay, id), HasReason(kNotFound)) << "another area";
  EXPECT_THAT(List(fay), IsEmpty());
  EXPECT_THAT(Get(council, id), HasReason(kNotFound)) << "its audience does not name them";
  EXPECT_THAT(List(cora, kWaiting), IsEmpty());
}

TEST_F(JourneyTest, WithdrawnIsGoneAtOnceAndItsReasonIsKept) {
  const std::string id = Published(Proposal({kip}));
  ASSERT_THAT(Withdraw(cora, id), IsOk());
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(List(cora, kOver), ElementsAre(id));
  EXPECT_EQ(Get(cora, id)->reason(), "It was somebody else.");
  EXPECT_THAT(Publish(cora, id), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(JourneyTest, ItIsLiveUntilItsLastSecondAndNoSweeperIsNeeded) {
  auto request = Proposal({kip});
  const absl::Time end = hub.clock().Now() + absl::Hours(3);
  *request.mutable_live_until() = ToProto(end);
  const std::string id = Published(request);
  hub.clock().Set(end - absl::Nanoseconds(1));
  EXPECT_THAT(Get(ben, id), IsOk());
  EXPECT_THAT(List(ben), ElementsAre(id));
  EXPECT_THAT(List(cora, kOver), IsEmpty());
  hub.clock().Set(end);
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(List(cora), IsEmpty()) << "nor is it live for the coordinator";
  EXPECT_THAT(List(cora, kOver), ElementsAre(id));
  EXPECT_EQ(Get(cora, id)->state(), bulletin::v1::BULLETIN_STATE_EXPIRED);
}

TEST_F(JourneyTest, ItsGallerySaysHowLong) {
  const std::string known = Published(Proposal({kip}));
  // 23 November 2026, 10:00, and twelve months: over with the end of that day.
  EXPECT_EQ(FromProto(Get(cora, known)->live_until()),
            absl::FromCivil(absl::CivilDay(2027, 11, 24), absl::UTCTimeZone()));
  auto request = Proposal({kip});
  *request.mutable_live_until() = ToProto(hub.clock().Now() + absl::Hours(24 * 400));
  const std::string longer = Proposed(request);
  EXPECT_THAT(
      MissingIn(Publish(cora, longer)),
      ElementsAre(policy::v1::PUBLICATION_ITEM_EXPIRY, policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

TEST_F(JourneyTest, ExpireNowIsNow) {
  const std::string id = Published(Proposal({kip}));
  ASSERT_THAT(Expire(cora, id), IsOk());
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_EQ(Get(cora, id)->state(), bulletin::v1::BULLETIN_STATE_EXPIRED);
  EXPECT_THAT(Expire(cora, id), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(JourneyTest, AmendingOneWithPeopleTakesItFromMembersUntilASecondPersonLookedAgain) {
  const std::string id = Published(Proposal({kip}));
  const auto amended =
      Amend(cora, id, [](auto& request) { request.set_text("Now in a red coat."); });
  ASSERT_THAT(amended, IsOk());
  EXPECT_EQ(amended->state(), bulletin::v1::BULLETIN_STATE_PROPOSED);
  EXPECT_EQ(amended->revision(), 2);
  EXPECT_THAT(amended->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  EXPECT_THAT(Get(ben, id), HasReason(kNotFound));
  EXPECT_THAT(List(ben), IsEmpty());
  EXPECT_THAT(Review(bob, id, 1), HasReason(error::v1::REASON_WRONG_STATE)) << "an older one";
  EXPECT_THAT(MissingIn(Publish(cora, id, 2)),
              ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  ASSERT_THAT(Review(bob, id, 2), IsOk());
  ASSERT_THAT(Publish(cora, id, 2), IsOk());
  EXPECT_EQ(Get(ben, id)->text(), "Now in a red coat.");
  EXPECT_EQ(Get(ben, id)->persons(0).name(), "Kip Thrussington");
}

TEST_F(JourneyTest, AmendingAnAlertLeavesItWhereItIs) {
  const std::string id = Published(Alert());
  EXPECT_THAT(List(ben), ElementsAre(id));
  const auto amended = Amend(cora, id, [](auto& request) { request.set_text("And tens."); });
  ASSERT_THAT(amended, IsOk());
  EXPECT_EQ(amended->state(), bulletin::v1::BULLETIN_STATE_PUBLISHED);
  EXPECT_EQ(Get(ben, id)->text(), "And tens.");
  // What is live is held to what was asked of it when it went up.
  const auto too_long = Amend(cora, id, [this](auto& request) {
    *request.mutable_live_until() = ToProto(hub.clock().Now() + absl::Hours(24 * 30));
  });
  EXPECT_THAT(too_long, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(too_long.status()), ElementsAre(policy::v1::PUBLICATION_ITEM_EXPIRY));
}

TEST_F(JourneyTest, PeopleMayBeLeftOutNotAdded) {
  const Face kay = Reported("Kay", ann, larder);
  const std::string id = Published(Proposal({kip, kay}));
  ASSERT_EQ(Get(ben, id)->persons_size(), 2);
  EXPECT_THAT(Amend(cora, id,
                    [&](auto& request) {
                      request.mutable_persons(0)->mutable_subject_id()->set_value(
                          Reported("Kit", ann, larder).subject);
                    }),
              IsInvalid("persons[0]", error::v1::REASON_NOT_FOUND));
  ASSERT_THAT(Amend(cora, id, [](auto& request) { request.mutable_persons()->RemoveLast(); }),
              IsOk());
  ASSERT_THAT(Review(bob, id, 2), IsOk());
  ASSERT_THAT(Publish(cora, id, 2), IsOk());
  ASSERT_EQ(Get(ben, id)->persons_size(), 1);
  EXPECT_EQ(Get(ben, id)->persons(0).subject_id().value(), kip.subject);
}

TEST_F(JourneyTest, WhoeverIsFrozenOrRestrictedIsGoneFromEveryBulletin) {
  const Face kay = Reported("Kay", ann, larder);
  const std::string both = Published(Proposal({kip, kay}));
  const std::string alone = Published(Proposal({kay}));
  ASSERT_THAT(List(ben), UnorderedElementsAre(both, alone));
  Freeze(kip);
  EXPECT_THAT(Get(ben, both), HasReason(kNotFound)) << "a hole tells who the hole is";
  EXPECT_THAT(List(ben), ElementsAre(alone));
  EXPECT_THAT(List(police), ElementsAre(alone));
  EXPECT_THAT(Get(cora, both)->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_CHALLENGE));
  Freeze(kip, false);
  Restrict(kip);
  EXPECT_THAT(Get(ben, both), HasReason(kNotFound));
  const auto seen = Get(cora, both);
  ASSERT_THAT(seen, IsOk());
  ASSERT_EQ(seen->persons_size(), 1) << "restricted is stored only, for the coordinator too";
  EXPECT_EQ(seen->persons(0).subject_id().value(), kay.subject);
  EXPECT_THAT(seen->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_RESTRICTED));
  Restrict(kip, false);
  EXPECT_THAT(List(ben), UnorderedElementsAre(both, alone));
}

TEST_F(JourneyTest, APhotoWhoseOwnerTookItBackIsNotInIt) {
  const std::string id = Published(Proposal({kip}));
  WithdrawAuthority(kip);
  const auto seen = Get(ben, id);
  ASSERT_THAT(seen, IsOk());
  EXPECT_FALSE(seen->persons(0).has_photo_id());
  const std::string again = Proposed(Proposal({kip}));
  EXPECT_THAT(MissingIn(Publish(cora, again)),
              ElementsAre(policy::v1::PUBLICATION_ITEM_OWNER_AUTHORITY,
                          policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

TEST_F(JourneyTest, NobodyIsNamedWhereMembersAreAskedWhoItIs) {
  auto request = Proposal({kip}, "id-sought");
  const std::string id = Published(request);
  EXPECT_EQ(Get(ben, id)->persons(0).name(), "");
  EXPECT_EQ(Get(cora, id)->persons(0).name(), "");
  request.mutable_persons(0)->set_show_name(true);
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  EXPECT_THAT(Propose(cora, request),
              IsInvalid("persons[0].show_name", error::v1::REASON_OUT_OF_RANGE));
}

TEST_F(JourneyTest, TextsNameNobodyInIt) {
  for (const char* field : {"title", "text"}) {
    auto request = Proposal({kip});
    const auto* descriptor = request.GetDescriptor()->FindFieldByName(field);
    request.GetReflection()->SetString(&request, descriptor, "Look out for Thrussington.");
    request.set_scan_acknowledged(true);
    EXPECT_THAT(Propose(cora, request), IsInvalid(field, error::v1::REASON_SCAN_FOUND_SOMETHING));
  }
  auto request = Proposal({kip}, "id-sought");
  request.mutable_persons(0)->set_caption("Kip by the till");
  EXPECT_THAT(Propose(cora, request),
              IsInvalid("persons[0].caption", error::v1::REASON_SCAN_FOUND_SOMETHING));
}

TEST_F(JourneyTest, SubjectReportAndPhotoBelongTogether) {
  const Face kay = Reported("Kay", ben, bakery);
  auto request = Proposal({kip});
  request.mutable_persons(0)->mutable_subject_id()->set_value(kay.subject);
  EXPECT_THAT(Propose(cora, request),
              IsInvalid("persons[0].subject_id", error::v1::REASON_NOT_FOUND));
  request = Proposal({kip});
  request.mutable_persons(0)->mutable_photo_id()->set_value(kay.photo);
  EXPECT_THAT(Propose(cora, request),
              IsInvalid("persons[0].photo_id", error::v1::REASON_NOT_FOUND));
  request = Proposal({kip});
  request.mutable_persons(0)->mutable_appearance_id()->set_value(kay.appearance);
  EXPECT_THAT(Propose(cora, request),
              IsInvalid("persons[0].appearance_id", error::v1::REASON_NOT_FOUND));
  request = Proposal({kay});
  EXPECT_THAT(Propose(mia, request), HasReason(kNotFound)) << "another site's report";
  // Linked: either name is right, and the bulletin keeps the appearance's own.
  Link(kip, kay);
  request = Proposal({kip});
  request.mutable_persons(0)->mutable_subject_id()->set_value(kay.subject);
  EXPECT_EQ(Get(cora, Proposed(request))->persons(0).subject_id().value(), kip.subject);
}

TEST_F(JourneyTest, WhatIsMissingIsNamedAndLookedAtAgainWhenPublished) {
  auto request = Proposal({kip});
  request.clear_checklist();
  const auto proposed = Propose(cora, request);
  ASSERT_THAT(proposed, IsOk());
  EXPECT_THAT(proposed->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_CHECKLIST,
                                               policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  // Approved and ready; then a challenge comes in before it is published.
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(bob, id), IsOk());
  ChangeSubject(kip, [](auto& body) { body.set_challenged(true); }, {});
  const absl::Status published = Publish(cora, id);
  EXPECT_THAT(published, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(published), ElementsAre(policy::v1::PUBLICATION_ITEM_CHALLENGE));
  ChangeSubject(kip,
                [this](auto& body) {
                  body.set_challenged(false);
                  *body.mutable_notice_done_until() = ToProto(hub.clock().Now());
                },
                {});
  EXPECT_THAT(MissingIn(Publish(cora, id)), ElementsAre(policy::v1::PUBLICATION_ITEM_NOTICE))
      << "an exemption that should have been looked at again";
}

TEST_F(JourneyTest, UnderEighteenNeedsASignatureAndIsShownForFourWeeks) {
  const Face teen = Reported("Teen", ann, larder, incident::v1::AGE_BAND_10_TO_17);
  const std::string id = Proposed(Proposal({teen}));
  ASSERT_THAT(Review(police, id), IsOk());
  EXPECT_THAT(MissingIn(Publish(cora, id)), ElementsAre(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));
  EXPECT_THAT(Get(dpo, id)->allowed_actions(), Contains("bulletin.sign_off_age"));
  EXPECT_THAT(SignOff(bob, id), HasReason(error::v1::REASON_NOT_ALLOWED));
  ASSERT_THAT(SignOff(dpo, id), IsOk());
  ASSERT_THAT(Publish(cora, id), IsOk());
  EXPECT_EQ(FromProto(Get(ben, id)->live_until()),
            absl::FromCivil(absl::CivilDay(2026, 12, 22), absl::UTCTimeZone()));
  // A signature is of one revision.
  ASSERT_THAT(Amend(cora, id), IsOk());
  ASSERT_THAT(Review(police, id, 2), IsOk());
  EXPECT_THAT(MissingIn(Publish(cora, id, 2)),
              ElementsAre(policy::v1::PUBLICATION_ITEM_AGE_SIGN_OFF));

  const Face child = Reported("Child", ann, larder, incident::v1::AGE_BAND_UNDER_10);
  EXPECT_THAT(Propose(cora, Proposal({child}))->missing(),
              Contains(policy::v1::PUBLICATION_ITEM_UNDER_10));
  const Face ageless = Reported("Ageless", ann, larder, incident::v1::AGE_BAND_UNSPECIFIED);
  EXPECT_THAT(Propose(cora, Proposal({ageless}))->missing(),
              Contains(policy::v1::PUBLICATION_ITEM_AGE_BAND));
}

TEST_F(JourneyTest, AManagerReachesManagersOfTheirOwnAreasAndPolice) {
  auto request = Proposal({kip});
  EXPECT_THAT(Propose(mia, request)->missing(), Contains(policy::v1::PUBLICATION_ITEM_AUDIENCE))
      << "shop staff are too wide";
  request = Proposal({kip});
  request.mutable_audience()->clear_roles();
  request.mutable_audience()->add_roles(policy::v1::ROLE_SITE_MANAGER);
  EXPECT_THAT(Propose(mia, request)->missing(),
              ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.mutable_audience()->add_areas()->set_value(north.ToString());
  EXPECT_THAT(Propose(mia, request)->missing(), Contains(policy::v1::PUBLICATION_ITEM_AUDIENCE))
      << "another area";
  EXPECT_THAT(Propose(ann, request), HasReason(error::v1::REASON_NOT_ALLOWED));
}

TEST_F(JourneyTest, RejectedIsOver) {
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Reject(bob, id), IsOk());
  EXPECT_EQ(Get(cora, id)->state(), bulletin::v1::BULLETIN_STATE_REJECTED);
  EXPECT_EQ(Get(cora, id)->reason(), "Not clear who it is.");
  EXPECT_THAT(List(cora, kOver), ElementsAre(id));
  EXPECT_THAT(Review(bob, id), HasReason(kNotFound)) << "it is no proposal any more";
}

TEST_F(JourneyTest, EverythingIsAudited) {
  const std::string id = Published(Proposal({kip}));
  ASSERT_THAT(Get(ben, id), IsOk());
  const auto leaves = hub.Leaves();
  std::vector<std::string> actions;
  for (const auto& leaf : leaves) actions.push_back(leaf.action());
  EXPECT_THAT(actions, Contains("bulletin.propose"));
  EXPECT_THAT(actions, Contains("bulletin.review"));
  EXPECT_THAT(actions, Contains("bulletin.publish"));
  const auto& read = leaves.back();
  EXPECT_EQ(read.action(), "bulletin.read");
  const auto shown_of = [&read](label::v1::RecordKind kind) {
    for (const auto& record : read.records()) {
      if (record.kind() == kind && record.use() == audit::v1::LEAF_USE_SHOWN) return true;
    }
    return false;
  };
  EXPECT_TRUE(shown_of(label::v1::BULLETIN));
  EXPECT_TRUE(shown_of(label::v1::SUBJECT));
  for (const auto& leaf : leaves) {
    if (leaf.action() != "bulletin.publish") continue;
    EXPECT_THAT(leaf.recipients(), Contains(policy::v1::ROLE_REPORTER));
  }
  (void)Get(fay, id);
  EXPECT_EQ(hub.Leaves().back().outcome(), audit::v1::OUTCOME_DENIED);
}

}  // namespace
}  // namespace smarthub::bulletin
