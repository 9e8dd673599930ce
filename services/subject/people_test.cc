// One subject an appearance, links and their undoing, and who sees what of a person.
#include <gmock/gmock.h>

#include "platform/base/times.h"
#include "platform/store/indexes.h"
#include "services/subject/keys.h"
#include "services/subject/town_for_test.h"
#include "smarthub/bulletin/v1/stored.pb.h"

namespace smarthub::subject {
namespace {

using smarthub::testing::HasReason;
using smarthub::testing::IsInvalid;
using smarthub::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class PeopleTest : public TownTest {
 protected:
  int Subjects() {
    const auto page = hub.Run(hub.store()->List("melton", In(kSubjects, store::kAll, 100)));
    EXPECT_TRUE(page.ok());
    return page.ok() ? static_cast<int>(page->records.size()) : -1;
  }
  std::vector<std::string> NewsSince(const std::string& cursor) {
    std::vector<std::string> told;
    const auto items = *hub.Run(hub.store()->ReadOutbox("melton", cursor, 100));
    for (const store::OutboxItem& item : items) {
      if (item.event.key.kind == label::v1::SUBJECT) told.push_back(item.event.key.id.ToString());
    }
    return told;
  }
  std::string Newest() { return *hub.Run(hub.store()->NewestOutboxCursor("melton")); }
};

TEST_F(PeopleTest, AnAppearanceHasOneSubjectHoweverOftenItIsOpened) {
  Reported("theft", Person());
  const auto first = Open(cora, "theft");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(*Open(cora, "theft"), *first);
  EXPECT_EQ(Subjects(), 1);
  const auto found = hub.Run(hub.store()->List(
      "melton", In(store::kSubjectOfAppearance, Id("theft/suspect").ToString(), 10)));
  ASSERT_EQ(found->records.size(), 1u);
  EXPECT_EQ(found->records[0]->key().id.ToString(), *first);
}

TEST_F(PeopleTest, TwoWhoOpenAnAppearanceAtOnceOpenOneSubject) {
  Reported("theft", Person());
  rpc::Answer first;
  Event done(hub.loop());
  const auto run = [](Task<rpc::Answer> task, rpc::Answer& into, Event& when) -> Task<void> {
    into = co_await std::move(task);
    when.Set();
  };
  const auto one = Opening("theft");
  const auto two = Opening("theft");
  hub.loop().Spawn(run(hub.Begin(Name("OpenSubject"), cora, one), first, done));
  const rpc::Answer second = hub.Run(hub.Begin(Name("OpenSubject"), cora, two));
  (void)hub.Run(done.Wait());
  ASSERT_THAT(first.status, IsOk());
  ASSERT_THAT(second.status, IsOk());
  EXPECT_EQ(first.reply->SerializeAsString(), second.reply->SerializeAsString());
  EXPECT_EQ(Subjects(), 1);
}

TEST_F(PeopleTest, OnlySuspectsOfReportsThatTheCallerMaySeeAreOpened) {
  Reported("theft", Person());
  auto request = Opening("theft");
  request.mutable_appearance_id()->set_value(Id("theft/witness").ToString());
  EXPECT_THAT(Call<subject::v1::OpenSubjectResponse>("OpenSubject", cora, request),
              IsInvalid("appearance_id", error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Open(cora, "no such report"), HasReason(error::v1::REASON_NOT_FOUND));
  for (const TestCaller& caller : {ann, police, council, dpo}) {
    EXPECT_THAT(Open(caller, "theft"), HasReason(error::v1::REASON_NOT_ALLOWED));
  }
  EXPECT_EQ(Subjects(), 0);
}

TEST_F(PeopleTest, LinkedPeopleAreOnePageAndTheLinkSaysWhoAndWhy) {
  const std::string a = Opened("a", {.ago = absl::Hours(5)});
  const std::string b = Opened("b", {.ago = absl::Hours(3)});
  const std::string c = Opened("c");
  ASSERT_THAT(Link(a, b), IsOk());
  ASSERT_THAT(Link(b, c), IsOk());
  for (const std::string& any : {a, b, c}) {
    const auto page = Page(any);
    EXPECT_EQ(page.subject().subject_id().value(), any);
    EXPECT_EQ(page.subject().appearance_count(), 3);
    ASSERT_EQ(page.appearances_size(), 3);
    EXPECT_EQ(page.appearances(0).subject_id().value(), c);
    EXPECT_EQ(page.appearances(2).subject_id().value(), a);
    EXPECT_EQ(page.appearances(2).suspect().name(), "Kip Thrussington");
    EXPECT_THAT(page.appearances(2).plates(), ElementsAre("AB12 CDE"));
    ASSERT_EQ(page.subject().links_size(), 2);
    EXPECT_EQ(page.subject().links(0).by(), "Cora Example");
    EXPECT_EQ(page.subject().links(0).reason(), "Same tattoo.");
    EXPECT_THAT(page.subject().allowed_actions(),
                ElementsAre("subject.link", "subject.unlink", "bulletin.propose", "notice.letter",
                            "notice.record", "notice.exempt"));
  }
}

TEST_F(PeopleTest, ALinkGoesNeitherInACircleNorFromSomebodyWhoIsLinked) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  const std::string c = Opened("c");
  const auto wrong = HasReason(error::v1::REASON_WRONG_STATE);
  EXPECT_THAT(Link(a, a), wrong);
  ASSERT_THAT(Link(a, b), IsOk());
  EXPECT_THAT(Link(b, a), wrong);
  EXPECT_THAT(Link(a, c), wrong);
  ASSERT_THAT(Link(b, c), IsOk());
  EXPECT_THAT(Link(c, a), wrong);
  EXPECT_THAT(Link(a, Id("nobody").ToString()), HasReason(error::v1::REASON_NOT_FOUND));
}

TEST_F(PeopleTest, TwoLinksAtOnceMakeNoCircle) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  const std::string c = Opened("c");
  const std::string d = Opened("d");
  // a <- b and c <- d: linking a below d and c below b would meet in no record of their own.
  ASSERT_THAT(Link(b, a), IsOk());
  ASSERT_THAT(Link(d, c), IsOk());
  const auto linking = [&](const std::string& from, const std::string& to) {
    auto request = New<subject::v1::LinkAppearancesRequest>();
    request.mutable_from()->set_value(from);
    request.mutable_to()->set_value(to);
    request.set_reason("Same coat.");
    return request;
  };
  rpc::Answer first;
  Event done(hub.loop());
  const auto run = [](Task<rpc::Answer> task, rpc::Answer& into, Event& when) -> Task<void> {
    into = co_await std::move(task);
    when.Set();
  };
  const auto one = linking(a, d);
  const auto two = linking(c, b);
  hub.loop().Spawn(run(hub.Begin(Name("LinkAppearances"), cora, one), first, done));
  const rpc::Answer second = hub.Run(hub.Begin(Name("LinkAppearances"), cora, two));
  (void)hub.Run(done.Wait());
  EXPECT_NE(first.status.ok(), second.status.ok());
  EXPECT_EQ(Page(a).subject().appearance_count(), 4);
}

TEST_F(PeopleTest, AtMost31AreLinked) {
  const std::string root = Opened("root");
  std::string last;
  for (int i = 1; i < 31; ++i) {
    last = Opened("person " + std::to_string(i));
    ASSERT_THAT(Link(last, root), IsOk()) << i;
  }
  const std::string more = Opened("one more");
  EXPECT_THAT(Link(more, root), HasReason(error::v1::REASON_TOO_MANY));
  EXPECT_THAT(Link(root, more), HasReason(error::v1::REASON_TOO_MANY));
  EXPECT_EQ(Page(last).subject().appearance_count(), 31);
}

// A subject that was erased and made again since has its old id and not its old links.
TEST_F(PeopleTest, ALinkCountsWhereBothEndsSaySo) {
  const auto shown = [this](const std::string& id) {
    std::vector<std::string> ids;
    const auto page = Page(id);
    for (const auto& appearance : page.appearances()) {
      ids.push_back(appearance.subject_id().value());
    }
    return ids;
  };
  for (const bool upper : {true, false}) {
    const std::string round = upper ? "upper " : "lower ";
    const std::string a = Opened(round + "one");
    const std::string b = Opened(round + "two");
    const std::string again = upper ? b : a;
    const store::Content fresh = Stored(SubjectOf(again));
    ASSERT_THAT(Link(a, b), IsOk());
    ASSERT_THAT(shown(a), UnorderedElementsAre(a, b));
    Put(SubjectOf(again), fresh);
    for (const std::string& id : {a, b}) {
      EXPECT_THAT(shown(id), ElementsAre(id)) << round;
      EXPECT_THAT(Give(id), IsOk());
    }
    EXPECT_THAT(Unlink(b, a), HasReason(error::v1::REASON_WRONG_STATE));
    // The other way round, where the old link would make it a circle; and as it was.
    ASSERT_THAT(Link(b, a), IsOk());
    EXPECT_THAT(shown(a), UnorderedElementsAre(a, b));
    EXPECT_THAT(shown(b), UnorderedElementsAre(a, b));
    ASSERT_THAT(Unlink(a, b), IsOk());
    EXPECT_THAT(shown(b), ElementsAre(b));
    ASSERT_THAT(Link(a, b), IsOk());
    EXPECT_THAT(shown(b), UnorderedElementsAre(a, b));
    EXPECT_THAT(Page(b).subject().links(), SizeIs(1));
  }
}

TEST_F(PeopleTest, YoungerThan18IsSoForEverybodyLinkedAndEndsWithTheLink) {
  const std::string grown = Opened("grown");
  const std::string young = Opened("young", {.age = incident::v1::AGE_BAND_10_TO_17});
  const std::string ticked =
      Opened("ticked", {.age = incident::v1::AGE_BAND_UNSPECIFIED, .under_18_ticked = true});
  EXPECT_FALSE(Facts(grown).under_18());
  EXPECT_TRUE(Facts(young).under_18());
  EXPECT_TRUE(Facts(ticked).under_18());
  const std::string before = Newest();
  ASSERT_THAT(Link(young, grown), IsOk());
  EXPECT_TRUE(Facts(grown).under_18());
  // Whoever shows the grown one must look again; of the young one nothing has changed.
  EXPECT_THAT(NewsSince(before), ElementsAre(grown));
  ASSERT_THAT(Unlink(grown, young), IsOk());
  EXPECT_FALSE(Facts(grown).under_18());
  EXPECT_TRUE(Facts(young).under_18());
}

TEST_F(PeopleTest, UnlinkingUndoesOneLinkWithWhatHangsBelowIt) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  const std::string c = Opened("c");
  ASSERT_THAT(Link(a, b), IsOk());
  ASSERT_THAT(Link(b, c), IsOk());
  const std::string other = Opened("other");
  EXPECT_THAT(Unlink(other, a), HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_THAT(Unlink(b, c), HasReason(error::v1::REASON_WRONG_STATE));
  ASSERT_THAT(Unlink(c, b), IsOk());
  EXPECT_EQ(Page(a).subject().appearance_count(), 2);
  EXPECT_EQ(Page(c).subject().appearance_count(), 1);
  EXPECT_THAT(Page(c).subject().links(), IsEmpty());
  EXPECT_THAT(Unlink(c, b), HasReason(error::v1::REASON_WRONG_STATE));
  EXPECT_EQ(Body(c).undone_size(), 1);
  EXPECT_EQ(Body(c).undone(0).undone_reason(), "Two people after all.");
}

TEST_F(PeopleTest, LinkingAndUnlinkingAreCombinationInTheAudit) {
  const std::string a = Opened("a");
  const std::string b = Opened("b");
  ASSERT_THAT(Link(a, b), IsOk());
  EXPECT_EQ(hub.Leaves().back().operation(), label::v1::COMBINATION);
  ASSERT_THAT(Unlink(b, a), IsOk());
  EXPECT_EQ(hub.Leaves().back().operation(), label::v1::COMBINATION);
}

TEST_F(PeopleTest, AnAgencySeesOfAPersonWhatWasPassedToIt) {
  const std::string passed = Opened("passed", {.passed_to = {policy::v1::ROLE_POLICE}});
  const std::string kept = Opened("kept");
  const std::string other = Opened("other");
  ASSERT_THAT(Link(kept, passed), IsOk());
  const auto page = Get(police, passed);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->appearances_size(), 1);
  EXPECT_EQ(page->appearances(0).incident_id().value(), Id("passed").ToString());
  EXPECT_EQ(page->subject().appearance_count(), 0) << "how many there are is not theirs to know";
  EXPECT_THAT(page->subject().links(), IsEmpty());
  // An id alone says nothing, and trying it is in the audit.
  EXPECT_THAT(Get(police, other), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_EQ(hub.Leaves().back().reason(), "REASON_NOT_FOUND");
  EXPECT_THAT(Get(police, Id("nobody").ToString()), HasReason(error::v1::REASON_NOT_FOUND));
}

TEST_F(PeopleTest, TheCouncilSeesWhatWasPassedToItNotToThePolice) {
  const std::string ours = Opened("ours", {.passed_to = {policy::v1::ROLE_COUNCIL}});
  const std::string theirs = Opened("theirs", {.passed_to = {policy::v1::ROLE_POLICE}});
  const std::string others = Opened("others", {.passed_to = {policy::v1::ROLE_POLICE}});
  ASSERT_THAT(Link(theirs, ours), IsOk());
  const auto page = Get(council, ours);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->appearances_size(), 1);
  EXPECT_EQ(page->appearances(0).incident_id().value(), Id("ours").ToString());
  EXPECT_THAT(page->notices(), IsEmpty());
  EXPECT_THAT(page->bulletins(), IsEmpty());
  EXPECT_THAT(Get(council, others), HasReason(error::v1::REASON_NOT_FOUND));
}

