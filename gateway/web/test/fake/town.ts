// The invented town of the stand-in.
import { create } from "@bufbuild/protobuf";
import {
  AreaSchema, MembershipSchema, MembershipState, OrganisationKind, OrganisationSchema, SiteSchema,
} from "@gen/identity/v1/identity_pb";
import { MonthlyFigureSchema } from "@gen/insight/v1/insight_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import type { FakeHub } from "./state";

export const TERMS = "You use SMART Hub to prevent and report crime, and for nothing else.\n\nWhat you see of people you keep to yourself. You do not copy it, photograph it or pass it on.\n\nEvery look is recorded.";
export const PASSWORD = "correct horse battery";

export const FIGURES = Array.from({ length: 24 }, (_, index) => create(MonthlyFigureSchema, {
  month: `${2024 + Math.floor((index + 10) / 12)}-${String(((index + 10) % 12) + 1).padStart(2, "0")}`,
  recordedShopTheft: 18 + ((index * 7) % 17), reportedByMembers: index < 6 ? 4 + index * 3 : 30 + ((index * 11) % 19), answered: index < 6 ? 2 + index : 24 + ((index * 5) % 15),
}));

export function makeTown(hub: FakeHub): FakeHub {
  const id = () => ({ value: crypto.randomUUID() });
  const area = create(AreaSchema, { areaId: id(), name: "Town centre" });
  hub.areas.push(area);
  const organisation = (name: string, kind: OrganisationKind) => {
    const one = create(OrganisationSchema, {
      organisationId: id(), kind, name, controller: `${name} Ltd`, basis: "Crime condition (UK GDPR Annex 1 para 5)",
      contact: "office@example.org", agreementEnds: "2028-03-31", agreementCurrent: true,
    });
    hub.organisations.push(one);
    return one;
  };
  const scheme = organisation("SMART Melton", OrganisationKind.SCHEME);
  const shop = organisation("Corner Foods", OrganisationKind.RETAILER);
  const police = organisation("Leicestershire Police (invented)", OrganisationKind.POLICE);
  const council = organisation("Melton council (invented)", OrganisationKind.COUNCIL);
  const site = (name: string, address: string) => {
    const one = create(SiteSchema, { siteId: id(), areaId: area.areaId, organisationId: shop.organisationId, name, address });
    hub.sites.push(one);
    return one;
  };
  const market = site("Corner Foods, Market Place", "1 Market Place");
  site("Corner Foods, Nottingham Street", "22 Nottingham Street");
  const person = (login: string, name: string, role: Role, of: typeof scheme, sites: { value: string }[] = []) => hub.people.push({
    password: PASSWORD, termsNeeded: role === Role.REPORTER,
    membership: create(MembershipSchema, {
      membershipId: id(), personId: id(), name, login: `${login}@example.org`, role, organisationId: of.organisationId, sites,
      state: MembershipState.ACTIVE, since: hub.stamp(),
    }),
  });
  person("reporter", "Sam Shaw", Role.REPORTER, shop, [market.siteId!]);
  person("manager", "Jo Marsh", Role.SITE_MANAGER, shop, [market.siteId!]);
  person("coordinator", "Kit Lowe", Role.COORDINATOR, scheme);
  person("police", "PC Alex Reed", Role.POLICE, police);
  person("council", "Robin Hale", Role.COUNCIL, council);
  person("dpo", "Lee North", Role.DPO, scheme);
  person("board", "Pat Grove", Role.BOARD_MEMBER, shop);
  return hub;
}
