#include "services/identity/sites_left.h"

#include <string>

#include "absl/algorithm/container.h"
#include "platform/base/times.h"

namespace smarthub::identity {
namespace {

void Leave(const std::string& site, absl::Time at, v1::StoredMembership& member) {
  for (v1::StoredSiteLeft& known : *member.mutable_sites_left()) {
    if (known.site_id() != site) continue;
    if (FromProto(known.left()) < at) *known.mutable_left() = ToProto(at);
    return;
  }
  v1::StoredSiteLeft& left = *member.add_sites_left();
  left.set_site_id(site);
  *left.mutable_left() = ToProto(at);
}

}  // namespace

void LeaveSites(const std::vector<Uuid>& stays, absl::Time now, v1::StoredMembership& member) {
  for (const std::string& site : member.site_ids()) {
    const bool still =
        absl::c_any_of(stays, [&site](const Uuid& id) { return id.bytes() == site; });
    if (!still) Leave(site, now, member);
  }
}

void TakeSitesLeft(const v1::StoredMembership& before, v1::StoredMembership& member) {
  for (const std::string& site : before.site_ids()) {
    Leave(site, FromProto(before.since()), member);
  }
  for (const v1::StoredSiteLeft& left : before.sites_left()) {
    Leave(left.site_id(), FromProto(left.left()), member);
  }
}

}  // namespace smarthub::identity
