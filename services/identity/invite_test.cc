#include "services/identity/town_for_test.h"
#include "smarthub/audit/v1/stored.pb.h"

namespace smarthub::identity {
namespace {

using policy::v1::ROLE_COORDINATOR;
using policy::v1::ROLE_COUNCIL;
using policy::v1::ROLE_DPO;
using policy::v1::ROLE_POLICE;
using policy::v1::ROLE_REPORTER;
using policy::v1::ROLE_SITE_MANAGER;
using policy::v1::ROLE_SYSTEM;

class InviteTest : public TownForTest {
 protected:
  absl::StatusOr<InvitePersonResponse> Invite(const std::string& login, policy::v1::Role role,
                                              const std::string& organisation,
                                              const std::vector<std::string>& sites = {}) {
    return Call<InvitePersonResponse>("InvitePerson", coordinator,
                                      Invitation(login, role, organisation, sites));
  }
  absl::StatusOr<GetInvitationResponse> Look(const std::string& token) {
    GetInvitationRequest request;
    request.set_invitation_token(token);
    return Call<GetInvitationResponse>("GetInvitation", As(""), request);
  }
  audit::v1::DirectoryLine DirectoryLine(const std::string& id) {
    audit::v1::DirectoryLine line;
    const store::Key key = {label::v1::AUDIT_DIRECTORY, *Uuid::Parse(id)};
    auto read = hub.Run(hub.store()->Read("melton", absl::MakeConstSpan(&key, 1)));
    EXPECT_TRUE(read.ok() && (*read)[0] != nullptr);
    if (read.ok() && (*read)[0] != nullptr) line.ParseFromString((*read)[0]->Open()->body);
    return line;
  }
  std::map<std::string, Membership> People() {
    std::map<std::string, Membership> by_login;
    auto people = Call<ListPeopleResponse>("ListPeople", coordinator, ListPeopleRequest());
    EXPECT_THAT(people, IsOk());
    if (!people.ok()) return by_login;
    for (const Membership& member : people->people()) by_login[member.login()] = member;
    return by_login;
  }
};

TEST_F(InviteTest, FromTheInvitationToTheFirstCall) {
  auto invited = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  EXPECT_EQ(People()["ann@boots.example"].state(), MEMBERSHIP_STATE_INVITED);
  EXPECT_EQ(invited->link_ends().seconds(), absl::ToUnixSeconds(hub.clock().Now()) + 7 * 24 * 3600);
  ASSERT_THAT(Carry(), IsOk());

  auto look = Look(invited->invitation_token());
  ASSERT_THAT(look, IsOk());
  EXPECT_EQ(look->scheme_name(), "SMART melton");
  EXPECT_EQ(look->role(), ROLE_REPORTER);
  EXPECT_FALSE(look->asks_login());

  auto ann = TakeUp(invited->invitation_token());
  ASSERT_THAT(ann, IsOk());
  EXPECT_EQ(ann->recovery_codes.size(), 10u);
  EXPECT_EQ(ann->secret.size(), 20u);
  EXPECT_THAT(Look(invited->invitation_token()), HasReason(REASON_INVITATION_USED));
  ASSERT_THAT(Carry(), IsOk());
  const Membership member = People()["ann@boots.example"];
  EXPECT_EQ(member.state(), MEMBERSHIP_STATE_ACTIVE);
  EXPECT_EQ(member.name(), "Name of ann");
  EXPECT_FALSE(member.person_id().value().empty());
  EXPECT_TRUE(member.withheld().paths().empty()) << member.withheld().DebugString();

  ann->login = "ann@boots.example";
  auto session = SignIn(*ann);
  ASSERT_THAT(session, IsOk());
  // Nothing is served before the terms are accepted.
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", As(*session), ListPlacesRequest()),
              HasReason(REASON_TERMS_NOT_ACCEPTED));
  ann->session = *session;
  ASSERT_THAT(AcceptTerms(*ann), IsOk());
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", As(*session), ListPlacesRequest()), IsOk());
}

TEST_F(InviteTest, TheAuditDirectoryKnowsWhoTheyAreAndForWhomTheyRead) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const audit::v1::DirectoryLine line =
      DirectoryLine(People()["ann@boots.example"].person_id().value());
  EXPECT_EQ(line.name(), "Name of ann");
  EXPECT_EQ(line.role(), ROLE_REPORTER);
  ASSERT_EQ(line.site_names_size(), 1);
  EXPECT_EQ(line.site_names(0), "Boots Market Place");
  EXPECT_EQ(DirectoryLine(boots).organisation_name(), "Boots");

