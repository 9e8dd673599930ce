// Areas and sites.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "services/identity/records.h"
#include "services/identity/service.h"
#include "services/identity/validate.h"

namespace smarthub::identity {
namespace {

absl::Status Taken(std::string_view text) {
  return Error(absl::StatusCode::kAlreadyExists, error::v1::REASON_NAME_TAKEN, text, "name");
}

// Everything of an index that the caller may see, up to `at_most`.
Task<absl::StatusOr<std::vector<rpc::Loaded>>> ListAll(Context& context, std::string_view index,
                                                       int at_most) {
  std::vector<rpc::Loaded> all;
  store::Range range = Everything(index, 100);
  do {
    CO_ASSIGN_OR_RETURN(rpc::LoadedPage page, co_await context.List(range));
    for (rpc::Loaded& loaded : page.records) all.push_back(std::move(loaded));
    range.after = page.next;
  } while (!range.after.empty() && static_cast<int>(all.size()) < at_most);
  co_return all;
}

}  // namespace

Answered<AddAreaResponse> Service::AddArea(Context& context, const AddAreaRequest& request) {
  CO_RETURN_IF_ERROR(CheckText(request.name(), {.at_most = 80}, "name"));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  const store::Range everything = Everything(kAreas, limits().list_at_most);
  CO_ASSIGN_OR_RETURN(auto areas, co_await ListAs<StoredArea>(context, everything));
  if (static_cast<int>(areas.size()) >= limits().list_at_most) {
    co_return InvalidField("name", error::v1::REASON_TOO_MANY, "A scheme has at most 1,000 areas.");
  }
  for (const auto& area : areas) {
    if (absl::EqualsIgnoreCase(area.body.name(), request.name())) {
      co_return Taken("There is an area of this name already.");
    }
  }
  const Uuid id = Uuid::Make(context.random());
  StoredArea area;
  area.set_name(request.name());
  context.Stage(KeyOf(label::v1::AREA, id), 0, PackArea(id, area));
  Serialise(context, roster);
  AddAreaResponse response;
  response.mutable_area_id()->set_value(id.ToString());
  co_return response;
}

Answered<AddSiteResponse> Service::AddSite(Context& context, const AddSiteRequest& request) {
  CO_ASSIGN_OR_RETURN(const Uuid area_id,
                      RequireId(request.has_area_id(), request.area_id(), "area_id"));
  CO_ASSIGN_OR_RETURN(
      const Uuid organisation_id,
      RequireId(request.has_organisation_id(), request.organisation_id(), "organisation_id"));
  CO_RETURN_IF_ERROR(CheckText(request.name(), {.at_most = 80}, "name"));
  CO_RETURN_IF_ERROR(
      CheckText(request.address(), {.at_least = 0, .at_most = 200, .lines = true}, "address"));
  CO_ASSIGN_OR_RETURN(auto roster, co_await LoadRoster(context));
  const store::Key area_key = KeyOf(label::v1::AREA, area_id);
  CO_ASSIGN_OR_RETURN(auto area, co_await LoadAs<StoredArea>(context, area_key));
  if (!area.has_value()) co_return NotFound();
  const store::Key organisation_key = KeyOf(label::v1::ORGANISATION, organisation_id);
  CO_ASSIGN_OR_RETURN(auto organisation,
                      co_await LoadAs<StoredOrganisation>(context, organisation_key));
  if (!organisation.has_value()) co_return NotFound();
  if (organisation->body.kind() != ORGANISATION_KIND_RETAILER) {
    co_return Error(absl::StatusCode::kFailedPrecondition, error::v1::REASON_NOT_OF_ORGANISATION,
                    "Sites belong to member companies.", "organisation_id");
  }
  const store::Range everything = Everything(kSites, limits().list_at_most);
  CO_ASSIGN_OR_RETURN(auto sites, co_await ListAs<StoredSite>(context, everything));
  if (static_cast<int>(sites.size()) >= limits().list_at_most) {
    co_return InvalidField("name", error::v1::REASON_TOO_MANY, "A scheme has at most 1,000 sites.");
  }
  for (const auto& site : sites) {
    // A chain has several sites; two of one name in one area could not be told apart.
    if (site.body.organisation_id() == organisation_id.bytes() &&
        site.body.area_id() == area_id.bytes() &&
        absl::EqualsIgnoreCase(site.body.name(), request.name())) {
      co_return Taken("This organisation has a site of this name in this area already.");
    }
  }
  const Uuid id = Uuid::Make(context.random());
  StoredSite site;
  site.set_name(request.name());
  site.set_address(request.address());
  site.set_area_id(std::string(area_id.bytes()));
  site.set_organisation_id(std::string(organisation_id.bytes()));
  context.Stage(KeyOf(label::v1::SITE, id), 0, PackSite(id, site));
  Serialise(context, roster);
  AddSiteResponse response;
  response.mutable_site_id()->set_value(id.ToString());
  co_return response;
}

Answered<ListPlacesResponse> Service::ListPlaces(Context& context, const ListPlacesRequest&) {
  ListPlacesResponse response;
  CO_ASSIGN_OR_RETURN(auto areas, co_await ListAll(context, kAreas, limits().list_at_most));
  for (const rpc::Loaded& loaded : areas) {
    CO_ASSIGN_OR_RETURN(auto stored, rpc::ParseBody<StoredArea>(loaded.content.body));
    Area* area = response.add_areas();
    area->mutable_area_id()->set_value(loaded.key.id.ToString());
    area->set_name(stored.name());
  }
  CO_ASSIGN_OR_RETURN(auto sites, co_await ListAll(context, kSites, limits().list_at_most));
  for (const rpc::Loaded& loaded : sites) {
    CO_ASSIGN_OR_RETURN(auto stored, rpc::ParseBody<StoredSite>(loaded.content.body));
    Site* site = response.add_sites();
    site->mutable_site_id()->set_value(loaded.key.id.ToString());
    site->mutable_area_id()->set_value(IdOf(stored.area_id()).ToString());
    site->mutable_organisation_id()->set_value(IdOf(stored.organisation_id()).ToString());
    site->set_name(stored.name());
    site->set_address(stored.address());
  }
  auto by_name = [](const auto& a, const auto& b) { return a.name() < b.name(); };
  std::sort(response.mutable_areas()->begin(), response.mutable_areas()->end(), by_name);
  std::sort(response.mutable_sites()->begin(), response.mutable_sites()->end(), by_name);
  co_return response;
}

}  // namespace smarthub::identity
