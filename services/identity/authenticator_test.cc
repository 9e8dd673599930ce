#include "services/identity/authenticator.h"

#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

using policy::v1::ROLE_COORDINATOR;
using policy::v1::ROLE_POLICE;
using policy::v1::ROLE_REPORTER;
using policy::v1::ROLE_SITE_MANAGER;

class AuthenticatorTest : public TownForTest {
 protected:
  AuthenticatorTest() : authenticator_(MakeAuthenticator(identity)) {}

  absl::StatusOr<rpc::Caller> Ask(const rpc::Credentials& credentials) {
    return hub.Run(authenticator_->Authenticate(credentials, nullptr));
  }
  absl::StatusOr<WhoAmIResponse> Who(const Somebody& who) {
    return Call<WhoAmIResponse>("WhoAmI", As(who.session), WhoAmIRequest());
  }
  IssueAgencyCertificateResponse Issue(const std::string& organisation) {
    auto request = New<IssueAgencyCertificateRequest>();
    request.mutable_organisation_id()->set_value(organisation);
    request.set_system_name("Niche RMS");
    auto issued =
        Call<IssueAgencyCertificateResponse>("IssueAgencyCertificate", coordinator, request);
    EXPECT_THAT(issued, IsOk());
    return issued.ok() ? *issued : IssueAgencyCertificateResponse();
  }
  rpc::Credentials Certificate(int number, std::string officer) {
    rpc::Credentials credentials;
    credentials.certificate_sha256 = crypto::Sha256(absl::StrCat("certificate ", number));
    credentials.on_behalf_of = std::move(officer);
    credentials.scheme = "melton";
    return credentials;
  }

  std::unique_ptr<rpc::Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, NothingIsNobodyAndNoiseIsNoSession) {
  EXPECT_FALSE(Ask(rpc::Credentials())->signed_in());
  for (const std::string& noise : {std::string("x"), std::string(43, 'A'), std::string(4000, 'B'),
                                   coordinator.session + "A"}) {
    EXPECT_THAT(Ask(As(noise)), HasReason(REASON_SESSION_ENDED)) << noise;
  }
}

TEST_F(AuthenticatorTest, KnowsEverythingOfAMember) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  auto caller = Ask(As(ann.session));
  ASSERT_THAT(caller, IsOk());
  const rpc::CallerFacts& facts = caller->facts();
  EXPECT_EQ(caller->scheme(), "melton");
  EXPECT_EQ(facts.role, ROLE_REPORTER);
  EXPECT_EQ(facts.membership_id.ToString(), ann.membership_id);
  EXPECT_EQ(facts.organisation_id.ToString(), boots);
  ASSERT_EQ(facts.sites.size(), 1u);
  EXPECT_EQ(facts.sites[0].ToString(), site);
  ASSERT_EQ(facts.areas.size(), 1u);
  EXPECT_EQ(facts.areas[0].ToString(), area);
  EXPECT_TRUE(facts.membership_current && facts.terms_current && facts.agreement_current);
  EXPECT_TRUE(facts.officer_named);
  EXPECT_FALSE(facts.person_id.nil());
  EXPECT_EQ(facts.session.size(), 8u);
  EXPECT_EQ(facts.session, crypto::Sha256(ann.session).substr(0, 8));
}

TEST_F(AuthenticatorTest, AnotherSchemeIsNotTheirs) {
  ASSERT_THAT(MakeScheme("oakham"), IsOk());
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Ask(As(coordinator.session, "oakham")), HasReason(REASON_NO_MEMBERSHIP));
  EXPECT_THAT(Ask(As(coordinator.session, "nowhere")), HasReason(REASON_NO_MEMBERSHIP));
  auto without = Ask(As(coordinator.session, ""));
  ASSERT_THAT(without, IsOk());
  EXPECT_TRUE(without->signed_in());
  EXPECT_FALSE(without->member());
}

TEST_F(AuthenticatorTest, TermsHoldTwelveMonths) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  const absl::Time accepted = hub.clock().Now();
  auto again = [&] {
    auto session = SignIn(ann);
    EXPECT_THAT(session, IsOk());
    auto caller = Ask(As(session.ok() ? *session : ""));
    EXPECT_THAT(caller, IsOk());
    return caller.ok() && caller->facts().terms_current;
  };
  hub.clock().Set(accepted + absl::Hours(24 * 364));
  EXPECT_TRUE(again());
  hub.clock().Set(accepted + absl::Hours(24 * 366));
  EXPECT_FALSE(again());
}

TEST_F(AuthenticatorTest, AnAgreementEndsWithItsLastDay) {
  const std::string shop = AddOrganisation(ORGANISATION_KIND_RETAILER, "Corner", "2026-11-24");
  const std::string corner = AddSite(shop, "Corner shop");
  const Somebody ann = Join("ann@corner.example", ROLE_REPORTER, shop, {corner});
  EXPECT_TRUE(Ask(As(ann.session))->facts().agreement_current);
  hub.clock().Set(
      absl::FromCivil(absl::CivilSecond(2026, 11, 24, 23, 59, 59), absl::UTCTimeZone()));
  auto session = SignIn(ann);  // 90 s later: the next day
  ASSERT_THAT(session, IsOk());
  EXPECT_FALSE(Ask(As(*session))->facts().agreement_current);
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", As(*session), ListPlacesRequest()),
              HasReason(REASON_AGREEMENT_EXPIRED));
}

