#include "services/identity/carrier.h"

#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

using policy::v1::ROLE_COORDINATOR;
using policy::v1::ROLE_REPORTER;
using store::Fault;
using ::testing::HasSubstr;
using ::testing::Not;

class CarrierTest : public TownForTest {
 protected:
  explicit CarrierTest(bool with_town = true) : TownForTest(with_town) {}

  // Carries until it works, as the running carrier does.
  void CarryThrough(const std::string& when) {
    for (int i = 0; i < 6; ++i) {
      if (Carry().ok()) return;
    }
    ADD_FAILURE() << "not carried: " << when;
  }
  InvitePersonResponse InviteAnn(int n) {
    auto invited = Call<InvitePersonResponse>(
        "InvitePerson", coordinator,
        Invitation(absl::StrCat("ann", n, "@boots.example"), ROLE_REPORTER, boots, {site}));
    EXPECT_THAT(invited, IsOk());
    return invited.ok() ? *invited : InvitePersonResponse();
  }
  MembershipState StateOf(const std::string& membership_id) {
    auto people = Call<ListPeopleResponse>("ListPeople", coordinator, ListPeopleRequest());
    EXPECT_THAT(people, IsOk());
    for (const Membership& member : people->people()) {
      if (member.membership_id().value() == membership_id) return member.state();
    }
    return MEMBERSHIP_STATE_UNSPECIFIED;
  }
};

class EmptyHubTest : public CarrierTest {
 protected:
  EmptyHubTest() : CarrierTest(/*with_town=*/false) {}
};

constexpr Fault kFaults[] = {Fault::kAway, Fault::kLoseRequest, Fault::kLoseReply,
                             Fault::kConflict};

// Whatever commit or read fails between the halves, and however: carrying again puts it right,
// once.
TEST_F(CarrierTest, ACutAtAnyPointBetweenTheHalvesIsMended) {
  int n = 0;
  for (const Fault fault : kFaults) {
    for (int at = 0; at < 3; ++at) {
      const std::string when = absl::StrCat("fault ", static_cast<int>(fault), " at ", at);
      const InvitePersonResponse invited = InviteAnn(++n);
      hub.faults().commits.assign(at, Fault::kNone);
      hub.faults().commits.push_back(fault);
      CarryThrough(when);
      hub.faults().commits.clear();
      auto ann = TakeUp(invited.invitation_token());
      ASSERT_THAT(ann, IsOk()) << when;
      if (fault == Fault::kAway) hub.faults().reads.assign({Fault::kNone, Fault::kAway});
      hub.faults().commits.assign(at, Fault::kNone);
      hub.faults().commits.push_back(fault);
      CarryThrough(when);
      hub.faults().commits.clear();
      hub.faults().reads.clear();
      EXPECT_EQ(StateOf(invited.membership_id().value()), MEMBERSHIP_STATE_ACTIVE) << when;
      // Twice does no harm.
      ASSERT_THAT(Carry(), IsOk()) << when;
      EXPECT_EQ(StateOf(invited.membership_id().value()), MEMBERSHIP_STATE_ACTIVE) << when;
    }
  }
  EXPECT_EQ(carrier->counts().parked, 0);
}

// One bad record does not hold up the others, and the operator learns which it is: by kind, id and
// reason, never by what is in it.
TEST_F(CarrierTest, WhatIsParkedIsCountedAndLogged) {
  std::vector<std::string> lines;
  Log log(hub.clock(), [&lines](std::string_view line) { lines.emplace_back(line); });
  Carrier refused(
      identity,
      [](std::string, std::string_view, const rpc::Message&) -> Task<rpc::Answer> {
        rpc::Answer answer;
        answer.status = absl::InternalError("ann1@boots.example");
        co_return answer;
      },
      &log);
  InviteAnn(1);
  ASSERT_THAT(hub.Run(refused.CarryAll()), IsOk());
  ASSERT_GE(refused.counts().parked, 1);
  ASSERT_EQ(lines.size(), static_cast<size_t>(refused.counts().parked));
  EXPECT_THAT(lines[0], HasSubstr(R"("event":"carrier.parked")"));
  EXPECT_THAT(lines[0], HasSubstr("INTERNAL"));
  EXPECT_THAT(lines[0], Not(HasSubstr("boots.example")));
}

