#include "services/demo/found.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "absl/strings/ascii.h"
#include "platform/base/status_macros.h"

namespace smarthub::demo {
namespace {

using policy::v1::Role;

// "Ava Tillotson-Reed" of "Tilbrook Foods": ava.tillotson-reed@tilbrook.example
std::string LoginOf(std::string_view name, std::string_view of) {
  const auto plain = [](std::string_view text, bool first_word_only) {
    std::string out;
    for (const char c : text) {
      if (c == ' ' && first_word_only) break;
      if (c == ' ') out += '.';
      if (absl::ascii_isalnum(c) || c == '-') out += absl::ascii_tolower(c);
    }
    return out;
  };
  if (of == kSchemeName) of = "scheme";
  if (of == kForce) of = "police";
  if (of == kCouncil) of = "council";
  return plain(name, false) + "@" + plain(of, true) + ".example";
}

Person Named(std::string_view name, std::string_view of, Role role) {
  Person person;
  person.sign_in.name = std::string(name);
  person.sign_in.login = LoginOf(name, of);
  person.sign_in.role = role;
  person.sign_in.of = std::string(of);
  return person;
}

Person AtShop(const SiteData& data, std::string_view name, Role role) {
  Person person = Named(name, data.company, role);
  person.sign_in.site = std::string(data.name);
  person.sign_in.area = std::string(kAreas[data.area]);
  return person;
}

// What founding knows while it goes on.
class Founder {
 public:
  Founder(Town& town, Person& coordinator, std::function<void(int, int)> progress)
      : town_(town), coordinator_(coordinator), progress_(std::move(progress)) {}

  // The scheme has an organisation of its own from the start; the others are recorded.
  Task<absl::StatusOr<std::string>> Organisation(std::string_view name,
                                                 identity::v1::OrganisationKind kind) {
    const std::string known = organisations_[std::string(name)];
    if (!known.empty()) co_return known;
    if (kind == identity::v1::ORGANISATION_KIND_SCHEME) {
      CO_ASSIGN_OR_RETURN(const auto all,
                          co_await town_.As<identity::v1::ListOrganisationsResponse>(
                              coordinator_, "identity.v1.IdentityService/ListOrganisations",
                              identity::v1::ListOrganisationsRequest()));
      for (const identity::v1::Organisation& each : all.organisations()) {
        if (each.kind() != kind) continue;
        organisations_[std::string(name)] = each.organisation_id().value();
        co_return each.organisation_id().value();
      }
      co_return absl::InternalError("the scheme has no organisation of its own");
    }
    identity::v1::RecordAgreementRequest request;
    request.mutable_request_id()->set_value(town_.RequestId());
    request.set_kind(kind);
    request.set_name(std::string(name));
    request.set_controller(std::string(name) + " (invented)");
    request.set_basis("Invented for the demonstration");
    request.set_contact("privacy@demonstration.example");
    request.set_agreement_ends(
        absl::FormatTime("%Y-12-31", town_.now() + absl::Hours(24 * 800), absl::UTCTimeZone()));
    CO_ASSIGN_OR_RETURN(const auto reply,
                        co_await town_.As<identity::v1::RecordAgreementResponse>(
                            coordinator_, "identity.v1.IdentityService/RecordAgreement", request));
    organisations_[std::string(name)] = reply.organisation_id().value();
    co_return reply.organisation_id().value();
  }

  // A scheme has an organisation of its own from the start; the coordinator is in it.
  Task<absl::StatusOr<std::string>> SchemesOwn() {
    const identity::v1::ListOrganisationsRequest request;
    CO_ASSIGN_OR_RETURN(
        const auto reply,
        co_await town_.As<identity::v1::ListOrganisationsResponse>(
            coordinator_, "identity.v1.IdentityService/ListOrganisations", request));
    for (const auto& organisation : reply.organisations()) {
      if (organisation.kind() == identity::v1::ORGANISATION_KIND_SCHEME) {
        co_return organisation.organisation_id().value();
      }
    }
    co_return absl::NotFoundError("the scheme has no organisation of its own");
  }

  Task<absl::StatusOr<std::string>> Area(std::string_view name) {
    identity::v1::AddAreaRequest request;
    request.mutable_request_id()->set_value(town_.RequestId());
    request.set_name(std::string(name));
    CO_ASSIGN_OR_RETURN(const auto reply,
                        co_await town_.As<identity::v1::AddAreaResponse>(
                            coordinator_, "identity.v1.IdentityService/AddArea", request));
    co_return reply.area_id().value();
  }

  Task<absl::StatusOr<std::string>> Site(const SiteData& data, std::string area) {
    CO_ASSIGN_OR_RETURN(
        const std::string company,
        co_await Organisation(data.company, identity::v1::ORGANISATION_KIND_RETAILER));
    identity::v1::AddSiteRequest request;
    request.mutable_request_id()->set_value(town_.RequestId());
    request.mutable_area_id()->set_value(area);
    request.mutable_organisation_id()->set_value(company);
    request.set_name(std::string(data.name));
    request.set_address(std::string(data.address) + ", Melton Mowbray (invented)");
    CO_ASSIGN_OR_RETURN(const auto reply,
                        co_await town_.As<identity::v1::AddSiteResponse>(
                            coordinator_, "identity.v1.IdentityService/AddSite", request));
    co_return reply.site_id().value();
  }