// What services/bulletin has taken down is not to be found here: not that it is frozen either.
TEST_F(PeopleTest, PoliceSeeOnlyBulletinsThatAreUp) {
  const std::string person = Opened("a");
  const auto show = [&](bool live) {
    bulletin::v1::StoredBulletin body;
    body.set_title("Known for leaving with meat");
    body.set_kind(policy::v1::BULLETIN_KIND_KNOWN_PERSON);
    body.set_gallery("known");
    body.add_persons()->set_subject_id(std::string(SubjectOf(person).id.bytes()));
    *body.mutable_published_at() = ToProto(hub.clock().Now());
    store::Content content;
    content.indexes = {{"bulletin_of", person, "1"}};
    content.body = body.SerializeAsString();
    content.facts.add_audience_roles(policy::v1::ROLE_POLICE);
    content.facts.set_audience_everywhere(true);
    *content.facts.mutable_live_from() = ToProto(hub.clock().Now());
    *content.facts.mutable_live_until() = ToProto(hub.clock().Now() + absl::Hours(live ? 24 : 0));
    Put({label::v1::BULLETIN, Id("shown")}, std::move(content));
  };
  show(true);
  const auto page = Get(police, person);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->bulletins(), SizeIs(1));
  const auto changed = [&](auto change) {
    const store::Content before = Stored(SubjectOf(person));
    store::Content content = before;
    auto body = Body(person);
    change(content.facts, body);
    content.body = body.SerializeAsString();
    Put(SubjectOf(person), std::move(content));
    EXPECT_THAT(Get(police, person), HasReason(error::v1::REASON_NOT_FOUND));
    Put(SubjectOf(person), before);
  };
  changed([](auto& facts, auto&) { facts.set_frozen(true); });
  changed([](auto& facts, auto&) { facts.set_under_18(true); });
  changed([](auto&, auto& body) { body.set_anybody_under_10(true); });
  EXPECT_THAT(Get(police, person), IsOk());
  show(false);
  EXPECT_THAT(Get(police, person), HasReason(error::v1::REASON_NOT_FOUND));
  EXPECT_THAT(Page(person).bulletins(), SizeIs(1)) << "the coordinator sees what there was";
}

