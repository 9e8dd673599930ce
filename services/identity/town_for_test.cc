#include "services/identity/town_for_test.h"

#include "absl/strings/escaping.h"
#include "services/identity/records.h"
#include "services/identity/tokens.h"

namespace smarthub::identity {
namespace {

std::string Bare64(const std::string& bytes) {
  std::string text = absl::Base64Escape(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace

absl::StatusOr<std::string> CountingHasher::Hash(std::string_view password,
                                                 const crypto::PasswordParameters& parameters) {
  ++hashed;
  const auto& [salt, cost] = other_time.value_or(parameters);
  const std::string made =
      absl::StrCat("$argon2id$v=19$m=", cost.kibibytes, ",t=", cost.passes, ",p=1$", Bare64(salt));
  return absl::StrCat(made, "$", Bare64(crypto::Sha256(made + std::string(password))));
}

std::optional<store::Content> TownForTest::InHub(const store::Key& key) {
  auto read = hub.Run(hub.store()->Read(kHub, absl::MakeConstSpan(&key, 1)));
  EXPECT_THAT(read, IsOk());
  if (!read.ok() || (*read)[0] == nullptr) return std::nullopt;
  return *(*read)[0]->Open();
}

bool TownForTest::HasAccount(const std::string& person_id) {
  return InHub({label::v1::ACCOUNT, *Uuid::Parse(person_id)}).has_value();
}

store::Content TownForTest::Kept(const std::string& person_id) {
  const auto kept = InHub({label::v1::ACCOUNT, *Uuid::Parse(person_id)});
  EXPECT_TRUE(kept.has_value());
  return kept.value_or(store::Content());
}

StoredAccount TownForTest::AccountOf(const std::string& person_id) {
  StoredAccount account;
  account.ParseFromString(Kept(person_id).body);
  return account;
}

std::string TownForTest::TakenUpBy(const std::string& token) {
  StoredInvitation invitation;
  const auto kept = InHub(InvitationKey(InvitationTokens::Hash(token)));
  EXPECT_TRUE(kept.has_value());
  if (kept.has_value()) invitation.ParseFromString(kept->body);
  return IdOf(invitation.person_id()).ToString();
}

std::string TownForTest::PersonOf(const std::string& session) {
  auto who = Call<WhoAmIResponse>("WhoAmI", As(session), WhoAmIRequest());
  EXPECT_THAT(who, IsOk());
  return who.ok() ? who->account().person_id().value() : "";
}

absl::StatusOr<std::string> TownForTest::MakeScheme(const std::string& scheme) {
  auto request = New<InitRequest>();
  request.mutable_scheme()->set_value(scheme);
  request.set_scheme_name(absl::StrCat("SMART ", scheme));
  request.set_notice("A test");
  auto made = hub.RunSystem<InitResponse>(Name("Init"), "", request);
  if (!made.ok()) return made.status();
  return made->invitation_token();
}

absl::StatusOr<TownForTest::Somebody> TownForTest::TakeUp(const std::string& token,
                                                          std::string login, std::string name) {
  auto accept = New<AcceptInvitationRequest>();
  accept.set_invitation_token(token);
  accept.set_password(kPassword);
  accept.set_login(login);
  accept.set_name(std::move(name));
  auto accepted = Call<AcceptInvitationResponse>("AcceptInvitation", As(""), accept);
  if (!accepted.ok()) return accepted.status();
  Somebody who;
  who.login = std::move(login);
  who.secret = *crypto::FromBase32(accepted->totp_secret());
  who.recovery_codes = {accepted->recovery_codes().begin(), accepted->recovery_codes().end()};
  auto confirm = New<ConfirmTotpRequest>();
  confirm.set_invitation_token(token);
  confirm.set_code(CodeOf(who));
  auto confirmed = Call<ConfirmTotpResponse>("ConfirmTotp", As(""), confirm);
  if (!confirmed.ok()) return confirmed.status();
  return who;
}

absl::StatusOr<std::string> TownForTest::Password(const std::string& login,
                                                  const std::string& password) {
  SignInRequest request;
  request.mutable_password()->set_login(login);
  request.mutable_password()->set_password(password);
  auto reply = Call<SignInResponse>("SignIn", As(""), request);
  if (!reply.ok()) return reply.status();
  EXPECT_EQ(reply->next(), NEXT_STEP_TOTP);
  EXPECT_EQ(reply->session_token(), "");
  return reply->continuation();
}

absl::StatusOr<SignInResponse> TownForTest::Second(const std::string& continuation,
                                                   const std::string& code) {
  SignInRequest request;
  request.mutable_totp()->set_continuation(continuation);
  request.mutable_totp()->set_code(code);
  return Call<SignInResponse>("SignIn", As(""), request);
}

absl::StatusOr<std::string> TownForTest::SignIn(const Somebody& who) {
  NextCode();
  auto continuation = Password(who.login, kPassword);
  if (!continuation.ok()) return continuation.status();
  auto done = Second(*continuation, CodeOf(who));
  if (!done.ok()) return done.status();
  EXPECT_EQ(done->next(), NEXT_STEP_DONE);
  return done->session_token();
}

absl::Status TownForTest::AcceptTerms(const Somebody& who, std::string scheme) {
  auto request = New<AcceptTermsRequest>();
  request.set_version("1");
  return Call<AcceptTermsResponse>("AcceptTerms", As(who.session, std::move(scheme)), request)
      .status();
}

std::string TownForTest::AddOrganisation(OrganisationKind kind, const std::string& name,
                                         const std::string& ends) {
  auto request = New<RecordAgreementRequest>();
  request.set_kind(kind);
  request.set_name(name);
  request.set_controller(absl::StrCat(name, " Ltd"));
  request.set_basis("Legitimate interests");
  request.set_contact("The manager");
  request.set_agreement_ends(ends);
  auto made = Call<RecordAgreementResponse>("RecordAgreement", coordinator, request);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? made->organisation_id().value() : "";
}

std::string TownForTest::AddSite(const std::string& organisation, const std::string& name) {
  auto request = New<AddSiteRequest>();
  request.mutable_area_id()->set_value(area);
  request.mutable_organisation_id()->set_value(organisation);
  request.set_name(name);
  request.set_address("1 Nottingham Street");
  auto made = Call<AddSiteResponse>("AddSite", coordinator, request);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? made->site_id().value() : "";
}

InvitePersonRequest TownForTest::Invitation(const std::string& login, policy::v1::Role role,
                                            const std::string& organisation,
                                            const std::vector<std::string>& sites) {
  auto request = New<InvitePersonRequest>();
  request.set_login(login);
  request.set_name(absl::StrCat("Name of ", login.substr(0, login.find('@'))));
  request.set_role(role);
  request.mutable_organisation_id()->set_value(organisation);
  for (const std::string& id : sites) request.add_sites()->set_value(id);
  return request;
}

TownForTest::Somebody TownForTest::Join(const std::string& login, policy::v1::Role role,
                                        const std::string& organisation,
                                        const std::vector<std::string>& sites) {
  auto invited = Call<InvitePersonResponse>("InvitePerson", coordinator,
                                            Invitation(login, role, organisation, sites));
  EXPECT_THAT(invited, IsOk());
  EXPECT_THAT(Carry(), IsOk());
  Somebody who;
  if (!invited.ok()) return who;
  auto taken = TakeUp(invited->invitation_token());
  EXPECT_THAT(taken, IsOk());
  if (taken.ok()) who = *taken;
  who.login = login;
  who.membership_id = invited->membership_id().value();
  EXPECT_THAT(Carry(), IsOk());
  auto session = SignIn(who);
  EXPECT_THAT(session, IsOk());
  if (session.ok()) who.session = *session;
  EXPECT_THAT(AcceptTerms(who), IsOk());
  return who;
}

void TownForTest::BeginTown() {
  auto token = MakeScheme("melton");
  ASSERT_THAT(token, IsOk());
  ASSERT_THAT(Carry(), IsOk());
  auto first = TakeUp(*token, "cora@melton.example", "Cora Coordinator");
  ASSERT_THAT(first, IsOk());
  coordinator = *first;
  ASSERT_THAT(Carry(), IsOk());
  auto session = SignIn(coordinator);
  ASSERT_THAT(session, IsOk());
  coordinator.session = *session;
  ASSERT_THAT(AcceptTerms(coordinator), IsOk());
  auto add = New<AddAreaRequest>();
  add.set_name("Town centre");
  auto added = Call<AddAreaResponse>("AddArea", coordinator, add);
  ASSERT_THAT(added, IsOk());
  area = added->area_id().value();
  boots = AddOrganisation(ORGANISATION_KIND_RETAILER, "Boots");
  police = AddOrganisation(ORGANISATION_KIND_POLICE, "Leicestershire Police");
  site = AddSite(boots, "Boots Market Place");
  auto organisations =
      Call<ListOrganisationsResponse>("ListOrganisations", coordinator, ListOrganisationsRequest());
  ASSERT_THAT(organisations, IsOk());
  for (const auto& organisation : organisations->organisations()) {
    if (organisation.kind() != ORGANISATION_KIND_SCHEME) continue;
    scheme_organisation = organisation.organisation_id().value();
  }
  auto people = Call<ListPeopleResponse>("ListPeople", coordinator, ListPeopleRequest());
  ASSERT_THAT(people, IsOk());
  ASSERT_EQ(people->people_size(), 1);
  coordinator.membership_id = people->people(0).membership_id().value();
}

}  // namespace smarthub::identity