TEST_F(AuthenticatorTest, WhatIsBelievedIsAtMostThreeSecondsOld) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  hub.clock().Advance(absl::Seconds(10));  // past all distrust
  ASSERT_THAT(Ask(As(ann.session)), IsOk());
  // This process has read her; the handler that suspends her runs with another one's memory.
  StartProcess();
  authenticator_ = MakeAuthenticator(identity);
  ASSERT_THAT(Ask(As(ann.session)), IsOk());
  ASSERT_THAT(Suspend(ann.membership_id), IsOk());
  EXPECT_THAT(Ask(As(ann.session)), IsOk());
  hub.clock().Advance(absl::Milliseconds(2999));
  EXPECT_THAT(Ask(As(ann.session)), IsOk());
  hub.clock().Advance(absl::Milliseconds(1));
  EXPECT_THAT(Ask(As(ann.session)), HasReason(REASON_SUSPENDED));
}

TEST_F(AuthenticatorTest, WithinThreeSecondsNothingIsRead) {
  hub.clock().Advance(absl::Seconds(10));
  ASSERT_THAT(Who(coordinator), IsOk());
  for (int i = 0; i < 50; ++i) {
    hub.faults().reads.push_back(store::Fault::kAway);
    EXPECT_THAT(Who(coordinator), IsOk()) << i;
    EXPECT_EQ(hub.faults().reads.size(), 1u) << "a hit must not read the store";
    hub.faults().reads.clear();
  }
  hub.clock().Advance(absl::Seconds(3));
  hub.faults().reads.push_back(store::Fault::kAway);
  EXPECT_THAT(Who(coordinator), HasReason(REASON_STORE_AWAY));
}

TEST_F(AuthenticatorTest, SuspensionBitesAtOnceHereAndSessionsEndOnceCarried) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  ASSERT_THAT(Ask(As(ann.session)), IsOk());
  ASSERT_THAT(Suspend(ann.membership_id), IsOk());
  EXPECT_THAT(Ask(As(ann.session)), HasReason(REASON_SUSPENDED));
  ASSERT_THAT(Carry(), IsOk());
  EXPECT_THAT(Ask(As(ann.session)), HasReason(REASON_SESSION_ENDED));
  // She may still sign in, and is told why she is not let in.
  auto session = SignIn(ann);
  ASSERT_THAT(session, IsOk());
  EXPECT_THAT(Ask(As(*session)), HasReason(REASON_SUSPENDED));
  ASSERT_THAT(Restore(ann.membership_id), IsOk());
  EXPECT_THAT(Ask(As(*session)), IsOk());
}

TEST_F(AuthenticatorTest, WhoAmITellsOnlyOnesOwn) {
  const Somebody ann = Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  auto who = Who(ann);
  ASSERT_THAT(who, IsOk());
  EXPECT_EQ(who->account().login(), "ann@boots.example");
  EXPECT_EQ(who->account().name(), "Name of ann");
  EXPECT_EQ(who->account().recovery_codes_left(), 10);
  EXPECT_EQ(who->contract(), "1");
  ASSERT_EQ(who->memberships_size(), 1);
  const MyMembership& mine = who->memberships(0);
  EXPECT_EQ(mine.scheme().value(), "melton");
  EXPECT_EQ(mine.scheme_name(), "SMART melton");
  EXPECT_EQ(mine.scheme_notice(), "A test");
  EXPECT_EQ(mine.role(), ROLE_REPORTER);
  EXPECT_EQ(mine.organisation_name(), "Boots");
  EXPECT_FALSE(mine.terms_needed());
  ASSERT_EQ(mine.sites_size(), 1);
  EXPECT_EQ(mine.sites(0).name(), "Boots Market Place");
  ASSERT_GE(mine.purposes_size(), 1);
  EXPECT_EQ(mine.purposes(0), policy::v1::PURPOSE_CRIME_PREVENTION);
  EXPECT_TRUE(mine.withheld().paths().empty()) << mine.withheld().DebugString();
}

// ---- agency certificates ----

TEST_F(AuthenticatorTest, ACertificateActsForAnOfficerOfItsForce) {
  const Somebody pc = Join("pc42@leics.example", ROLE_POLICE, police);
  const auto issued = Issue(police);
  EXPECT_EQ(issued.private_key_pem(), "private");
  auto caller = Ask(Certificate(1, "PC42@leics.example"));
  ASSERT_THAT(caller, IsOk());
  EXPECT_EQ(caller->facts().membership_id.ToString(), pc.membership_id);
  EXPECT_EQ(caller->facts().role, ROLE_POLICE);
  EXPECT_TRUE(caller->facts().officer_named && caller->facts().terms_current);
  EXPECT_EQ(caller->facts().agency_certificate_id.ToString(), issued.certificate_id().value());
}

