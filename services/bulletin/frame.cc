#include "services/bulletin/frame.h"

#include <optional>
#include <vector>

#include "absl/algorithm/container.h"
#include "platform/base/times.h"
#include "services/bulletin/record.h"

namespace smarthub::bulletin {
namespace {

using policy::PublicationFacts;

// Within what whoever said last for whom it is may ever reach.
void AddAudience(const policy::Policy& policy, const StoredBulletin& body,
                 PublicationFacts& facts) {
  if (body.authors().empty()) return;
  const bulletin::v1::StoredAuthor& author = *body.authors().rbegin();
  std::vector<policy::Role> roles;
  for (const int role : body.audience().roles()) roles.push_back(static_cast<policy::Role>(role));
  policy::Reach reach;
  reach.roles = roles;
  reach.everywhere = body.audience().everywhere();
  reach.own_areas_only = absl::c_all_of(body.audience().areas(), [&author](const auto& area) {
    return absl::c_linear_search(author.area_ids(), BytesOf(area.value()));
  });
  const policy::v1::AudienceLimit* limit =
      policy::AudienceLimitOf(policy, author.role(), body.kind());
  facts.Set(policy::v1::PUBLICATION_FACT_AUDIENCE_WITHIN_LIMIT, policy::WithinLimit(limit, reach));
}

// From the moment it first went live, or would.
void AddExpiry(const policy::Policy& policy, const StoredBulletin& body, absl::Time now,
               PublicationFacts& facts) {
  const policy::v1::Gallery* gallery = policy::FindGallery(policy, body.gallery());
  if (gallery == nullptr) return;
  const absl::Time from = WasPublished(body) ? FirstPublished(body) : now;
  const std::optional<absl::Time> until =
      policy::LiveUntil(*gallery, from, CountsAsUnder18(facts), policy.zone());
  bool within = until.has_value() && *until > now;
  if (within && body.has_live_until_wanted()) {
    const absl::Time wanted = FromProto(body.live_until_wanted());
    within = wanted > now && wanted <= *until;
  }
  facts.Set(policy::v1::PUBLICATION_FACT_EXPIRY_WITHIN_LIMIT, within);
}

}  // namespace

void AddFrame(const policy::Policy& policy, const StoredBulletin& body, absl::Time now,
              PublicationFacts& facts) {
  AddAudience(policy, body, facts);
  AddExpiry(policy, body, now, facts);
}

}  // namespace smarthub::bulletin
