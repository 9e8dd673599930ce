// Alerts and news: one person publishes them, so they name and describe nobody; and no bulletin
// names anybody but whom it shows.
#include "services/bulletin/town_for_test.h"
#include "smarthub/incident/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kKip[] = "The notes came from Kip Thrussington.";
constexpr auto kScan = error::v1::REASON_SCAN_FOUND_SOMETHING;
constexpr auto kNotReady = error::v1::REASON_NOT_READY;

class NamesTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);

  bulletin::v1::ProposeBulletinRequest Naming(const std::string& text) {
    auto request = Alert();
    request.set_text(text);
    return request;
  }
};

TEST_F(NamesTest, WhoeverProposesAnAlertSaysThatItNamesNobody) {
  auto request = Alert();
  request.clear_checklist();
  const auto reply = Propose(cora, request);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->missing(), ElementsAre(policy::v1::PUBLICATION_ITEM_CHECKLIST));
  const std::string id = reply->bulletin_id().value();
  const absl::Status published = Publish(cora, id);
  EXPECT_THAT(published, HasReason(kNotReady));
  EXPECT_THAT(MissingIn(published), ElementsAre(policy::v1::PUBLICATION_ITEM_CHECKLIST));
  const auto amended =
      Amend(cora, id, [](auto& amend) { amend.mutable_checklist()->set_names_nobody(true); });
  ASSERT_THAT(amended, IsOk());
  EXPECT_THAT(amended->missing(), IsEmpty());
  EXPECT_THAT(Publish(cora, id, 2), IsOk());
  // And whoever changes it while it is live.
  const auto taken_back =
      Amend(cora, id, [](auto& amend) { amend.mutable_checklist()->set_names_nobody(false); });
  EXPECT_THAT(taken_back, HasReason(kNotReady));
}

TEST_F(NamesTest, NobodyWhomABulletinShowedIsNamedInAnother) {
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsOk()) << "nobody of that name is shown";
  const std::string plain = Published(Alert());
  const std::string shown = Published(Proposal({kip}));
  auto insisted = Naming(kKip);
  insisted.set_scan_acknowledged(true);
  const auto refused = Propose(cora, insisted);
  EXPECT_THAT(refused, IsInvalid("text", kScan)) << "whoever insists";
  EXPECT_THAT(refused.status().message(), HasSubstr("kip thrussington")) << "which words";
  auto title = Alert();
  title.set_title("KIP  THRUSSINGTON again");
  EXPECT_THAT(Propose(cora, title), IsInvalid("title", kScan));
  EXPECT_THAT(Amend(cora, plain, [](auto& amend) { amend.set_text(kKip); }),
              IsInvalid("text", kScan));
}

// The one person who must be stored only is not the one who may be named.
TEST_F(NamesTest, NorIsWhoeverIsFrozenRestrictedOrTakenDown) {
  const std::string shown = Published(Proposal({kip}, "id-sought"));
  Freeze(kip);
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
  Restrict(kip);
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
  ASSERT_THAT(Withdraw(cora, shown), IsOk());
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
}

TEST_F(NamesTest, NorWhoeverRanOutOrWaits) {
  Published(Proposal({kip}));
  hub.clock().Advance(absl::Hours(24 * 370));
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
  Proposed(Proposal({Reported("Kay", ann, larder)}));
  EXPECT_THAT(Propose(cora, Naming("Ask for Kay Thrussington.")), IsInvalid("text", kScan));
}

TEST_F(NamesTest, NorWhomABulletinShowedBeforeItWasAmended) {
  const Face kay = Reported("Kay", ann, larder);
  const std::string id = Published(Proposal({kip, kay}));
  ASSERT_THAT(Amend(cora, id, [](auto& amend) { amend.mutable_persons()->DeleteSubrange(0, 1); }),
              IsOk());
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
}

