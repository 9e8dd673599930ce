// Roles, purposes and memberships in plain English.
import { MembershipState, OrganisationKind } from "@gen/identity/v1/identity_pb";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";

const ROLES: Record<Role, string> = {
  [Role.UNSPECIFIED]: "Nobody",
  [Role.REPORTER]: "Reporter",
  [Role.SITE_MANAGER]: "Site manager",
  [Role.COORDINATOR]: "Coordinator",
  [Role.BOARD_MEMBER]: "Board member",
  [Role.POLICE]: "Police",
  [Role.COUNCIL]: "Council",
  [Role.DPO]: "Data protection officer",
  [Role.SYSTEM]: "The hub",
};

export const roleWord = (role: Role) => ROLES[role] ?? "Unknown role";

// Inside a sentence: "waiting for the coordinator".
export function theRole(role: Role): string {
  if (role === Role.POLICE) return "the police";
  if (role === Role.REPORTER) return "the shop";
  if (role === Role.SYSTEM) return "the hub";
  return `the ${roleWord(role).toLowerCase()}`;
}

// Roles that people can be invited to, in the order of the form.
export const INVITABLE = [
  Role.REPORTER, Role.SITE_MANAGER, Role.COORDINATOR, Role.BOARD_MEMBER, Role.POLICE, Role.COUNCIL, Role.DPO,
];
export const worksAtSites = (role: Role) => role === Role.REPORTER || role === Role.SITE_MANAGER;
// Who says whose camera a photo came from; the hub takes it from nobody else.
export const statesCamera = (role: Role) => role === Role.SITE_MANAGER || role === Role.COORDINATOR;
// Who says their purpose at the start of a task; the others work under their role's first one.
export const choosesPurpose = (role: Role) => isAgency(role) || role === Role.DPO;
export const isAgency = (role: Role) => role === Role.POLICE || role === Role.COUNCIL;

const PURPOSES: Record<Purpose, [string, string]> = {
  [Purpose.UNSPECIFIED]: ["Not chosen", ""],
  [Purpose.CRIME_PREVENTION]: ["Crime prevention", "Keeping shops and people safe, before or after an incident."],
  [Purpose.INVESTIGATION]: ["Investigation", "Finding out what happened and who did it."],
  [Purpose.ENFORCEMENT]: ["Enforcement", "Warnings, notices, charges and orders."],
  [Purpose.DATA_SUBJECT_REQUEST]: ["Data-subject request", "Answering somebody who asked about their own data."],
  [Purpose.AUDIT]: ["Audit", "Checking that the hub is used lawfully."],
  [Purpose.ADMINISTRATION]: ["Administration", "Members, sites and agreements."],
};

export const purposeWord = (purpose: Purpose) => PURPOSES[purpose]?.[0] ?? "Unknown purpose";
export const purposeHint = (purpose: Purpose) => PURPOSES[purpose]?.[1] ?? "";

const MEMBERSHIPS: Record<MembershipState, string> = {
  [MembershipState.UNSPECIFIED]: "Unknown",
  [MembershipState.INVITED]: "Invited",
  [MembershipState.ACTIVE]: "Active",
  [MembershipState.SUSPENDED]: "Suspended",
  [MembershipState.LEFT]: "Left",
};
export const membershipWord = (state: MembershipState) => MEMBERSHIPS[state] ?? "Unknown";

const KINDS: Record<OrganisationKind, string> = {
  [OrganisationKind.UNSPECIFIED]: "Unknown",
  [OrganisationKind.SCHEME]: "The scheme",
  [OrganisationKind.RETAILER]: "Retailer",
  [OrganisationKind.POLICE]: "Police force",
  [OrganisationKind.COUNCIL]: "Council",
};
export const organisationWord = (kind: OrganisationKind) => KINDS[kind] ?? "Unknown";

// An organisation of which kind may send people in this role.
export function kindsFor(role: Role): OrganisationKind[] {
  if (role === Role.POLICE) return [OrganisationKind.POLICE];
  if (role === Role.COUNCIL) return [OrganisationKind.COUNCIL];
  if (worksAtSites(role)) return [OrganisationKind.RETAILER];
  return [OrganisationKind.SCHEME, OrganisationKind.RETAILER, OrganisationKind.COUNCIL, OrganisationKind.POLICE];
}
