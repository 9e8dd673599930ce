#include "services/identity/sites_left.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "platform/base/times.h"
#include "policies/engine/period.h"

namespace smarthub::identity {
namespace {

using policy::v1::LifecycleRule;

bool OfReports(const LifecycleRule& rule) {
  return rule.retention_class() == policy::v1::RETENTION_CLASS_INCIDENT ||
         rule.retention_class() == policy::v1::RETENTION_CLASS_INCIDENT_PASSED;
}

// By when a report of what happened at `from` is gone. Its clocks run one after another: it may be
// passed on the last day of the first, and get its answer on the last day of the next. Of each the
// longest rule counts, and each from the end of its month: rather too long than a colleague of then
// approves. Absent: one of them has no end.
std::optional<absl::Time> GoneBy(const policy::Policy& policy, absl::Time from) {
  std::set<policy::v1::Clock> ran;
  for (const LifecycleRule& first : policy.bundle().lifecycle()) {
    if (!OfReports(first) || !ran.insert(first.clock()).second) continue;
    absl::Time end = from;
    for (const LifecycleRule& rule : policy.bundle().lifecycle()) {
      if (!OfReports(rule) || rule.clock() != first.clock()) continue;
      if (!rule.has_after()) return std::nullopt;
      end = std::max(end, policy::EndOfFromMonthEnd(rule.after(), from, policy.zone()));
    }
    from = end;
  }
  if (ran.empty()) return std::nullopt;
  return from;
}

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

void Forget(const policy::Policy& policy, absl::Time now, v1::StoredMembership& member) {
  auto& all = *member.mutable_sites_left();
  const auto over = [&](const v1::StoredSiteLeft& left) {
    const std::optional<absl::Time> gone = GoneBy(policy, FromProto(left.left()));
    return gone.has_value() && *gone < now;
  };
  all.erase(std::remove_if(all.begin(), all.end(), over), all.end());
}

}  // namespace

void LeaveSites(const policy::Policy& policy, const std::vector<Uuid>& stays, absl::Time now,
                v1::StoredMembership& member) {
  for (const std::string& site : member.site_ids()) {
    const bool still =
        absl::c_any_of(stays, [&site](const Uuid& id) { return id.bytes() == site; });
    if (!still) Leave(Left(site, member, now), member);
  }
  Forget(policy, now, member);
}

void TakeSitesLeft(const policy::Policy& policy, const v1::StoredMembership& before, absl::Time now,
                   v1::StoredMembership& member) {
  if (!before.person_id().empty()) {
    for (const std::string& site : before.site_ids()) {
      Leave(Left(site, before, FromProto(before.since())), member);
    }
  }
  for (const v1::StoredSiteLeft& left : before.sites_left()) Leave(left, member);
  Forget(policy, now, member);
}

}  // namespace smarthub::identity