TEST_F(NamesTest, ABulletinOfSomebodyNamesNobodyElse) {
  Published(Proposal({kip}));
  const Face kay = Reported("Kay", ann, larder);
  auto proposal = Proposal({kay});
  proposal.set_text("She was with Kip Thrussington.");
  EXPECT_THAT(Propose(cora, proposal), IsInvalid("text", kScan));
  proposal = Proposal({kay});
  proposal.mutable_persons(0)->set_caption("Left, beside Kip Thrussington");
  EXPECT_THAT(Propose(cora, proposal), IsInvalid("persons[0].caption", kScan));
  // Their own name stands with them, in this bulletin and in the next.
  for (int i = 0; i < 2; ++i) {
    proposal = Proposal({kay});
    proposal.mutable_persons(0)->set_caption("Kay Thrussington at the till");
    const std::string id = Published(proposal);
    ASSERT_THAT(Amend(cora, id), IsOk());
  }
}

TEST_F(NamesTest, OnlyTheWholeNameCounts) {
  Published(Proposal({kip}));
  Rewrite(
      label::v1::INCIDENT, kip.incident,
      [this](store::Content& content) {
        incident::v1::StoredAppearance seen;
        std::string& stored = content.appearances[*Uuid::Parse(kip.appearance)];
        ASSERT_TRUE(seen.ParseFromString(stored));
        seen.mutable_suspect()->add_aliases("Dave");
        seen.mutable_suspect()->add_aliases("Big Dave");
        stored = seen.SerializeAsString();
      },
      "");
  EXPECT_THAT(Propose(cora, Naming("A big refund scam. Ask Dave.")), IsOk());
  EXPECT_THAT(Propose(cora, Naming("At Thrussington Street. Ring PC Kip Cox.")), IsOk());
  EXPECT_THAT(Propose(cora, Naming("It was Big Dave.")), IsInvalid("text", kScan));
}

TEST_F(NamesTest, WhoeverIsShownStaysSoBehindHundredsOfAlerts) {
  Proposed(Proposal({kip}));
  hub.clock().Advance(absl::Seconds(1));
  for (int i = 0; i < 210; ++i) Proposed(Alert());
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
}

TEST_F(NamesTest, ADamagedRecordPassesOverThatPersonOnly) {
  const Face kay = Reported("Kay", ann, larder);
  Published(Proposal({kip, kay}));
  Rewrite(
      label::v1::INCIDENT, kay.incident,
      [&kay](store::Content& content) {
        content.appearances[*Uuid::Parse(kay.appearance)] = "\xff";
      },
      "");
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
  EXPECT_THAT(Propose(cora, Naming("Twenties.")), IsOk());
}

TEST_F(NamesTest, WhatWasProposedBeforeIsLookedAtAgainWhenItIsPublished) {
  const std::string alert = Proposed(Naming(kKip));
  Published(Proposal({kip}));
  EXPECT_THAT(Publish(cora, alert), IsInvalid("text", kScan));
}

// Whoever asks name by name leaves an entry for each.
TEST_F(NamesTest, ARefusalIsInTheAuditWithWhatItRestedOn) {
  Published(Proposal({kip}));
  EXPECT_THAT(Propose(cora, Naming(kKip)), IsInvalid("text", kScan));
  const audit::v1::Leaf leaf = hub.Leaves().back();
  EXPECT_EQ(leaf.action(), "bulletin.propose");
  EXPECT_EQ(leaf.reason(), "REASON_SCAN_FOUND_SOMETHING");
}

// An answer tells nobody what they could not read.
TEST_F(NamesTest, WhoDoesNotSeeEveryBulletinLearnsNothingFromAnAnswer) {
  Proposed(Proposal({kip}));
  const auto reply = Propose(mia, Naming(kKip));
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->missing(), IsEmpty());
  EXPECT_THAT(Publish(cora, reply->bulletin_id().value()), IsInvalid("text", kScan));
}

}  // namespace
}  // namespace smarthub::bulletin
