// PreviewAudience: who would see it, before it goes.
#include <string>

#include "absl/algorithm/container.h"
#include "platform/base/status_macros.h"
#include "platform/store/indexes.h"
#include "platform/store/keys.h"
#include "policies/engine/flow.h"
#include "services/bulletin/handlers.h"
#include "services/bulletin/record.h"
#include "services/bulletin/validate.h"
#include "smarthub/identity/v1/stored.pb.h"

namespace smarthub::bulletin {
namespace {

using bulletin::v1::Audience;
using bulletin::v1::PreviewAudienceResponse;

constexpr int kPage = 100;
// A town has a few hundred; beyond this the page says "and more" by the count alone.
constexpr int kMostSites = 2000;

bool ReadAtSites(const Audience& audience) {
  return absl::c_any_of(audience.roles(), [](int role) {
    return role == policy::v1::ROLE_REPORTER || role == policy::v1::ROLE_SITE_MANAGER;
  });
}

bool Reaches(const Audience& audience, const std::string& area_id) {
  return audience.everywhere() || absl::c_any_of(audience.areas(), [&area_id](const auto& area) {
           return BytesOf(area.value()) == area_id;
         });
}

}  // namespace

Task<absl::StatusOr<PreviewAudienceResponse>> PreviewAudience(
    const Service&, rpc::Context& context, const bulletin::v1::PreviewAudienceRequest& request) {
  const Audience& audience = request.audience();
  CO_RETURN_IF_ERROR(CheckAudience(audience));
  PreviewAudienceResponse reply;
  for (const int role : audience.roles()) {
    const auto agency = static_cast<policy::v1::Role>(role);
    if (policy::IsAgency(agency)) reply.add_agencies(agency);
  }
  if (!ReadAtSites(audience)) co_return reply;
  store::Range range;
  range.index = std::string(store::kSites);
  range.partition = std::string(store::kAll);
  range.limit = kPage;
  while (reply.sites_size() < kMostSites) {
    CO_ASSIGN_OR_RETURN(const auto sites, co_await context.ListForRule(range));
    for (const rpc::RuleView& view : sites) {
      CO_ASSIGN_OR_RETURN(const auto site,
                          rpc::ParseBody<identity::v1::StoredSite>(view.content.body));
      if (!Reaches(audience, site.area_id())) continue;
      auto& shown = *reply.add_sites();
      shown.mutable_site_id()->set_value(view.key.id.ToString());
      shown.set_name(site.name());
    }
    if (sites.size() < static_cast<size_t>(kPage)) break;
    range.after = store::IndexMember("", sites.back().key);
  }
  absl::c_sort(*reply.mutable_sites(),
               [](const auto& a, const auto& b) { return a.name() < b.name(); });
  co_return reply;
}

}  // namespace smarthub::bulletin