TEST_F(AuthenticatorTest, WhoIsNoOfficerOfThatForceIsNotNamed) {
  Join("ann@boots.example", ROLE_REPORTER, boots, {site});
  // One force at a time: Rutland's agreement ran before Leicestershire's.
  const auto agree = [&](const std::string& id, const std::string& name, const char* ends) {
    auto request = New<RecordAgreementRequest>();
    request.mutable_organisation_id()->set_value(id);
    request.set_kind(ORGANISATION_KIND_POLICE);
    request.set_name(name);
    request.set_controller(name);
    request.set_basis("Public task");
    request.set_contact("The front desk");
    request.set_agreement_ends(ends);
    ASSERT_THAT(Call<RecordAgreementResponse>("RecordAgreement", coordinator, request), IsOk());
  };
  agree(police, "Leicestershire Police", "2026-11-22");
  const std::string other = AddOrganisation(ORGANISATION_KIND_POLICE, "Rutland Police");
  const Somebody pc7 = Join("pc7@rutland.example", ROLE_POLICE, other);
  agree(other, "Rutland Police", "2026-11-22");
  agree(police, "Leicestershire Police", "2028-12-31");
  const Somebody pc42 = Join("pc42@leics.example", ROLE_POLICE, police);
  ASSERT_THAT(Suspend(pc42.membership_id), IsOk());
  Issue(police);
  for (const char* officer : {"", "4421", "nobody@leics.example", "ann@boots.example",
                              "pc7@rutland.example", "cora@melton.example", "pc42@leics.example"}) {
    auto caller = Ask(Certificate(1, officer));
    ASSERT_THAT(caller, IsOk()) << officer;
    EXPECT_FALSE(caller->facts().officer_named) << officer;
    EXPECT_TRUE(caller->facts().person_id.nil()) << officer;
    EXPECT_EQ(caller->facts().role, ROLE_POLICE) << officer;
    EXPECT_FALSE(caller->facts().terms_current) << officer;
  }
}

TEST_F(AuthenticatorTest, ARevokedExpiredOrUnknownCertificateOpensNothing) {
  Join("pc42@leics.example", ROLE_POLICE, police);
  const auto issued = Issue(police);
  EXPECT_THAT(Ask(Certificate(2, "pc42@leics.example")), HasReason(REASON_BAD_CERTIFICATE));
  rpc::Credentials elsewhere = Certificate(1, "pc42@leics.example");
  for (const char* scheme : {"", "oakham", "hub", "mel ton"}) {
    elsewhere.scheme = scheme;
    EXPECT_THAT(Ask(elsewhere), HasReason(REASON_BAD_CERTIFICATE)) << scheme;
  }
  ASSERT_THAT(Ask(Certificate(1, "pc42@leics.example")), IsOk());
  auto revoke = New<RevokeAgencyCertificateRequest>();
  revoke.mutable_certificate_id()->set_value(issued.certificate_id().value());
  ASSERT_THAT(Call<RevokeAgencyCertificateResponse>("RevokeAgencyCertificate", coordinator, revoke),
              IsOk());
  EXPECT_THAT(Ask(Certificate(1, "pc42@leics.example")), HasReason(REASON_BAD_CERTIFICATE));
  auto list = Call<ListAgencyCertificatesResponse>("ListAgencyCertificates", coordinator,
                                                   ListAgencyCertificatesRequest());
  ASSERT_THAT(list, IsOk());
  ASSERT_EQ(list->certificates_size(), 1);
  EXPECT_TRUE(list->certificates(0).revoked());
  EXPECT_EQ(list->certificates(0).system_name(), "Niche RMS");

  Issue(police);
  ASSERT_THAT(Ask(Certificate(2, "pc42@leics.example")), IsOk());
  hub.clock().Advance(absl::Hours(24 * 366));
  EXPECT_THAT(Ask(Certificate(2, "pc42@leics.example")), HasReason(REASON_BAD_CERTIFICATE));
}

TEST_F(AuthenticatorTest, OnlyAgenciesGetCertificates) {
  auto request = New<IssueAgencyCertificateRequest>();
  request.mutable_organisation_id()->set_value(boots);
  request.set_system_name("Till");
  EXPECT_THAT(Call<IssueAgencyCertificateResponse>("IssueAgencyCertificate", coordinator, request),
              HasReason(REASON_NOT_OF_ORGANISATION));
  request = New<IssueAgencyCertificateRequest>();
  request.mutable_organisation_id()->set_value(police);
  request.set_system_name("a/CN=b");
  EXPECT_THAT(Call<IssueAgencyCertificateResponse>("IssueAgencyCertificate", coordinator, request),
              IsInvalid("system_name", REASON_BAD_FORMAT));
}

}  // namespace
}  // namespace smarthub::identity
