#include "platform/rpc/facts.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/testing/test_caller.h"

namespace smarthub::rpc {
namespace {

using namespace policy::v1;  // NOLINT: every second word here is one of its facts
using smarthub::testing::Id;
using smarthub::testing::TestCaller;

// The only way to a Caller is through an Authenticator.
Caller Admitted(const TestCaller& test) {
  smarthub::testing::TestAuthenticator authenticator;
  authenticator.Know(test);
  Loop loop;
  auto caller = loop.RunUntilDone(authenticator.Authenticate(test.credentials(), nullptr));
  return caller.ok() ? *caller : Caller::Nobody();
}

const absl::Time kNow = absl::FromUnixSeconds(1'795'428'000);

google::protobuf::Timestamp At(absl::Duration from_now) {
  google::protobuf::Timestamp time;
  time.set_seconds(absl::ToUnixSeconds(kNow + from_now));
  return time;
}

std::string Bytes(const char* name) { return std::string(Id(name).bytes()); }

// "true", "false" or "unknown".
std::string Is(const policy::Facts& facts, Fact fact) {
  return !facts.Known(fact) ? "unknown" : facts.True(fact) ? "true" : "false";
}

TEST(FactsTest, NobodyAndTheHubHaveNoStanding) {
  for (const Caller& caller : {Caller::Nobody(), Caller::System("system/x", "melton")}) {
    const policy::Facts facts = FactsOf(caller);
    for (const Fact fact : {FACT_MEMBERSHIP_CURRENT, FACT_TERMS_CURRENT, FACT_AGREEMENT_CURRENT,
                            FACT_NO_NAMED_OFFICER}) {
      EXPECT_EQ(Is(facts, fact), "unknown");
    }
  }
}

TEST(FactsTest, StandingOfAMember) {
  policy::Facts facts = FactsOf(Admitted(TestCaller::Police()));
  EXPECT_EQ(Is(facts, FACT_MEMBERSHIP_CURRENT), "true");
  EXPECT_EQ(Is(facts, FACT_TERMS_CURRENT), "true");
  EXPECT_EQ(Is(facts, FACT_AGREEMENT_CURRENT), "true");
  EXPECT_EQ(Is(facts, FACT_NO_NAMED_OFFICER), "false");
  facts = FactsOf(Admitted(
      TestCaller::Police().WithoutMembership().WithoutTerms().WithoutAgreement().WithoutOfficer()));
  EXPECT_EQ(Is(facts, FACT_MEMBERSHIP_CURRENT), "false");
  EXPECT_EQ(Is(facts, FACT_TERMS_CURRENT), "false");
  EXPECT_EQ(Is(facts, FACT_AGREEMENT_CURRENT), "false");
  EXPECT_EQ(Is(facts, FACT_NO_NAMED_OFFICER), "true");
}

TEST(FactsTest, WhatARecordDoesNotSayIsUnknown) {
  const Caller caller = Admitted(TestCaller::Reporter().At({Id("boots")}));
  store::v1::RecordFacts record;
  for (const Fact fact : {FACT_AT_CALLERS_SITE, FACT_IN_CALLERS_AREA, FACT_OF_CALLERS_ORGANISATION,
                          FACT_IS_CALLERS_OWN}) {
    EXPECT_EQ(Is(FactsOf(caller, record, kNow), fact), "unknown");
  }
  record.add_site_ids("not sixteen bytes");
  EXPECT_EQ(Is(FactsOf(caller, record, kNow), FACT_AT_CALLERS_SITE), "unknown");
}

TEST(FactsTest, APersonOfSeveralSitesIsAtEachOfThem) {
  const Caller manager = Admitted(TestCaller::SiteManager().At({Id("coop")}));
  store::v1::RecordFacts record;
  for (const char* site : {"boots", "tesco"}) record.add_site_ids(Bytes(site));
  EXPECT_EQ(Is(FactsOf(manager, record, kNow), FACT_AT_CALLERS_SITE), "false");
  record.add_site_ids(Bytes("coop"));
  EXPECT_EQ(Is(FactsOf(manager, record, kNow), FACT_AT_CALLERS_SITE), "true");
  record.add_site_ids(Bytes("aldi"));
  EXPECT_EQ(Is(FactsOf(manager, record, kNow), FACT_AT_CALLERS_SITE), "true");
}

TEST(FactsTest, PlacesAndPeople) {
  const TestCaller ann = TestCaller::Reporter("ann")
                             .At({Id("boots"), Id("coop")})
                             .InAreas({Id("centre")})
                             .Of(Id("Boots Ltd"));
  const Caller caller = Admitted(ann);
  store::v1::RecordFacts record;
  record.add_site_ids(Bytes("coop"));
  record.set_area_id(Bytes("centre"));
  record.set_organisation_id(Bytes("Boots Ltd"));
  record.set_person_id(std::string(ann.person_id().bytes()));
  for (const Fact fact : {FACT_AT_CALLERS_SITE, FACT_IN_CALLERS_AREA, FACT_OF_CALLERS_ORGANISATION,
                          FACT_IS_CALLERS_OWN}) {
    EXPECT_EQ(Is(FactsOf(caller, record, kNow), fact), "true");
  }
  record.clear_site_ids();
  record.add_site_ids(Bytes("tesco"));
  record.set_area_id(Bytes("north"));
  record.set_organisation_id(Bytes("Tesco"));
  record.set_person_id(Bytes("bob"));
  for (const Fact fact : {FACT_AT_CALLERS_SITE, FACT_IN_CALLERS_AREA, FACT_OF_CALLERS_ORGANISATION,
                          FACT_IS_CALLERS_OWN}) {
    EXPECT_EQ(Is(FactsOf(caller, record, kNow), fact), "false");
  }
}

// A record whose person is the nil id belongs to nobody, and nobody has the nil id.
TEST(FactsTest, TheNilIdIsNobodys) {
  store::v1::RecordFacts record;
  record.set_person_id(std::string(16, '\0'));
  EXPECT_EQ(Is(FactsOf(Caller::Nobody(), record, kNow), FACT_IS_CALLERS_OWN), "false");
}

TEST(FactsTest, PassedAndGrantedAreOfTheCallersAgency) {
  store::v1::RecordFacts record;
  record.add_passed_to(ROLE_POLICE);
  record.add_granted_to(ROLE_COUNCIL);
  const auto police = FactsOf(Admitted(TestCaller::Police()), record, kNow);
  const auto council = FactsOf(Admitted(TestCaller::Council()), record, kNow);
  const auto shop = FactsOf(Admitted(TestCaller::Reporter()), record, kNow);
  EXPECT_EQ(Is(police, FACT_PASSED_TO_CALLERS_AGENCY), "true");
  EXPECT_EQ(Is(police, FACT_GRANTED_TO_CALLERS_AGENCY), "false");
  EXPECT_EQ(Is(council, FACT_PASSED_TO_CALLERS_AGENCY), "false");
  EXPECT_EQ(Is(council, FACT_GRANTED_TO_CALLERS_AGENCY), "true");
  EXPECT_EQ(Is(shop, FACT_PASSED_TO_CALLERS_AGENCY), "false");
  // A role in the list that is no agency opens nothing.
  record.add_passed_to(ROLE_REPORTER);
  EXPECT_EQ(
      Is(FactsOf(Admitted(TestCaller::Reporter()), record, kNow), FACT_PASSED_TO_CALLERS_AGENCY),
      "false");
}

TEST(FactsTest, SubmittedAndRestrictedAreAlwaysKnown) {
  store::v1::RecordFacts record;
  policy::Facts facts = FactsOf(Admitted(TestCaller::Police()), record, kNow);
  EXPECT_EQ(Is(facts, FACT_SUBMITTED), "false");
  EXPECT_EQ(Is(facts, FACT_RESTRICTED), "false");
  record.set_submitted(true);
  record.set_restricted(true);
  facts = FactsOf(Admitted(TestCaller::Police()), record, kNow);
  EXPECT_EQ(Is(facts, FACT_SUBMITTED), "true");
  EXPECT_EQ(Is(facts, FACT_RESTRICTED), "true");
}

// From its first second to just before its last, with nobody sweeping.
TEST(FactsTest, LiveIsDecidedAtTheMomentOfTheRead) {
  const Caller ann = Admitted(TestCaller::Reporter());
  store::v1::RecordFacts record;
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_LIVE), "false");
  *record.mutable_live_from() = At(absl::ZeroDuration());
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_LIVE), "false") << "without an end";
  *record.mutable_live_until() = At(absl::Seconds(2));
  EXPECT_EQ(Is(FactsOf(ann, record, kNow - absl::Nanoseconds(1)), FACT_LIVE), "false");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_LIVE), "true");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow + absl::Milliseconds(1999)), FACT_LIVE), "true");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow + absl::Seconds(2)), FACT_LIVE), "false");
  record.clear_live_from();
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_LIVE), "false") << "without a beginning";
}

