// Who counts as one person: a link is what both of its ends say.
#include "services/bulletin/town_for_test.h"

namespace smarthub::bulletin {
namespace {

using smarthub::testing::IsOk;
using ::testing::Contains;

std::string Bytes(const std::string& id) { return std::string(Uuid::Parse(id)->bytes()); }

class LinkedTest : public TownTest {
 protected:
  const Face kip = Reported("Kip", ann, larder);
};

TEST_F(LinkedTest, ALinkCountsWhereBothEndsSaySo) {
  const Face child = Reported("Child", ann, larder, incident::v1::AGE_BAND_UNDER_10);
  const auto young = [this] {
    const auto reply = Propose(cora, Proposal({kip}));
    EXPECT_THAT(reply, IsOk());
    return absl::c_linear_search(reply->missing(), policy::v1::PUBLICATION_ITEM_UNDER_10);
  };
  EXPECT_FALSE(young());
  // The subject above was erased and made again: its old id, and not its old links.
  ChangeSubject(kip, [&](auto& body) { body.set_linked_to(Bytes(child.subject)); }, {});
  EXPECT_FALSE(young());
  ChangeSubject(kip, [](auto& body) { body.clear_linked_to(); }, {});
  // The one below was.
  ChangeSubject(kip, [&](auto& body) { body.add_links()->set_from(Bytes(child.subject)); }, {});
  EXPECT_FALSE(young());
  ChangeSubject(child, [&](auto& body) { body.set_linked_to(Bytes(kip.subject)); }, {});
  EXPECT_TRUE(young());
}

TEST_F(LinkedTest, WhoSpeaksForSomebodyIsSaidByBothEnds) {
  const Face kay = Reported("Kay", ben, bakery);
  auto request = Proposal({kip});
  request.mutable_persons(0)->mutable_subject_id()->set_value(kay.subject);
  ChangeSubject(kip, [&](auto& body) { body.set_linked_to(Bytes(kay.subject)); }, {});
  EXPECT_THAT(Propose(cora, request),
              smarthub::testing::IsInvalid("persons[0].subject_id", error::v1::REASON_NOT_FOUND));
  ChangeSubject(kay, [&](auto& body) { body.add_links()->set_from(Bytes(kip.subject)); }, {});
  EXPECT_THAT(Propose(cora, request), IsOk());
}

// Links that no room would write.
TEST_F(LinkedTest, ARingOfLinksEnds) {
  const Face kay = Reported("Kay", ben, bakery);
  const std::string id = Proposed(Proposal({kip}));
  ASSERT_THAT(Review(bob, id), IsOk());
  Link(kip, kay);
  Link(kay, kip);
  EXPECT_THAT(MissingIn(Publish(cora, id)), Contains(policy::v1::PUBLICATION_ITEM_UNDER_10));
}

}  // namespace
}  // namespace smarthub::bulletin
