#include "services/identity/roles.h"

#include <algorithm>

namespace smarthub::identity {
namespace {

using namespace policy::v1;  // Role values

}  // namespace

bool IsPersonsRole(Role role) {
  return Role_IsValid(role) && role != ROLE_UNSPECIFIED && role != ROLE_SYSTEM;
}

bool RolesConflict(Role a, Role b) {
  if (b == ROLE_DPO) std::swap(a, b);
  return a == ROLE_DPO && (b == ROLE_COORDINATOR || b == ROLE_POLICE || b == ROLE_COUNCIL);
}

bool ConflictsWithAny(Role role, absl::Span<const Role> held) {
  return std::any_of(held.begin(), held.end(),
                     [role](Role other) { return RolesConflict(role, other); });
}

bool FitsOrganisation(Role role, v1::OrganisationKind kind) {
  switch (role) {
    case ROLE_REPORTER:
    case ROLE_SITE_MANAGER:
      return kind == v1::ORGANISATION_KIND_RETAILER;
    case ROLE_POLICE:
      return kind == v1::ORGANISATION_KIND_POLICE;
    case ROLE_COUNCIL:
      return kind == v1::ORGANISATION_KIND_COUNCIL;
    case ROLE_COORDINATOR:
    case ROLE_DPO:
      // Often a council's or BID's employee; what counts is that they act for the scheme.
      return kind == v1::ORGANISATION_KIND_SCHEME || kind == v1::ORGANISATION_KIND_COUNCIL;
    case ROLE_BOARD_MEMBER:
      // Police never vote on exclusions (Haverhill).
      return kind == v1::ORGANISATION_KIND_SCHEME || kind == v1::ORGANISATION_KIND_RETAILER ||
             kind == v1::ORGANISATION_KIND_COUNCIL;
    default:
      return false;
  }
}

bool NeedsSites(Role role) { return role == ROLE_REPORTER || role == ROLE_SITE_MANAGER; }

Role RoleOfAgency(v1::OrganisationKind kind) {
  if (kind == v1::ORGANISATION_KIND_POLICE) return ROLE_POLICE;
  if (kind == v1::ORGANISATION_KIND_COUNCIL) return ROLE_COUNCIL;
  return ROLE_UNSPECIFIED;
}

SessionLimits LimitsFor(absl::Span<const Role> roles, const Limits& limits) {
  const bool phone = !roles.empty() && std::all_of(roles.begin(), roles.end(),
                                                   [](Role role) { return role == ROLE_REPORTER; });
  return phone ? limits.phone : limits.desk;
}

}  // namespace smarthub::identity
