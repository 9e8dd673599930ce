#include "platform/base/times.h"
#include "policies/engine/actions.h"
#include "services/identity/sites_left.h"
#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

using policy::v1::ROLE_BOARD_MEMBER;
using policy::v1::ROLE_COORDINATOR;
using policy::v1::ROLE_DPO;
using policy::v1::ROLE_POLICE;
using policy::v1::ROLE_REPORTER;
using policy::v1::ROLE_SITE_MANAGER;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr absl::Duration kYear = absl::Hours(24 * 365);

class PeopleTest : public TownForTest {
 protected:
  absl::Status Change(const std::string& id, policy::v1::Role role,
                      const std::vector<std::string>& sites = {}, std::string organisation = "") {
    auto request = New<ChangeRoleRequest>();
    request.mutable_membership_id()->set_value(id);
    request.set_role(role);
    for (const std::string& site_id : sites) request.add_sites()->set_value(site_id);
    if (!organisation.empty()) request.mutable_organisation_id()->set_value(organisation);
    return Call<ChangeRoleResponse>("ChangeRole", coordinator, request).status();
  }
  // Sites that somebody worked at before, and until when.
  std::vector<std::pair<std::string, absl::Time>> LeftBy(const Somebody& who) {
    const store::Key key{label::v1::MEMBERSHIP, *Uuid::Parse(who.membership_id)};
    const auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    EXPECT_THAT(read, IsOk());
    StoredMembership body;
    EXPECT_TRUE(body.ParseFromString((*read)[0]->Open()->body));
    std::vector<std::pair<std::string, absl::Time>> left;
    for (const StoredSiteLeft& one : body.sites_left()) {
      left.emplace_back(Uuid::FromBytes(one.site_id())->ToString(), FromProto(one.left()));
    }
    return left;
  }
  std::map<std::string, Membership> People() {
    std::map<std::string, Membership> by_login;
    ListPeopleRequest request;
    request.set_page_size(2);  // so that paging is walked too
    do {
      auto people = Call<ListPeopleResponse>("ListPeople", coordinator, request);
      EXPECT_THAT(people, IsOk());
      if (!people.ok()) return by_login;
      EXPECT_LE(people->people_size(), 2);
      for (const Membership& member : people->people()) {
        EXPECT_TRUE(by_login.emplace(member.login(), member).second) << "shown twice";
      }
      request.set_page_token(people->next_page_token());
    } while (!request.page_token().empty());
    return by_login;
  }
};

TEST_F(PeopleTest, ListsEverybodyOnce) {
  for (int i = 0; i < 4; ++i) {
    Join(absl::StrCat("ann", i, "@boots.example"), ROLE_REPORTER, boots, {site});
  }
  EXPECT_EQ(People().size(), 5u);
  ListPeopleRequest request;
  request.set_page_size(201);
  EXPECT_THAT(Call<ListPeopleResponse>("ListPeople", coordinator, request),
              IsInvalid("page_size", REASON_OUT_OF_RANGE));
  request.set_page_size(10);
  request.set_page_token("noise");
  EXPECT_THAT(Call<ListPeopleResponse>("ListPeople", coordinator, request),
              IsInvalid("page_token", REASON_BAD_FORMAT));
}

TEST_F(PeopleTest, NobodyDoesItToThemselves) {
  const Somebody second = Join("carl@melton.example", ROLE_COORDINATOR, scheme_organisation);
  const std::string& own = coordinator.membership_id;
  EXPECT_THAT(Suspend(own), HasReason(REASON_SELF));
  EXPECT_THAT(Remove(own), HasReason(REASON_SELF));
  EXPECT_THAT(Change(own, policy::v1::ROLE_BOARD_MEMBER), HasReason(REASON_SELF));
}