  // Invited by the coordinator, taken up by the person.
  Task<absl::Status> Invite(Person& person, std::string organisation, std::string site) {
    identity::v1::InvitePersonRequest request;
    request.mutable_request_id()->set_value(town_.RequestId());
    request.set_login(person.sign_in.login);
    request.set_name(person.sign_in.name);
    request.set_role(person.sign_in.role);
    request.mutable_organisation_id()->set_value(organisation);
    if (!site.empty()) request.add_sites()->set_value(site);
    CO_ASSIGN_OR_RETURN(const auto reply,
                        co_await town_.As<identity::v1::InvitePersonResponse>(
                            coordinator_, "identity.v1.IdentityService/InvitePerson", request));
    CO_RETURN_IF_ERROR(co_await town_.Settle());
    CO_RETURN_IF_ERROR(co_await town_.TakeUp(person, reply.invitation_token(), false));
    if (progress_) progress_(++done_, kPeople);
    co_return absl::OkStatus();
  }

 private:
  static constexpr int kPeople = 21;
  Town& town_;
  Person& coordinator_;
  std::function<void(int, int)> progress_;
  std::map<std::string, std::string> organisations_;
  int done_ = 0;
};

Task<absl::Status> OpenShops(Founder& founder, Everybody& all) {
  std::vector<std::string> areas;
  for (const std::string_view name : kAreas) {
    CO_ASSIGN_OR_RETURN(std::string area, co_await founder.Area(name));
    areas.push_back(std::move(area));
  }
  for (const SiteData& data : kSites) {
    Shop& shop = all.shops.emplace_back();
    shop.data = &data;
    CO_ASSIGN_OR_RETURN(shop.site_id, co_await founder.Site(data, areas[data.area]));
    CO_ASSIGN_OR_RETURN(
        const std::string company,
        co_await founder.Organisation(data.company, identity::v1::ORGANISATION_KIND_RETAILER));
    shop.area_id = areas[data.area];
    shop.reporter = AtShop(data, data.reporter, policy::v1::ROLE_REPORTER);
    CO_RETURN_IF_ERROR(co_await founder.Invite(shop.reporter, company, shop.site_id));
    if (data.manager.empty()) continue;
    shop.manager = AtShop(data, data.manager, policy::v1::ROLE_SITE_MANAGER);
    CO_RETURN_IF_ERROR(co_await founder.Invite(shop.manager, company, shop.site_id));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> OpenOffices(Founder& founder, Everybody& all) {
  for (size_t i = 1; i < std::size(kOffices); ++i) {
    const OfficeData& office = kOffices[i];
    std::string organisation;
    if (office.role == policy::v1::ROLE_POLICE) {
      CO_ASSIGN_OR_RETURN(organisation, co_await founder.Organisation(
                                            office.of, identity::v1::ORGANISATION_KIND_POLICE));
    } else if (office.role == policy::v1::ROLE_COUNCIL) {
      CO_ASSIGN_OR_RETURN(organisation, co_await founder.Organisation(
                                            office.of, identity::v1::ORGANISATION_KIND_COUNCIL));
    } else {
      CO_ASSIGN_OR_RETURN(organisation, co_await founder.SchemesOwn());
    }
    Person person = Named(office.name, office.of, office.role);
    CO_RETURN_IF_ERROR(co_await founder.Invite(person, organisation, ""));
    if (office.role == policy::v1::ROLE_POLICE) {
      all.police.push_back(std::move(person));
    } else if (office.role == policy::v1::ROLE_COUNCIL) {
      all.council = std::move(person);
    } else if (office.role == policy::v1::ROLE_DPO) {
      person.purpose = "data_subject_request";
      all.dpo = std::move(person);
    } else {
      all.others.push_back(std::move(person));
    }
  }
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<Everybody>> Found(Town& town, std::string first_invitation,
                                      std::function<void(int, int)> progress) {
  Everybody all;
  all.coordinator = Named(kOffices[0].name, kOffices[0].of, kOffices[0].role);
  CO_RETURN_IF_ERROR(co_await town.Settle());
  CO_RETURN_IF_ERROR(co_await town.TakeUp(all.coordinator, std::move(first_invitation), true));
  Founder founder(town, all.coordinator, std::move(progress));
  CO_RETURN_IF_ERROR(co_await OpenShops(founder, all));
  CO_RETURN_IF_ERROR(co_await OpenOffices(founder, all));
  co_return all;
}

std::vector<SignIn> Everybody::SignIns() const {
  std::vector<SignIn> all = {coordinator.sign_in};
  for (const Person& person : police) all.push_back(person.sign_in);
  all.push_back(council.sign_in);
  for (const Person& person : others) all.push_back(person.sign_in);
  all.push_back(dpo.sign_in);
  for (const Shop& shop : shops) {
    all.push_back(shop.reporter.sign_in);
    if (!shop.manager.sign_in.name.empty()) all.push_back(shop.manager.sign_in);
  }
  return all;
}

}  // namespace smarthub::demo
