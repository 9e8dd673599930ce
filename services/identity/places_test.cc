#include "services/identity/town_for_test.h"

namespace smarthub::identity {
namespace {

class PlacesTest : public TownForTest {
 protected:
  absl::Status Area(const std::string& name) {
    auto request = New<AddAreaRequest>();
    request.set_name(name);
    return Call<AddAreaResponse>("AddArea", coordinator, request).status();
  }
  AddSiteRequest Site(const std::string& name) {
    auto request = New<AddSiteRequest>();
    request.mutable_area_id()->set_value(area);
    request.mutable_organisation_id()->set_value(boots);
    request.set_name(name);
    return request;
  }
  absl::Status Add(const AddSiteRequest& request) {
    return Call<AddSiteResponse>("AddSite", coordinator, request).status();
  }
  RecordAgreementRequest Agreement(const std::string& name) {
    auto request = New<RecordAgreementRequest>();
    request.set_kind(ORGANISATION_KIND_RETAILER);
    request.set_name(name);
    request.set_controller("Example Stores Ltd");
    request.set_basis("Legitimate interests");
    request.set_contact("The manager, 01664 000000");
    request.set_agreement_ends("2028-12-31");
    return request;
  }
  absl::Status Record(const RecordAgreementRequest& request) {
    return Call<RecordAgreementResponse>("RecordAgreement", coordinator, request).status();
  }
};

TEST_F(PlacesTest, AnAreasNameIsUniqueAndBounded) {
  EXPECT_THAT(Area("TOWN CENTRE"), HasReason(REASON_NAME_TAKEN));
  EXPECT_THAT(Area(""), IsInvalid("name", REASON_REQUIRED));
  EXPECT_THAT(Area(std::string(81, 'x')), IsInvalid("name", REASON_TOO_LONG));
  EXPECT_THAT(Area("a\xff"), IsInvalid("name", REASON_NOT_UTF8));
  EXPECT_THAT(Area("Market"), IsOk());
}

TEST_F(PlacesTest, ASiteBelongsToACompanyAndAnArea) {
  EXPECT_THAT(Add(Site("Boots Market Place")), HasReason(REASON_NAME_TAKEN));
  AddSiteRequest request = Site("Kiosk");
  request.clear_area_id();
  EXPECT_THAT(Add(request), IsInvalid("area_id.value", REASON_REQUIRED));
  request = Site("Kiosk");
  request.mutable_area_id()->set_value(Uuid::Make(hub.random()).ToString());
  EXPECT_THAT(Add(request), HasReason(REASON_NOT_FOUND));
  request = Site("Kiosk");
  request.mutable_organisation_id()->set_value(police);
  EXPECT_THAT(Add(request), HasReason(REASON_NOT_OF_ORGANISATION));
  request = Site("Kiosk");
  request.set_address(std::string(201, 'x'));
  EXPECT_THAT(Add(request), IsInvalid("address", REASON_TOO_LONG));
  EXPECT_THAT(Add(Site("Kiosk")), IsOk());
  auto places = Call<ListPlacesResponse>("ListPlaces", coordinator, ListPlacesRequest());
  ASSERT_THAT(places, IsOk());
  ASSERT_EQ(places->sites_size(), 2);
  EXPECT_EQ(places->sites(0).name(), "Boots Market Place");
  EXPECT_EQ(places->sites(1).name(), "Kiosk");
  EXPECT_EQ(places->sites(1).organisation_id().value(), boots);
  ASSERT_EQ(places->areas_size(), 1);
}

TEST_F(PlacesTest, AnAgreementNamesEachFieldThatIsWrong) {
  using R = RecordAgreementRequest;
  const auto send = [&](auto change) {
    R request = Agreement("New shop");
    change(request);
    return Record(request);
  };
  EXPECT_THAT(send([](R& r) { r.clear_kind(); }), IsInvalid("kind", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_kind(ORGANISATION_KIND_SCHEME); }),
              IsInvalid("kind", REASON_UNKNOWN_VALUE));
  EXPECT_THAT(send([](R& r) { r.set_kind(static_cast<OrganisationKind>(9)); }),
              IsInvalid("kind", REASON_UNKNOWN_VALUE));
  EXPECT_THAT(send([](R& r) { r.clear_controller(); }), IsInvalid("controller", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_basis(std::string(301, 'x')); }),
              IsInvalid("basis", REASON_TOO_LONG));
  EXPECT_THAT(send([](R& r) { r.clear_contact(); }), IsInvalid("contact", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.clear_agreement_ends(); }),
              IsInvalid("agreement_ends", REASON_REQUIRED));
  EXPECT_THAT(send([](R& r) { r.set_agreement_ends("31/12/2028"); }),
              IsInvalid("agreement_ends", REASON_BAD_FORMAT));
  EXPECT_THAT(send([](R& r) { r.set_agreement_ends("2031-11-23"); }), IsOk());
  EXPECT_THAT(send([](R& r) { r.set_agreement_ends("2031-11-24"); }),
              IsInvalid("agreement_ends", REASON_OUT_OF_RANGE));
  EXPECT_THAT(Record(Agreement("boots")), HasReason(REASON_NAME_TAKEN));
}

