// The rules of who may be what. Pure; thread-safe.
#ifndef SERVICES_IDENTITY_ROLES_H_
#define SERVICES_IDENTITY_ROLES_H_

#include <vector>

#include "absl/types/span.h"
#include "services/identity/limits.h"
#include "smarthub/identity/v1/identity.pb.h"
#include "smarthub/policy/v1/policy.pb.h"

namespace smarthub::identity {

using policy::v1::Role;

// A role that a person can be given: not UNSPECIFIED, not SYSTEM, known.
bool IsPersonsRole(Role role);

// DOMAIN: the DPO is never one account with coordinator, police or council officer.
bool RolesConflict(Role a, Role b);
bool ConflictsWithAny(Role role, absl::Span<const Role> held);

// The kind of organisation that such a person belongs to.
bool FitsOrganisation(Role role, v1::OrganisationKind kind);

// Reporters and site managers work at sites of their organisation; nobody else has any.
bool NeedsSites(Role role);

// The role that an agency's system has; UNSPECIFIED where the kind is no agency.
Role RoleOfAgency(v1::OrganisationKind kind);

// The shortest limits that any of the roles asks for; no role: the desk's.
SessionLimits LimitsFor(absl::Span<const Role> roles, const Limits& limits);

}  // namespace smarthub::identity

#endif  // SERVICES_IDENTITY_ROLES_H_
