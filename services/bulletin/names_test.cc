// Alerts and news: one person publishes them, so they name and describe nobody.
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

TEST_F(NamesTest, NobodyWhomABulletinShowsIsNamedInAnAlert) {
  const auto naming = [this] { return Naming("The notes came from Thrussington."); };
  EXPECT_THAT(Propose(cora, naming()), IsOk()) << "nobody of that name is shown";
  const std::string plain = Published(Alert());
  const std::string shown = Published(Proposal({kip}));
  auto insisted = naming();
  insisted.set_scan_acknowledged(true);
  EXPECT_THAT(Propose(cora, insisted), IsInvalid("text", kScan)) << "whoever insists";
  auto title = Alert();
  title.set_title("Thrussington again");
  EXPECT_THAT(Propose(cora, title), IsInvalid("title", kScan));
  EXPECT_THAT(
      Amend(cora, plain, [](auto& amend) { amend.set_text("The notes came from Thrussington."); }),
      IsInvalid("text", kScan));
  ASSERT_THAT(Withdraw(cora, shown), IsOk());
  EXPECT_THAT(Propose(cora, naming()), IsOk());
  // Also while it waits for its second person, and where only the face is shown.
  Proposed(Proposal({kip}, "id-sought"));
  EXPECT_THAT(Propose(cora, naming()), IsInvalid("text", kScan));
}

TEST_F(NamesTest, WhatWasProposedBeforeIsLookedAtAgainWhenItIsPublished) {
  const std::string alert = Proposed(Naming("The notes came from Thrussington."));
  const std::string shown = Published(Proposal({kip}));
  EXPECT_THAT(Publish(cora, alert), IsInvalid("text", kScan));
  ASSERT_THAT(Withdraw(cora, shown), IsOk());
  EXPECT_THAT(Publish(cora, alert), IsOk());
}

// An answer tells nobody what they could not read.
TEST_F(NamesTest, WhoDoesNotSeeEveryBulletinLearnsNothingFromAnAnswer) {
  Proposed(Proposal({kip}));
  auto naming = Naming("The notes came from Thrussington.");
  const auto reply = Propose(mia, naming);
  ASSERT_THAT(reply, IsOk());
  EXPECT_THAT(reply->missing(), IsEmpty());
  EXPECT_THAT(Publish(cora, reply->bulletin_id().value()), IsInvalid("text", kScan));
  // Nor does the coordinator of somebody who is not theirs to see.
  Restrict(kip);
  EXPECT_THAT(Publish(cora, reply->bulletin_id().value()), IsOk());
}

}  // namespace
}  // namespace smarthub::bulletin