TEST_F(PeopleTest, ShopsHaveNoPersonPage) {
  const std::string person = Opened("a");
  for (const TestCaller& caller : {ann, mia}) {
    EXPECT_THAT(Get(caller, person), HasReason(error::v1::REASON_NOT_ALLOWED));
  }
}

TEST_F(PeopleTest, TheDpoSeesThatSomebodyIsHeldNotWho) {
  const std::string person = Opened("a");
  const auto page = Get(dpo.For("audit"), person);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->appearances(), SizeIs(1));
  EXPECT_EQ(page->appearances(0).suspect().name(), "");
  EXPECT_EQ(page->appearances(0).site_name(), "");
}

TEST_F(PeopleTest, NoErrorOrEntrySaysWhoSomebodyIs) {
  const std::string a = Opened("a", {.name = "Canary Longtail"});
  const std::string b = Opened("b", {.name = "Canary Longtail"});
  auto request = New<subject::v1::LinkAppearancesRequest>();
  request.mutable_from()->set_value(a);
  request.mutable_to()->set_value(b);
  request.set_reason("Canary Longtail told me.");
  ASSERT_THAT(Call<subject::v1::LinkAppearancesResponse>("LinkAppearances", cora, request), IsOk());
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  EXPECT_THAT(Call<subject::v1::LinkAppearancesResponse>("LinkAppearances", cora, request),
              HasReason(error::v1::REASON_WRONG_STATE));
  request.set_reason("Canary Longtail" + std::string(300, 'x'));
  EXPECT_THAT(Call<subject::v1::LinkAppearancesResponse>("LinkAppearances", cora, request),
              IsInvalid("reason", error::v1::REASON_TOO_LONG));
  hub.ExpectNowhere("Canary Longtail");
}

}  // namespace
}  // namespace smarthub::subject
