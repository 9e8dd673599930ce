// Taking an invitation up where the login is known already, in this town or in another: what the
// inviting coordinator, who holds the link too, can learn from it is nothing.
#include "services/identity/two_towns_for_test.h"

namespace smarthub::identity {
namespace {

using policy::v1::ROLE_REPORTER;

using AcceptTest = TwoTownsForTest;

TEST_F(AcceptTest, ALinkTellsNobodyWhetherItsLoginHasAnAccountElsewhere) {
  struct Seen {
    std::string look;
    absl::Status wrong;
    absl::Status made;
    bool secret = false;
    int codes = 0;
    absl::Status confirmed;
    int hashed = 0;
    bool signed_in = false;
  };
  const auto see = [&](const std::string& login) {
    Seen seen;
    const std::string link = Link(login);
    GetInvitationRequest request;
    request.set_invitation_token(link);
    auto look = Call<GetInvitationResponse>("GetInvitation", As(""), request);
    EXPECT_THAT(look, IsOk());
    seen.look = look->SerializeAsString();
    const int before = hasher.hashed;
    seen.wrong = Accept(link, kOther, /*has_account=*/true).status();
    auto made = Accept(link, kOther, /*has_account=*/false);
    seen.made = made.status();
    if (!made.ok()) return seen;
    seen.secret = !made->totp_secret().empty();
    seen.codes = made->recovery_codes_size();
    Somebody who;
    who.login = login;
    who.secret = *crypto::FromBase32(made->totp_secret());
    seen.confirmed = Confirm(link, who.secret);
    NextCode();
    auto continuation = Password(login, kOther);
    seen.signed_in = continuation.ok() && Second(*continuation, CodeOf(who)).ok();
    seen.hashed = hasher.hashed - before;
    return seen;
  };
  const Seen known = see(ann.login);
  const Seen unknown = see("nobody@oakham.example");
  EXPECT_EQ(known.look, unknown.look);
  EXPECT_THAT(known.wrong, HasReason(REASON_WRONG_CREDENTIALS));
  EXPECT_EQ(known.wrong, unknown.wrong);
  EXPECT_THAT(known.made, IsOk());
  EXPECT_THAT(unknown.made, IsOk());
  EXPECT_TRUE(known.secret && unknown.secret);
  EXPECT_EQ(known.codes, unknown.codes);
  EXPECT_THAT(known.confirmed, IsOk());
  EXPECT_THAT(unknown.confirmed, IsOk());
  EXPECT_TRUE(known.signed_in && unknown.signed_in);
  EXPECT_EQ(known.hashed, unknown.hashed) << "the same cost";
}

TEST_F(AcceptTest, TwoAccountsOfOneLoginAreToldApartByTheirPasswords) {
  const std::string link = Link(ann.login);
  auto made = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(made, IsOk());
  const std::string secret = *crypto::FromBase32(made->totp_secret());
  ASSERT_THAT(Confirm(link, secret), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Schemes(*SignIn(ann)), ::testing::ElementsAre("melton"));
  NextCode();
  const int before = hasher.hashed;
  auto continuation = Password(ann.login, kOther);
  ASSERT_THAT(continuation, IsOk());
  EXPECT_EQ(hasher.hashed, before + 1) << "one hash, however many accounts";
  EXPECT_THAT(Second(*continuation, CodeOf(ann)), HasReason(REASON_WRONG_CREDENTIALS));
  Somebody there;
  there.secret = secret;
  auto done = Second(*continuation, CodeOf(there));
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(Schemes(done->session_token()), ::testing::ElementsAre("oakham"));
}

TEST_F(AcceptTest, ALoginWithTwoAccountsCostsTheStoreWhatAnUnknownOneDoes) {
  const std::string link = Link(ann.login);
  auto made = Accept(link, kOther, /*has_account=*/false);
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(Confirm(link, *crypto::FromBase32(made->totp_secret())), IsOk());
  const auto reads = [&](const std::string& login) {
    hub.faults().reads.assign(100, store::Fault::kNone);
    EXPECT_THAT(Password(login, "nobody's password"), HasReason(REASON_WRONG_CREDENTIALS));
    return 100 - std::exchange(hub.faults().reads, {}).size();
  };
  const size_t known = reads(ann.login);
  EXPECT_GT(known, 0u);
  EXPECT_EQ(known, reads("nobody@oakham.example"));
}

TEST_F(AcceptTest, WhoHasAnAccountJoinsAnotherSchemeWithIt) {
  const std::string link = Link(ann.login);
  // Signing in takes nothing up: nobody proved that whoever has the login in one town is whom
  // another town means. Only the link joins, with the account's own password and phone.
  ann.session = *SignIn(ann);
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Schemes(ann.session), ::testing::ElementsAre("melton"));
  auto accepted = Accept(link, kPassword, /*has_account=*/true);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->totp_secret(), "");
  EXPECT_EQ(accepted->recovery_codes_size(), 0);
  NextCode();
  ASSERT_THAT(Confirm(link, ann.secret), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Schemes(ann.session), ::testing::UnorderedElementsAre("melton", "oakham"));
  // What she is in one scheme says nothing in the other.
  ASSERT_THAT(AcceptTerms(ann, "oakham"), IsOk());
  EXPECT_THAT(
      Call<ListPeopleResponse>("ListPeople", As(ann.session, "melton"), ListPeopleRequest()),
      HasReason(REASON_NOT_ALLOWED));
  EXPECT_THAT(
      Call<ListPlacesResponse>("ListPlaces", As(ann.session, "oakham"), ListPlacesRequest()),
      IsOk());
}