TEST(FactsTest, AudienceIsOfRolesAndAreas) {
  const Caller ann = Admitted(TestCaller::Reporter().InAreas({Id("centre"), Id("north")}));
  store::v1::RecordFacts record;
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_FOR_CALLERS_ROLE), "false");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_IN_AUDIENCE), "false");
  record.add_audience_roles(ROLE_POLICE);
  record.add_audience_areas(Bytes("south"));
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_FOR_CALLERS_ROLE), "false");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_IN_AUDIENCE), "false");
  record.add_audience_roles(ROLE_REPORTER);
  record.add_audience_areas(Bytes("north"));
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_FOR_CALLERS_ROLE), "true");
  EXPECT_EQ(Is(FactsOf(ann, record, kNow), FACT_IN_AUDIENCE), "true");
  const Caller elsewhere = Admitted(TestCaller::Reporter("bob").InAreas({Id("east")}));
  EXPECT_EQ(Is(FactsOf(elsewhere, record, kNow), FACT_IN_AUDIENCE), "false");
  record.set_audience_everywhere(true);
  EXPECT_EQ(Is(FactsOf(elsewhere, record, kNow), FACT_IN_AUDIENCE), "true");
  // Nobody has no role; a list that names "none" is for nobody.
  record.add_audience_roles(ROLE_UNSPECIFIED);
  EXPECT_EQ(Is(FactsOf(Caller::Nobody(), record, kNow), FACT_FOR_CALLERS_ROLE), "false");
}

// A fact that is added to the enum and not computed here would silently deny for ever.
TEST(FactsTest, EveryFactIsComputed) {
  const TestCaller ann = TestCaller::Police().At({Id("s")}).InAreas({Id("a")});
  store::v1::RecordFacts record;
  record.add_site_ids(Bytes("s"));
  record.set_area_id(Bytes("a"));
  record.set_organisation_id(Bytes("o"));
  record.set_person_id(Bytes("p"));
  const policy::Facts facts = FactsOf(Admitted(ann), record, kNow);
  const auto* type = Fact_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    EXPECT_TRUE(facts.Known(static_cast<Fact>(type->value(i)->number()))) << type->value(i)->name();
  }
}

}  // namespace
}  // namespace smarthub::rpc