// Two coordinators end each other at the same moment: one of the two commits comes first, the other
// is run again and finds that nobody would be left.
TEST_F(PeopleTest, TheLastCoordinatorStaysEvenWhenTwoRemoveEachOther) {
  const Somebody second = Join("carl@melton.example", ROLE_COORDINATOR, scheme_organisation);
  auto first_call = New<RemovePersonRequest>();
  first_call.mutable_membership_id()->set_value(second.membership_id);
  auto second_call = New<RemovePersonRequest>();
  second_call.mutable_membership_id()->set_value(coordinator.membership_id);
  const rpc::Method& method = *hub.guard().Find(hub.PathOf(Name("RemovePerson")));
  rpc::Call as_first;
  as_first.credentials = As(coordinator.session);
  rpc::Call as_second;
  as_second.credentials = As(second.session);
  std::vector<absl::Status> ends;
  auto run = [](rpc::Guard& guard, const rpc::Method& of, rpc::Call call,
                const RemovePersonRequest& request, std::vector<absl::Status>& out) -> Task<void> {
    const rpc::Answer answer = co_await guard.Unary(of, std::move(call), request);
    out.push_back(answer.status);
  };
  hub.loop().Spawn(run(hub.guard(), method, as_first, first_call, ends));
  hub.loop().Spawn(run(hub.guard(), method, as_second, second_call, ends));
  auto until = [](Loop& loop, std::vector<absl::Status>& out) -> Task<bool> {
    while (out.size() < 2) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  };
  hub.Run(until(hub.loop(), ends));
  int done = 0;
  for (const absl::Status& status : ends) {
    if (status.ok()) {
      ++done;
    } else {
      EXPECT_THAT(status, HasReason(REASON_LAST_COORDINATOR));
    }
  }
  EXPECT_EQ(done, 1);
}

TEST_F(PeopleTest, StatesMoveOneWay) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  EXPECT_THAT(Restore(ann.membership_id), HasReason(REASON_WRONG_STATE));
  EXPECT_THAT(Suspend(ann.membership_id), IsOk());
  EXPECT_THAT(Suspend(ann.membership_id), HasReason(REASON_WRONG_STATE));
  EXPECT_THAT(Restore(ann.membership_id), IsOk());
  EXPECT_THAT(Remove(ann.membership_id), IsOk());
  for (auto status :
       {Restore(ann.membership_id), Suspend(ann.membership_id), Remove(ann.membership_id),
        Change(ann.membership_id, ROLE_SITE_MANAGER, {site})}) {
    EXPECT_THAT(status, HasReason(REASON_WRONG_STATE));
  }
  EXPECT_THAT(Suspend(Uuid::Make(hub.random()).ToString()), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Suspend("x"), IsInvalid("membership_id.value", REASON_BAD_FORMAT));
  EXPECT_THAT(Suspend(""), IsInvalid("membership_id.value", REASON_REQUIRED));
}

TEST_F(PeopleTest, AChangedRoleIsSeenByTheNextCall) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  EXPECT_THAT(Call<ListPeopleResponse>("ListPeople", ann, ListPeopleRequest()),
              HasReason(REASON_NOT_ALLOWED));
  ASSERT_THAT(Change(ann.membership_id, ROLE_SITE_MANAGER, {site}), IsOk());
  EXPECT_THAT(Call<ListPeopleResponse>("ListPeople", ann, ListPeopleRequest()), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_EQ(People()["ann@boots.example"].role(), ROLE_SITE_MANAGER);
}