// Else the password could not tell the two accounts apart.
TEST_F(AcceptTest, WhoeverChoosesTheirOldPasswordHasProvedTheirAccount) {
  auto accepted = Accept(Link(ann.login), kPassword, /*has_account=*/false);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->totp_secret(), "");
}

TEST_F(AcceptTest, TwoLinksSideBySideWithOnePasswordEndInOneAccount) {
  const std::string login = "new@oakham.example";
  auto here = Call<InvitePersonResponse>("InvitePerson", coordinator,
                                         Invitation(login, ROLE_REPORTER, boots, {site}));
  ASSERT_THAT(here, IsOk());
  const std::string there = Link(login);
  auto first = Accept(here->invitation_token(), kOther, false);
  auto second = Accept(there, kOther, false);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  const std::string secret = *crypto::FromBase32(first->totp_secret());
  ASSERT_THAT(Confirm(here->invitation_token(), secret), IsOk());
  EXPECT_THAT(Confirm(there, *crypto::FromBase32(second->totp_secret())),
              HasReason(REASON_WRONG_STATE));
  ASSERT_THAT(Accept(there, kOther, true), IsOk());
  NextCode();
  EXPECT_THAT(Confirm(there, secret), IsOk());
}

// A lost phone, a spell elsewhere: what they reported is still theirs.
TEST_F(AcceptTest, WhoComesBackIsWhoTheyWere) {
  const auto person = [&](const std::string& session) {
    auto who = Call<WhoAmIResponse>("WhoAmI", As(session), WhoAmIRequest());
    EXPECT_THAT(who, IsOk());
    return who.ok() ? who->account().person_id().value() : "";
  };
  const std::string before = person(ann.session);
  ASSERT_THAT(Remove(ann.membership_id), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const Somebody again = Join(ann.login, ROLE_REPORTER, boots, {site});
  EXPECT_EQ(person(again.session), before);
  EXPECT_NE(again.secret, ann.secret);
  // Of another scheme's former member nothing is taken over.
  ASSERT_THAT(Remove(again.membership_id), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const std::string link = Link(ann.login);
  auto made = Accept(link, kOther, false);
  ASSERT_THAT(made, IsOk());
  Somebody there;
  there.login = ann.login;
  there.secret = *crypto::FromBase32(made->totp_secret());
  ASSERT_THAT(Confirm(link, there.secret), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  NextCode();
  auto continuation = Password(ann.login, kOther);
  ASSERT_THAT(continuation, IsOk());
  auto done = Second(*continuation, CodeOf(there));
  ASSERT_THAT(done, IsOk());
  EXPECT_NE(person(done->session_token()), before);
}

TEST_F(AcceptTest, GuessingAPasswordThroughALinkIsCountedLikeSigningIn) {
  const std::string link = Link(ann.login);
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(Accept(link, absl::StrCat("guess number ", i), false), IsOk());
  }
  EXPECT_THAT(Accept(link, kPassword, false), HasReason(REASON_LOCKED_OUT));
  EXPECT_THAT(Accept(link, kPassword, true), HasReason(REASON_LOCKED_OUT));
  EXPECT_THAT(Password(ann.login, kPassword), HasReason(REASON_LOCKED_OUT));
}

TEST_F(AcceptTest, AFirstCoordinatorWithAnAccountProvesThatItIsTheirs) {
  auto ketton = MakeScheme("ketton");
  ASSERT_THAT(ketton, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  const auto accept = [&](const std::string& password, const std::string& name) {
    auto request = New<AcceptInvitationRequest>();
    request.set_invitation_token(*ketton);
    request.set_password(password);
    request.set_login(coordinator.login);
    request.set_name(name);
    request.set_has_account(true);
    return Call<AcceptInvitationResponse>("AcceptInvitation", As(""), request);
  };
  EXPECT_THAT(accept("not her password", "Somebody else"), HasReason(REASON_WRONG_CREDENTIALS));
  auto accepted = accept(kPassword, "Cora");
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->totp_secret(), "");
  NextCode();
  ASSERT_THAT(Confirm(*ketton, coordinator.secret), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Schemes(coordinator.session), ::testing::UnorderedElementsAre("melton", "ketton"));
}

}  // namespace
}  // namespace smarthub::identity