  // Another name is told of; and an organisation's line is nobody's.
  auto renamed = New<RecordAgreementRequest>();
  renamed.mutable_organisation_id()->set_value(boots);
  renamed.set_kind(ORGANISATION_KIND_RETAILER);
  renamed.set_name("Boots of Melton");
  renamed.set_controller("Boots Ltd");
  renamed.set_basis("Legitimate interests");
  renamed.set_contact("The manager");
  renamed.set_agreement_ends("2028-12-31");
  ASSERT_THAT(Call<RecordAgreementResponse>("RecordAgreement", coordinator, renamed), IsOk());
  EXPECT_EQ(DirectoryLine(boots).organisation_name(), "Boots of Melton");
  EXPECT_EQ(DirectoryLine(boots).name(), "");
}

TEST_F(InviteTest, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(Invite("a@b", ROLE_REPORTER, boots), IsInvalid("sites", REASON_REQUIRED));
  EXPECT_THAT(Invite("a@b", ROLE_POLICE, police, {site}), IsInvalid("sites", REASON_TOO_MANY));
  EXPECT_THAT(Invite("a@b", ROLE_POLICE, boots), HasReason(REASON_NOT_OF_ORGANISATION));
  EXPECT_THAT(Invite("a@b", ROLE_REPORTER, police, {site}), HasReason(REASON_NOT_OF_ORGANISATION));
  EXPECT_THAT(Invite("a@b", ROLE_COUNCIL, police), HasReason(REASON_NOT_OF_ORGANISATION));
  const std::string shop = AddOrganisation(ORGANISATION_KIND_RETAILER, "Corner");
  EXPECT_THAT(Invite("a@b", ROLE_REPORTER, shop, {site}), HasReason(REASON_NOT_OF_ORGANISATION));
  EXPECT_THAT(Invite("a@b", ROLE_REPORTER, boots, {site, site}),
              IsInvalid("sites[1]", REASON_BAD_FORMAT));
  EXPECT_THAT(Invite("a@b", ROLE_REPORTER, Uuid::Make(hub.random()).ToString(), {site}),
              HasReason(REASON_NOT_FOUND));
  EXPECT_EQ(People().size(), 1u);
}

TEST_F(InviteTest, NamesEachFieldThatIsWrong) {
  auto send = [&](auto change) {
    InvitePersonRequest request = Invitation("a@b", ROLE_REPORTER, boots, {site});
    change(request);
    return Call<InvitePersonResponse>("InvitePerson", coordinator, request);
  };
  using R = InvitePersonRequest;
  EXPECT_THAT(send([](R& r) { r.clear_login(); }), IsInvalid("login", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_login("ann"); }), IsInvalid("login", REASON_BAD_FORMAT));
  EXPECT_THAT(send([](R& r) { r.clear_name(); }), IsInvalid("name", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_name(std::string(81, 'x')); }),
              IsInvalid("name", REASON_TOO_LONG));
  EXPECT_THAT(send([](R& r) { r.clear_role(); }), IsInvalid("role", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_role(ROLE_SYSTEM); }), IsInvalid("role", REASON_UNKNOWN_VALUE));
  EXPECT_THAT(send([](R& r) { r.set_role(static_cast<policy::v1::Role>(77)); }),
              IsInvalid("role", REASON_UNKNOWN_VALUE));
  EXPECT_THAT(send([](R& r) { r.clear_organisation_id(); }),
              IsInvalid("organisation_id.value", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.mutable_organisation_id()->set_value("x"); }),
              IsInvalid("organisation_id.value", REASON_BAD_FORMAT));
  EXPECT_THAT(send([](R& r) { r.mutable_sites(0)->set_value("x"); }),
              IsInvalid("sites[0].value", REASON_BAD_FORMAT));
  EXPECT_THAT(send([](R& r) {
                for (int i = 0; i < 20; ++i) *r.add_sites() = r.sites(0);
              }),
              IsInvalid("sites", REASON_TOO_MANY));
  EXPECT_THAT(send([](R& r) { r.clear_request_id(); }).status(), HasReason(REASON_REQUIRED));
}