TEST_F(EmptyHubTest, AHubThatDiesAfterInitCarriesOnWhenItStarts) {
  auto token = MakeScheme("melton");
  ASSERT_THAT(token, IsOk());
  // The first half alone: the link opens, the scheme is not there yet.
  GetInvitationRequest look;
  look.set_invitation_token(*token);
  auto seen = Call<GetInvitationResponse>("GetInvitation", As(""), look);
  ASSERT_THAT(seen, IsOk());
  EXPECT_TRUE(seen->asks_login());
  EXPECT_EQ(seen->scheme_name(), "SMART melton");
  // She is quicker than the second half: her acceptance waits for the scheme, in order.
  auto cora = TakeUp(*token, "cora@melton.example", "Cora");
  ASSERT_THAT(cora, IsOk());
  StartProcess();
  ASSERT_THAT(Carry(), IsOk());
  auto session = SignIn(*cora);
  ASSERT_THAT(session, IsOk());
  cora->session = *session;
  EXPECT_THAT(AcceptTerms(*cora), IsOk());
  hub.clock().Advance(absl::Seconds(3));  // accepted through the other process
  EXPECT_EQ(carrier->counts().parked, 0);
  // Once more, from the beginning: nothing changes.
  ASSERT_THAT(hub.Run(hub.store()->SaveCursor("hub", "identity/carrier", "")), IsOk());
  ASSERT_THAT(hub.Run(hub.store()->SaveCursor("melton", "identity/carrier", "")), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", *cora, ListPlacesRequest()), IsOk());
}

TEST_F(EmptyHubTest, AFirstLinkThatWasLostIsMadeAnewUntilItIsUsed) {
  auto lost = MakeScheme("melton");
  ASSERT_THAT(lost, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  hub.clock().Advance(absl::Minutes(3));
  auto token = MakeScheme("melton");
  ASSERT_THAT(token, IsOk());
  EXPECT_THAT(TakeUp(*lost, "mallory@melton.example", "M"), HasReason(REASON_INVITATION_ENDED));
  auto cora = TakeUp(*token, "cora@melton.example", "Cora");
  ASSERT_THAT(cora, IsOk());
  EXPECT_THAT(MakeScheme("melton"), HasReason(REASON_NAME_TAKEN));
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(MakeScheme("melton"), HasReason(REASON_NAME_TAKEN));
  auto session = SignIn(*cora);
  ASSERT_THAT(session, IsOk());
  cora->session = *session;
  EXPECT_THAT(AcceptTerms(*cora), IsOk());
}

TEST_F(EmptyHubTest, InitNamesEachFieldThatIsWrong) {
  const auto init = [&](const std::string& scheme, const std::string& name) {
    auto request = New<InitRequest>();
    request.mutable_scheme()->set_value(scheme);
    request.set_scheme_name(name);
    return hub.RunSystem<InitResponse>(Name("Init"), "", request).status();
  };
  EXPECT_THAT(init("hub", "Hub"), IsInvalid("scheme.value", REASON_BAD_FORMAT));
  EXPECT_THAT(init("", "Melton"), IsInvalid("scheme.value", REASON_REQUIRED));
  EXPECT_THAT(init("melton", ""), IsInvalid("scheme_name", REASON_REQUIRED));
  EXPECT_THAT(init("melton", std::string(81, 'x')), IsInvalid("scheme_name", REASON_TOO_LONG));
}

TEST_F(CarrierTest, WhoIsRemovedBeforeTheirAcceptanceIsCarriedIsOut) {
  const InvitePersonResponse invited = InviteAnn(1);
  ASSERT_THAT(Carry(), IsOk());
  auto ann = TakeUp(invited.invitation_token());
  ASSERT_THAT(ann, IsOk());
  ASSERT_THAT(Remove(invited.membership_id().value()), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_EQ(StateOf(invited.membership_id().value()), MEMBERSHIP_STATE_LEFT);
  // The account learns it too: nothing is left of it.
  ann->login = "ann1@boots.example";
  EXPECT_THAT(SignIn(*ann), HasReason(REASON_WRONG_CREDENTIALS));
}

TEST_F(CarrierTest, AcceptedAndSignedInBeforeTheSecondHalfSaysTryAgain) {
  const InvitePersonResponse invited = InviteAnn(1);
  ASSERT_THAT(Carry(), IsOk());
  auto ann = TakeUp(invited.invitation_token());
  ASSERT_THAT(ann, IsOk());
  ann->login = "ann1@boots.example";
  auto session = SignIn(*ann);
  ASSERT_THAT(session, IsOk());
  auto early = Call<GetTermsResponse>("GetTerms", As(*session), GetTermsRequest());
  EXPECT_THAT(early, HasReason(REASON_STARTING));
  EXPECT_TRUE(absl::IsUnavailable(early.status()));
  ASSERT_THAT(Carry(), IsOk());
  auto terms = Call<GetTermsResponse>("GetTerms", As(*session), GetTermsRequest());
  ASSERT_THAT(terms, IsOk());
  EXPECT_EQ(terms->version(), "1");
  EXPECT_GT(terms->text().size(), 1000u);
}

TEST_F(CarrierTest, TheRunningCarrierFollowsEverySlotAndStops) {
  Cancellation stop;
  bool ended = false;
  auto run = [](Carrier& of, Cancellation& cancellation, bool& out) -> Task<void> {
    co_await of.Run(&cancellation);
    out = true;
  };
  hub.loop().Spawn(run(*carrier, stop, ended));
  // Nobody calls Carry: the link opens all the same, waiting for its second half.
  const InvitePersonResponse invited = InviteAnn(1);
  auto ann = TakeUp(invited.invitation_token());
  ASSERT_THAT(ann, IsOk());
  ann->login = "ann1@boots.example";
  auto session = SignIn(*ann);
  ASSERT_THAT(session, IsOk());
  EXPECT_THAT(Call<GetTermsResponse>("GetTerms", As(*session), GetTermsRequest()), IsOk());
  EXPECT_EQ(carrier->state(), CarrierState::kCarrying);
  stop.Cancel(absl::CancelledError("the test is over"));
  auto until = [](Loop& loop, bool& done) -> Task<bool> {
    while (!done) (void)co_await loop.Sleep(absl::Milliseconds(1));
    co_return true;
  };
  hub.Run(until(hub.loop(), ended));
  EXPECT_EQ(carrier->state(), CarrierState::kStopped);
}

}  // namespace
}  // namespace smarthub::identity