TEST_F(PeopleTest, ARoleIsChangedByTheRulesOfInviting) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const Somebody pc = Join("pc42@leics.example", ROLE_POLICE, police);
  EXPECT_THAT(Change(ann.membership_id, ROLE_REPORTER), IsInvalid("sites", REASON_REQUIRED));
  EXPECT_THAT(Change(ann.membership_id, ROLE_POLICE), HasReason(REASON_NOT_OF_ORGANISATION));
  EXPECT_THAT(Change(pc.membership_id, ROLE_DPO, {}, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
  EXPECT_THAT(Change(ann.membership_id, ROLE_DPO, {}, scheme_organisation), IsOk());
  // Who was DPO is never coordinator either.
  EXPECT_THAT(Change(ann.membership_id, ROLE_COORDINATOR, {}, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
}

TEST_F(PeopleTest, ALeaversSessionsEndAndTheirClocksStart) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const Uuid person = *Uuid::Parse(People()["ann@boots.example"].person_id().value());
  ASSERT_THAT(Remove(ann.membership_id), IsOk());
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", ann, ListPlacesRequest()),
              HasReason(REASON_NO_MEMBERSHIP));
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Call<WhoAmIResponse>("WhoAmI", ann, WhoAmIRequest()),
              HasReason(REASON_SESSION_ENDED));
  EXPECT_THAT(SignIn(ann), HasReason(REASON_WRONG_CREDENTIALS));
  const auto due = [&](const std::string& slot, store::Key key) {
    auto read = hub.Run(hub.store()->Read(slot, absl::MakeConstSpan(&key, 1)));
    EXPECT_THAT(read, IsOk());
    return (*read)[0]->Open()->retention_due;
  };
  const auto account = due("hub", {label::v1::ACCOUNT, person});
  const auto member = due("melton", {label::v1::MEMBERSHIP, *Uuid::Parse(ann.membership_id)});
  ASSERT_TRUE(account.has_value());
  ASSERT_TRUE(member.has_value());
  EXPECT_GT(*account, hub.clock().Now() + absl::Hours(24 * 364));
  EXPECT_LT(*account, hub.clock().Now() + absl::Hours(24 * 367));
}

TEST_F(PeopleTest, ALeaverWhoComesBackBeginsAgainWithANewPasswordAndPhone) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(Remove(ann.membership_id), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const Somebody again = Join("ann@boots.example", ROLE_SITE_MANAGER, boots, {site});
  EXPECT_NE(again.secret, ann.secret);
  EXPECT_NE(again.membership_id, ann.membership_id);
  auto who = Call<WhoAmIResponse>("WhoAmI", again, WhoAmIRequest());
  ASSERT_THAT(who, IsOk());
  ASSERT_EQ(who->memberships_size(), 1);
  EXPECT_EQ(who->memberships(0).role(), ROLE_SITE_MANAGER);
}

// Whoever moved is no second person for what happened at their last shop while they worked there.
TEST_F(PeopleTest, SitesThatAMemberLeftAreKeptWithTheDay) {
  const std::string other = AddSite(boots, "Boots, Burton Street");
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site, other});
  EXPECT_THAT(LeftBy(ann), IsEmpty());
  hub.clock().Advance(absl::Minutes(5));
  const absl::Time moved = hub.clock().Now();
  ASSERT_THAT(Change(ann.membership_id, ROLE_REPORTER, {other}), IsOk());
  EXPECT_THAT(LeftBy(ann), ElementsAre(Pair(site, moved)));
  // The same sites again leave nothing; who comes back and goes again left last then.
  hub.clock().Advance(absl::Minutes(5));
  ASSERT_THAT(Change(ann.membership_id, ROLE_SITE_MANAGER, {site, other}), IsOk());
  EXPECT_THAT(LeftBy(ann), ElementsAre(Pair(site, moved)));
  hub.clock().Advance(absl::Minutes(5));
  const absl::Time again = hub.clock().Now();
  ASSERT_THAT(Change(ann.membership_id, ROLE_BOARD_MEMBER, {}, scheme_organisation), IsOk());
  EXPECT_THAT(LeftBy(ann), UnorderedElementsAre(Pair(site, again), Pair(other, again)));
}

TEST_F(PeopleTest, SitesThatAMemberLeftComeAlongToTheirNextMembership) {
  const std::string other = AddSite(boots, "Boots, Burton Street");
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site, other});
  hub.clock().Advance(absl::Minutes(5));
  const absl::Time moved = hub.clock().Now();
  ASSERT_THAT(Change(ann.membership_id, ROLE_REPORTER, {other}), IsOk());
  hub.clock().Advance(absl::Minutes(5));
  const absl::Time left = hub.clock().Now();
  ASSERT_THAT(Remove(ann.membership_id), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const Somebody again = Join("ann@boots.example", ROLE_COORDINATOR, scheme_organisation);
  EXPECT_THAT(LeftBy(again), UnorderedElementsAre(Pair(site, moved), Pair(other, left)));
}