TEST_F(InviteTest, TheDpoIsNeverAnotherOfficersAccountNotEvenAfterLeaving) {
  const Somebody pc = Join("pc42@leics.example", ROLE_POLICE, police);
  EXPECT_THAT(Invite("PC42@leics.example", ROLE_DPO, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
  ASSERT_THAT(Remove(pc.membership_id), IsOk());
  EXPECT_THAT(Invite("pc42@leics.example", ROLE_DPO, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
  EXPECT_THAT(Invite("cora@melton.example", ROLE_DPO, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
  const Somebody dpo = Join("dee@melton.example", ROLE_DPO, scheme_organisation);
  EXPECT_THAT(Invite("dee@melton.example", ROLE_COORDINATOR, scheme_organisation),
              HasReason(REASON_ROLES_CONFLICT));
}

TEST_F(InviteTest, OnePersonOneMembership) {
  Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  EXPECT_THAT(Invite("Ann@Boots.Example", ROLE_SITE_MANAGER, boots, {site}),
              HasReason(REASON_NAME_TAKEN));
}

TEST_F(InviteTest, InvitingAgainMakesANewLinkAndEndsTheOldOne) {
  auto first = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  hub.clock().Advance(absl::Minutes(3));
  auto second = Invite("ann@boots.example", ROLE_SITE_MANAGER, boots, {site});
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->membership_id().value(), second->membership_id().value());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Look(first->invitation_token()), HasReason(REASON_INVITATION_ENDED));
  auto look = Look(second->invitation_token());
  ASSERT_THAT(look, IsOk());
  EXPECT_EQ(look->role(), ROLE_SITE_MANAGER);
}

TEST_F(InviteTest, WithdrawingAnInvitationEndsItsLink) {
  auto invited = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  ASSERT_THAT(Remove(invited->membership_id().value()), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  hub.clock().Advance(absl::Minutes(3));
  EXPECT_THAT(Look(invited->invitation_token()), HasReason(REASON_INVITATION_ENDED));
}

TEST_F(InviteTest, ALinkEndsAfterSevenDaysAndNoiseWasNeverOne) {
  auto invited = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Look(""), IsInvalid("invitation_token", REASON_REQUIRED));
  EXPECT_THAT(Look("noise"), HasReason(REASON_NOT_FOUND));
  EXPECT_THAT(Look(std::string(59, 'A')), HasReason(REASON_NOT_FOUND));
  hub.clock().Advance(absl::Hours(24 * 7));
  EXPECT_THAT(Look(invited->invitation_token()), HasReason(REASON_INVITATION_ENDED));
}

TEST_F(InviteTest, ALinkWhoseSecondHalfHasNotComeSaysTryAgain) {
  auto invited = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  auto early = Look(invited->invitation_token());
  EXPECT_THAT(early, HasReason(REASON_STARTING));
  EXPECT_TRUE(absl::IsUnavailable(early.status()));
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Look(invited->invitation_token()), IsOk());
}

TEST_F(InviteTest, AcceptingNeedsAGoodPasswordAndConfirmingARightCode) {
  auto invited = Invite("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  auto accept = New<AcceptInvitationRequest>();
  accept.set_invitation_token(invited->invitation_token());
  accept.set_password("passwordpassword");
  EXPECT_THAT(Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept),
              IsInvalid("password", REASON_BAD_FORMAT));
  accept = New<AcceptInvitationRequest>();
  accept.set_invitation_token(invited->invitation_token());
  accept.set_password(kPassword);
  accept.set_login("mallory@boots.example");
  EXPECT_THAT(Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept),
              IsInvalid("login", REASON_UNKNOWN_VALUE));
  auto confirm = New<ConfirmTotpRequest>();
  confirm.set_invitation_token(invited->invitation_token());
  confirm.set_code("123456");
  EXPECT_THAT(Call<ConfirmTotpResponse>("ConfirmTotp", As(""), confirm),
              HasReason(REASON_WRONG_STATE));
  accept = New<AcceptInvitationRequest>();
  accept.set_invitation_token(invited->invitation_token());
  accept.set_password(kPassword);
  auto accepted = Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_THAT(accepted->totp_uri(),
              ::testing::HasSubstr("otpauth://totp/SMART%20Hub:ann%40boots.example?secret=" +
                                   accepted->totp_secret()));
  Somebody ann;
  ann.secret = *crypto::FromBase32(accepted->totp_secret());
  confirm = New<ConfirmTotpRequest>();
  confirm.set_invitation_token(invited->invitation_token());
  confirm.set_code(CodeOf(ann) == "000000" ? "000001" : "000000");
  EXPECT_THAT(Call<ConfirmTotpResponse>("ConfirmTotp", As(""), confirm),
              HasReason(REASON_WRONG_CREDENTIALS));
  confirm = New<ConfirmTotpRequest>();
  confirm.set_invitation_token(invited->invitation_token());
  confirm.set_code(CodeOf(ann));
  EXPECT_THAT(Call<ConfirmTotpResponse>("ConfirmTotp", As(""), confirm), IsOk());
}

TEST_F(InviteTest, ARepeatedRequestGetsTheFirstLink) {
  const InvitePersonRequest request = Invitation("ann@boots.example", ROLE_REPORTER, boots, {site});
  auto first = Call<InvitePersonResponse>("InvitePerson", coordinator, request);
  auto again = Call<InvitePersonResponse>("InvitePerson", coordinator, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(first->invitation_token(), again->invitation_token());
}

TEST_F(InviteTest, InvitationsAreNowhereInClear) {
  auto invited = Invite("canary@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(invited, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  hub.ExpectNowhere("canary@boots.example");
  hub.ExpectNowhere("Name of canary");
  hub.ExpectNowhere(invited->invitation_token());
}

}  // namespace
}  // namespace smarthub::identity