TEST_F(PlacesTest, RecordingAgainReplacesAndBitesAtOnce) {
  const Somebody ann = Join("ann@boots.example", policy::v1::ROLE_REPORTER, boots, {site});
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", ann, ListPlacesRequest()), IsOk());
  RecordAgreementRequest request = Agreement("Boots");
  request.mutable_organisation_id()->set_value(boots);
  request.set_agreement_ends("2026-11-22");
  ASSERT_THAT(Record(request), IsOk());
  EXPECT_THAT(Call<ListPlacesResponse>("ListPlaces", ann, ListPlacesRequest()),
              HasReason(REASON_AGREEMENT_EXPIRED));
  auto list =
      Call<ListOrganisationsResponse>("ListOrganisations", coordinator, ListOrganisationsRequest());
  ASSERT_THAT(list, IsOk());
  EXPECT_EQ(list->organisations_size(), 3);
  for (const Organisation& organisation : list->organisations()) {
    EXPECT_EQ(organisation.agreement_current(), organisation.name() != "Boots");
    EXPECT_TRUE(organisation.withheld().paths().empty());
  }
  request = Agreement("Boots");
  request.mutable_organisation_id()->set_value(boots);
  request.set_kind(ORGANISATION_KIND_POLICE);
  EXPECT_THAT(Record(request), HasReason(REASON_WRONG_STATE));
}

// "That agency" is a role to the policy: two forces would see each other's reports.
TEST_F(PlacesTest, OneForceAndOneCouncilAtATime) {
  RecordAgreementRequest second = Agreement("Rutland Police");
  second.set_kind(ORGANISATION_KIND_POLICE);
  const absl::Status refused = Record(second);
  EXPECT_THAT(refused, HasReason(REASON_TOO_MANY));
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  RecordAgreementRequest council = Agreement("Melton Borough Council");
  council.set_kind(ORGANISATION_KIND_COUNCIL);
  EXPECT_THAT(Record(council), IsOk());
  council = Agreement("Rutland County Council");
  council.set_kind(ORGANISATION_KIND_COUNCIL);
  EXPECT_THAT(Record(council), HasReason(REASON_TOO_MANY));

  RecordAgreementRequest first = Agreement("Leicestershire Police");
  first.set_kind(ORGANISATION_KIND_POLICE);
  first.mutable_organisation_id()->set_value(police);
  EXPECT_THAT(Record(first), IsOk()) << "its own is renewed";
  first.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  first.set_agreement_ends("2026-11-22");
  ASSERT_THAT(Record(first), IsOk());
  second.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  EXPECT_THAT(Record(second), IsOk());
  first.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  first.set_agreement_ends("2028-12-31");
  EXPECT_THAT(Record(first), HasReason(REASON_TOO_MANY)) << "an ended one comes back";
}

TEST_F(PlacesTest, NobodyShutsTheSchemeOut) {
  RecordAgreementRequest request = Agreement("SMART melton");
  request.set_kind(ORGANISATION_KIND_SCHEME);
  request.mutable_organisation_id()->set_value(scheme_organisation);
  request.set_agreement_ends("2026-11-22");
  EXPECT_THAT(Record(request), HasReason(REASON_SELF));
  request.mutable_request_id()->set_value(Uuid::Make(hub.random()).ToString());
  request.set_agreement_ends("2026-12-31");
  EXPECT_THAT(Record(request), IsOk());
}

TEST_F(PlacesTest, OldTermsAreNotAccepted) {
  auto request = New<AcceptTermsRequest>();
  request.set_version("0");
  EXPECT_THAT(Call<AcceptTermsResponse>("AcceptTerms", coordinator, request),
              HasReason(REASON_TERMS_CHANGED));
  request = New<AcceptTermsRequest>();
  EXPECT_THAT(Call<AcceptTermsResponse>("AcceptTerms", coordinator, request),
              IsInvalid("version", REASON_REQUIRED));
}

}  // namespace
}  // namespace smarthub::identity
