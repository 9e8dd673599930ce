// Signing in, terms, people, places and agreements of the stand-in.
import { create } from "@bufbuild/protobuf";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import {
  AreaSchema, IdentityService, MembershipSchema, MembershipState, NextStep, OrganisationSchema, SiteSchema,
} from "@gen/identity/v1/identity_pb";
import { fail, type FakeHub, PURPOSES } from "./state";
import { TERMS } from "./town";

const SCHEME = { value: "melton" };
const NAME = "SMART Melton Mowbray";
const NOTICE = "Demonstration, not a service of Melton Borough Council.";
const id = () => ({ value: crypto.randomUUID() });

export function identity(hub: FakeHub, router: ConnectRouter): void {
  const continuations = new Map<string, string>();
  const find = (membershipId: string | undefined) => {
    const found = hub.people.find((one) => one.membership.membershipId?.value === membershipId);
    if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
    return found;
  };
  const invitation = (token: string) => {
    const found = hub.invitations.find((one) => one.token === token);
    if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
    if (found.used) throw fail(Code.FailedPrecondition, Reason.INVITATION_USED);
    return found;
  };
  const summaries = (sites: { value: string }[]) => sites.map((siteId) => ({
    siteId, name: hub.sites.find((one) => one.siteId?.value === siteId.value)?.name ?? "",
  }));
  router.service(IdentityService, {
    signIn(request, context) {
      if (hub.fault) throw hub.fault;
      const wrong = fail(Code.Unauthenticated, Reason.WRONG_CREDENTIALS);
      if (request.step.case === "password") {
        const { login, password } = request.step.value;
        const found = hub.people.find((one) => one.membership.login === login && one.password === password);
        if (!found) throw wrong;
        const continuation = crypto.randomUUID();
        continuations.set(continuation, found.membership.personId!.value);
        return { next: NextStep.TOTP, continuation };
      }
      const value = request.step.value;
      const person = value && continuations.get(value.continuation);
      const code = request.step.case === "totp" ? request.step.value.code : "111111";
      if (!person || code === "000000") throw wrong;
      const token = crypto.randomUUID();
      hub.sessions.set(token, person);
      context.responseHeader.set("set-cookie", `__Host-smarthub=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`);
      return { next: NextStep.DONE, sessionToken: context.requestHeader.has("sec-fetch-site") ? "" : token };
    },
    signOut(_, context) {
      context.responseHeader.set("set-cookie", "__Host-smarthub=; Path=/; Secure; HttpOnly; Max-Age=0");
      return {};
    },
    whoAmI(_, context) {
      const { membership, termsNeeded } = hub.person(context);
      return {
        account: { personId: membership.personId, login: membership.login, name: membership.name, recoveryCodesLeft: 8 },
        memberships: [{
          membershipId: membership.membershipId, scheme: SCHEME, schemeName: NAME, schemeNotice: NOTICE,
          role: membership.role, purposes: PURPOSES[membership.role], sites: summaries(membership.sites), termsNeeded,
          agreementCurrent: true,
          organisationName: hub.organisations.find((one) => one.organisationId?.value === membership.organisationId?.value)?.name,
        }],
        contract: "1",
      };
    },
    getTerms: () => ({ version: "2026-11", text: TERMS }),
    acceptTerms(_, context) {
      hub.person(context).termsNeeded = false;
      return {};
    },
    listPlaces(_, context) {
      hub.person(context);
      return { areas: hub.areas, sites: hub.sites };
    },
    addArea(request) {
      const areaId = id();
      hub.areas.push(create(AreaSchema, { areaId, name: request.name }));
      return { areaId };
    },
    addSite(request) {
      const siteId = id();
      hub.sites.push(create(SiteSchema, { siteId, areaId: request.areaId, organisationId: request.organisationId, name: request.name, address: request.address }));
      return { siteId };
    },
    listOrganisations: () => ({ organisations: hub.organisations }),
    recordAgreement(request) {
      const organisationId = request.organisationId ?? id();
      hub.organisations = hub.organisations.filter((one) => one.organisationId?.value !== organisationId.value);
      hub.organisations.push(create(OrganisationSchema, {
        organisationId, kind: request.kind, name: request.name, controller: request.controller, basis: request.basis,
        contact: request.contact, agreementEnds: request.agreementEnds, agreementCurrent: true,
      }));
      return { organisationId };
    },
    listPeople: () => ({ people: hub.people.map((one) => one.membership) }),
    invitePerson(request) {
      const membershipId = id();
      const token = crypto.randomUUID();
      hub.people.push({
        password: "", termsNeeded: true,
        membership: create(MembershipSchema, {
          membershipId, personId: id(), name: request.name, login: request.login, role: request.role,
          organisationId: request.organisationId, sites: request.sites, state: MembershipState.INVITED, since: hub.stamp(),
        }),
      });
      hub.invitations.push({ token, membershipId: membershipId.value, asksLogin: false, used: false });
      return { membershipId, invitationToken: token, linkEnds: hub.stamp() };
    },
    getInvitation(request) {
      const found = invitation(request.invitationToken);
      const { membership } = find(found.membershipId);
      return { schemeName: NAME, role: membership.role, asksLogin: found.asksLogin };
    },
    acceptInvitation(request) {
      const person = find(invitation(request.invitationToken).membershipId);
      person.password = request.password;
      if (request.login) Object.assign(person.membership, { login: request.login, name: request.name });
      return {
        totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        totpUri: `otpauth://totp/SMART%20Hub:${person.membership.login}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=SMART%20Hub`,
        recoveryCodes: Array.from({ length: 8 }, (_, index) => `k3m${index}-x7q${index}-p9d${index}`),
      };
    },
    confirmTotp(request) {
      const found = invitation(request.invitationToken);
      if (request.code === "000000") throw fail(Code.Unauthenticated, Reason.WRONG_CREDENTIALS);
      found.used = true;
      find(found.membershipId).membership.state = MembershipState.ACTIVE;
      return {};
    },
    changeRole(request) {
      Object.assign(find(request.membershipId?.value).membership, { role: request.role, organisationId: request.organisationId, sites: request.sites });
      return {};
    },
    suspendPerson(request) {
      find(request.membershipId?.value).membership.state = MembershipState.SUSPENDED;
      return {};
    },
    restorePerson(request) {
      find(request.membershipId?.value).membership.state = MembershipState.ACTIVE;
      return {};
    },
    removePerson(request) {
      find(request.membershipId?.value).membership.state = MembershipState.LEFT;
      return {};
    },
    listAgencyCertificates: () => ({ certificates: [] }),
    issueAgencyCertificate: () => ({ certificateId: id(), certificatePem: "-----BEGIN CERTIFICATE-----", privateKeyPem: "-----BEGIN PRIVATE KEY-----" }),
  });
}
