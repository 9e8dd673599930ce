#include "services/identity/sites_left.h"

#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "platform/base/times.h"

namespace smarthub::identity {
namespace {

constexpr absl::Duration kKept = absl::Hours(24 * 366 * 4);

void Leave(const v1::StoredSiteLeft& left, v1::StoredMembership& member) {
  for (v1::StoredSiteLeft& known : *member.mutable_sites_left()) {
    if (known.site_id() != left.site_id()) continue;
    if (FromProto(known.left()) < FromProto(left.left())) known = left;
    return;
  }
  *member.add_sites_left() = left;
}

v1::StoredSiteLeft Left(const std::string& site, const v1::StoredMembership& of, absl::Time at) {
  v1::StoredSiteLeft left;
  left.set_site_id(site);
  left.set_organisation_id(of.organisation_id());
  *left.mutable_left() = ToProto(at);
  return left;
}

void Forget(absl::Time now, v1::StoredMembership& member) {
  auto& all = *member.mutable_sites_left();
  all.erase(
      std::remove_if(all.begin(), all.end(),
                     [now](const auto& left) { return FromProto(left.left()) + kKept < now; }),
      all.end());
}

}  // namespace

void LeaveSites(const std::vector<Uuid>& stays, absl::Time now, v1::StoredMembership& member) {
  for (const std::string& site : member.site_ids()) {
    const bool still =
        absl::c_any_of(stays, [&site](const Uuid& id) { return id.bytes() == site; });
    if (!still) Leave(Left(site, member, now), member);
  }
  Forget(now, member);
}

void TakeSitesLeft(const v1::StoredMembership& before, absl::Time now,
                   v1::StoredMembership& member) {
  if (!before.person_id().empty()) {
    for (const std::string& site : before.site_ids()) {
      Leave(Left(site, before, FromProto(before.since())), member);
    }
  }
  for (const v1::StoredSiteLeft& left : before.sites_left()) Leave(left, member);
  Forget(now, member);
}

}  // namespace smarthub::identity
