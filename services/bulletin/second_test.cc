// Two persons wherever somebody is shown: who can be the second.
#include "platform/base/times.h"
#include "services/bulletin/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kNotSecond = error::v1::REASON_NOT_SECOND_PERSON;
constexpr absl::Duration kDay = absl::Hours(24);

class SecondTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);
  const Face kay = Reported("Kay", bob, bakery);

  std::string ByManager(const TestCaller& manager, const std::vector<Face>& faces) {
    auto request = Proposal(faces);
    request.mutable_audience()->clear_roles();
    request.mutable_audience()->add_roles(policy::v1::ROLE_SITE_MANAGER);
    request.mutable_audience()->add_roles(policy::v1::ROLE_POLICE);
    const auto reply = Propose(manager, request);
    EXPECT_THAT(reply, IsOk());
    return reply.ok() ? reply->bulletin_id().value() : "";
  }
};

TEST_F(SecondTest, NotTheProposer) {
  const std::string id = Proposed(Proposal({kip}));
  const absl::Status reviewed = Review(cora, id);
  EXPECT_THAT(reviewed, HasReason(kNotSecond));
  EXPECT_THAT(MissingIn(reviewed), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
  // Whatever they have become since.
  Rewrite(
      label::v1::MEMBERSHIP, cora.facts.membership_id.ToString(),
      [](store::Content& content) {
        identity::v1::StoredMembership body;
        ASSERT_TRUE(body.ParseFromString(content.body));
        body.set_organisation_id(std::string(Id("another").bytes()));
        content.body = body.SerializeAsString();
      },
      "");
  EXPECT_THAT(Review(cora, id), HasReason(kNotSecond));
  EXPECT_THAT(Review(bob, id), IsOk());
}

TEST_F(SecondTest, NotOfTheProposersOrganisation) {
  const std::string id = Proposed(Proposal({kip}));
  EXPECT_THAT(Review(cody, id), HasReason(kNotSecond)) << "two coordinators are one scheme";
  EXPECT_THAT(Review(police, id), IsOk());
}

TEST_F(SecondTest, NotWhoReportedIt) {
  const std::string id = Proposed(Proposal({kay}));
  EXPECT_THAT(Review(bob, id), HasReason(kNotSecond));
  EXPECT_THAT(Get(bob, id)->allowed_actions(), Not(Contains("bulletin.review")));
  EXPECT_THAT(Review(mia, id), IsOk());
  // Wherever it happened.
  const std::string elsewhere = Proposed(Proposal({Reported("Kit", bob, farm)}));
  EXPECT_THAT(Review(bob, elsewhere), HasReason(kNotSecond));
}

TEST_F(SecondTest, NotFromTheSiteWhereItHappened) {
  const std::string id = Proposed(Proposal({kip}));
  EXPECT_THAT(Review(mia, id), HasReason(kNotSecond)) << "Ann, who reported it, works there too";
  // Of several people in it, one is enough.
  const std::string both = Proposed(Proposal({kip, kay}));
  EXPECT_THAT(Review(mia, both), HasReason(kNotSecond));
  EXPECT_THAT(Review(bob, both), HasReason(kNotSecond));
  EXPECT_THAT(Review(police, both), IsOk());
}

// Mia moved since: she was a colleague when it happened.
TEST_F(SecondTest, NotWhoeverWorkedThereWhenItHappened) {
  const absl::Time happened = hub.clock().Now() - 10 * kDay;
  const auto when = [this](std::optional<absl::Time> from, std::optional<absl::Time> reported) {
    Rewrite(
        label::v1::INCIDENT, kip.incident,
        [&](store::Content& content) {
          incident::v1::StoredIncident body;
          ASSERT_TRUE(body.ParseFromString(content.body));
          body.clear_happened_from();
          body.clear_reported_at();
          if (from.has_value()) *body.mutable_happened_from() = ToProto(*from);
          if (reported.has_value()) *body.mutable_reported_at() = ToProto(*reported);
          content.body = body.SerializeAsString();
        },
        "");
  };
  const auto moved = [this](absl::Time at) {
    Rewrite(
        label::v1::MEMBERSHIP, mia.facts.membership_id.ToString(),
        [&](store::Content& content) {
          identity::v1::StoredMembership body;
          ASSERT_TRUE(body.ParseFromString(content.body));
          body.set_organisation_id(std::string(Id("B").bytes()));
          body.clear_site_ids();
          body.add_site_ids(std::string(bakery.bytes()));
          body.clear_sites_left();
          auto& left = *body.add_sites_left();
          left.set_site_id(std::string(larder.bytes()));
          *left.mutable_left() = ToProto(at);
          content.body = body.SerializeAsString();
        },
        "");
  };
  const auto reviewed = [this] { return Review(mia, Proposed(Proposal({kip}))); };
  when(happened, happened + kDay);
  moved(happened + absl::Hours(1));
  EXPECT_THAT(reviewed(), HasReason(kNotSecond)) << "left before it was reported, and after it was";
  moved(happened - absl::Hours(1));
  EXPECT_THAT(reviewed(), IsOk()) << "gone by then";
  when(std::nullopt, happened);
  moved(happened + absl::Hours(1));
  EXPECT_THAT(reviewed(), HasReason(kNotSecond)) << "when it happened nobody knows";
  moved(happened - absl::Hours(1));
  EXPECT_THAT(reviewed(), IsOk());
  when(std::nullopt, std::nullopt);
  EXPECT_THAT(reviewed(), HasReason(kNotSecond)) << "nothing is known";
}

// Another shop of a company is the company; whoever worked for it then is of it.
TEST_F(SecondTest, NotWhoWorkedForTheCompanyThen) {
  const absl::Time happened = hub.clock().Now() - 10 * kDay;
  Rewrite(
      label::v1::INCIDENT, kip.incident,
      [happened](store::Content& content) {
        incident::v1::StoredIncident body;
        ASSERT_TRUE(body.ParseFromString(content.body));
        *body.mutable_happened_from() = ToProto(happened);
        content.body = body.SerializeAsString();
      },
      "");
  const auto left = [this](absl::Time at) {
    Rewrite(
        label::v1::MEMBERSHIP, bob.facts.membership_id.ToString(),
        [&](store::Content& content) {
          identity::v1::StoredMembership body;
          ASSERT_TRUE(body.ParseFromString(content.body));
          body.clear_sites_left();
          auto& one = *body.add_sites_left();
          one.set_site_id(std::string(Id("another shop of theirs").bytes()));
          one.set_organisation_id(std::string(Id("A").bytes()));
          *one.mutable_left() = ToProto(at);
          content.body = body.SerializeAsString();
        },
        "");
  };
  left(happened + kDay);
  EXPECT_THAT(Review(bob, Proposed(Proposal({kip}))), HasReason(kNotSecond));
  left(happened - kDay);
  EXPECT_THAT(Review(bob, Proposed(Proposal({kip}))), IsOk());
}

TEST_F(SecondTest, NotAnAccountThatTheProposerHasJustMade) {
  const std::string id = Proposed(Proposal({kip}));
  Joined(bob, cora, 29 * kDay);
  EXPECT_THAT(Review(bob, id), HasReason(kNotSecond));
  Joined(bob, police, 29 * kDay);
  EXPECT_THAT(Review(bob, id), IsOk()) << "somebody else made it";
  const std::string later = Proposed(Proposal({kip}));
  Joined(bob, cora, 31 * kDay);
  EXPECT_THAT(Review(bob, later), IsOk());
}

// Memberships that do not say who made them: known only by their age.
TEST_F(SecondTest, NotAnAccountOfWhichNobodyKnowsWhoMadeIt) {
  const std::string id = Proposed(Proposal({kip}));
  const auto forget = [this](absl::Duration since) {
    Rewrite(
        label::v1::MEMBERSHIP, bob.facts.membership_id.ToString(),
        [&](store::Content& content) {
          identity::v1::StoredMembership body;
          ASSERT_TRUE(body.ParseFromString(content.body));
          body.clear_invited_by();
          body.clear_joined();
          *body.mutable_since() = ToProto(hub.clock().Now() - since);
          content.body = body.SerializeAsString();
        },
        "");
  };
  forget(29 * kDay);
  EXPECT_THAT(Review(bob, id), HasReason(kNotSecond));
  forget(31 * kDay);
  EXPECT_THAT(Review(bob, id), IsOk());
}

TEST_F(SecondTest, NotWhoeverAmendedIt) {
  const std::string id = ByManager(mia, {kip});
  ASSERT_THAT(Amend(cora, id), IsOk());
  EXPECT_THAT(Review(cora, id, 2), HasReason(kNotSecond)) << "their words are in it";
  EXPECT_THAT(Review(mia, id, 2), HasReason(kNotSecond)) << "and Mia's still are";
  EXPECT_THAT(Review(bob, id, 2), IsOk());
}

// A coordinator who amends may say for more than a manager may.
TEST_F(SecondTest, TheLimitIsThatOfWhoeverSaidLastForWhomItIs) {
  const std::string id = ByManager(mia, {kip});
  const auto wider = Amend(cora, id, [](auto& request) {
    request.mutable_audience()->add_roles(policy::v1::ROLE_REPORTER);
  });
  ASSERT_THAT(wider, IsOk());
  EXPECT_THAT(wider->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

// Whoever approved is looked at again when it is published.
TEST_F(SecondTest, TheSecondPersonIsLookedAtAgain) {
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(bob, id), IsOk());
  Joined(bob, cora, kDay);
  EXPECT_THAT(MissingIn(Publish(cora, id)),
              ElementsAre(policy::v1::PUBLICATION_ITEM_SECOND_PERSON));
}

TEST_F(SecondTest, WhatIsApprovedIsWhatWasRead) {
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Amend(cora, id), IsOk());
  EXPECT_THAT(Review(bob, id, 1), HasReason(error::v1::REASON_WRONG_STATE));
  ASSERT_THAT(Review(bob, id, 2), IsOk());
  EXPECT_THAT(Publish(cora, id, 1), HasReason(error::v1::REASON_WRONG_STATE));
}

TEST_F(SecondTest, AlertsAndNewsNeedNone) {
  EXPECT_THAT(Propose(cora, Alert())->missing(), IsEmpty());
  const std::string id = Proposed(Alert());
  EXPECT_THAT(Get(cora, id)->allowed_actions(), Contains("bulletin.publish"));
  EXPECT_THAT(Publish(cora, id), IsOk());
}

}  // namespace
}  // namespace smarthub::bulletin