// Nobody worked at the shop of an invitation that was a mistake.
TEST_F(PeopleTest, AnInvitationNeverTakenUpLeavesNoSite) {
  const std::string other = AddSite(boots, "Boots, Burton Street");
  StoredMembership mistaken;
  mistaken.add_site_ids(std::string(Uuid::Parse(other)->bytes()));
  mistaken.set_state(MEMBERSHIP_STATE_LEFT);
  *mistaken.mutable_since() = ToProto(hub.clock().Now());
  StoredMembership next;
  TakeSitesLeft(*smarthub::testing::LoadPolicy("melton"), mistaken, hub.clock().Now(), next);
  EXPECT_THAT(next.sites_left(), IsEmpty());
}

// For as long as there can be a report to be a colleague of, as the scheme's policy has it: passed
// at the end of its first clock, answered at the end of the next.
TEST_F(PeopleTest, SitesLeftAreKeptWithTheCompanyAndAsLongAsReportsAre) {
  const auto policy = smarthub::testing::LoadPolicy("melton");
  StoredMembership member;
  member.set_organisation_id("of then");
  member.add_site_ids("first");
  const absl::Time first = hub.clock().Now();
  LeaveSites(*policy, {}, first, member);
  ASSERT_EQ(member.sites_left_size(), 1);
  EXPECT_EQ(member.sites_left(0).organisation_id(), "of then");
  member.set_organisation_id("of now");
  member.clear_site_ids();
  member.add_site_ids("second");
  // Two years, four, and one.
  LeaveSites(*policy, {}, first + 7 * kYear, member);
  ASSERT_EQ(member.sites_left_size(), 2);
  EXPECT_EQ(member.sites_left(1).site_id(), "second");
  EXPECT_EQ(member.sites_left(1).organisation_id(), "of now");
  // Each clock counted from the end of its month.
  const absl::Time over = first + 7 * kYear + absl::Hours(24 * 120);
  StoredMembership next;
  TakeSitesLeft(*policy, member, over, next);
  ASSERT_EQ(next.sites_left_size(), 1);
  EXPECT_EQ(next.sites_left(0).site_id(), "second");

  // Another scheme keeps what was passed for longer.
  policy::v1::Bundle longer = policy->bundle();
  for (auto& rule : *longer.mutable_lifecycle()) {
    if (rule.id() == "passed-48-months") rule.mutable_after()->set_months(96);
  }
  const auto actions = policy::AllActions();
  const auto compiled = policy::Policy::Compile(longer, actions);
  ASSERT_THAT(compiled, IsOk());
  StoredMembership theirs;
  TakeSitesLeft(**compiled, member, over, theirs);
  EXPECT_EQ(theirs.sites_left_size(), 2);
}

TEST_F(PeopleTest, AnOlderStandingChangesNothing) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const std::string person = People()["ann@boots.example"].person_id().value();
  CarryStandingRequest stale;
  stale.mutable_scheme()->set_value("melton");
  stale.mutable_membership_id()->set_value(ann.membership_id);
  stale.mutable_person_id()->set_value(person);
  stale.set_role(ROLE_REPORTER);
  stale.set_state(MEMBERSHIP_STATE_LEFT);
  stale.set_version(0);
  ASSERT_THAT(hub.RunSystem<CarryStandingResponse>(Name("CarryStanding"), "", stale), IsOk());
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", ann, ListPlacesRequest()), IsOk());
}

TEST_F(PeopleTest, OnlyTheCoordinatorRunsMembers) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const Somebody pc = Join("pc42@leics.example", ROLE_POLICE, police);
  auto request = New<SuspendPersonRequest>();
  request.mutable_membership_id()->set_value(coordinator.membership_id);
  EXPECT_THAT(Call<SuspendPersonResponse>("SuspendPerson", ann, request),
              HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(Call<SuspendPersonResponse>("SuspendPerson", pc, request),
              HasReason(REASON_NOT_ALLOWED));
}

}  // namespace
}  // namespace smarthub::identity
