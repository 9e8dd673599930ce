// The journey without a browser, by @connectrpc/connect-node: Connect with JSON over HTTP/1.1, Connect
// binary over HTTP/2, gRPC over HTTP/2. The same calls, the same answers.
import { randomUUID } from "node:crypto";
import type { LookupFunction } from "node:net";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate, timestampMs } from "@bufbuild/protobuf/wkt";
import { type Client, Code, ConnectError, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { AuditService, Outcome } from "../gen/smarthub/audit/v1/audit_pb.js";
import { ErrorDetailSchema, Reason } from "../gen/smarthub/error/v1/error_pb.js";
import { IdentityService, NextStep } from "../gen/smarthub/identity/v1/identity_pb.js";
import { IncidentService, OutcomeGroup, type ReportIncidentRequest, ReportIncidentRequestSchema } from "../gen/smarthub/incident/v1/incident_pb.js";
import { RecordKind } from "../gen/smarthub/label/v1/label_pb.js";
import { IncidentState, IncidentType, Role } from "../gen/smarthub/policy/v1/policy_pb.js";
import { check, equal, type Suite } from "./check";
import { as, type Options, type SignInAs } from "./options";
import { freshCode } from "./totp";

export type Kind = "Connect JSON, HTTP/1.1" | "Connect binary, HTTP/2" | "gRPC, HTTP/2";
const KINDS: Kind[] = ["Connect JSON, HTTP/1.1", "Connect binary, HTTP/2", "gRPC, HTTP/2"];

// The agency host name is this machine, whatever its resolver thinks.
const here = ((_name, options, done) => {
  const address = { address: "127.0.0.1", family: 4 };
  if (options.all) done(null, [address]);
  else done(null, address.address, address.family);
}) as LookupFunction;

export interface Certificate {
  cert: string;
  key: string;
}

export function transport(kind: Kind, baseUrl: string, interceptors: Interceptor[], certificate?: Certificate): Transport {
  const nodeOptions = { rejectUnauthorized: false, lookup: here, ...certificate };
  if (kind === "gRPC, HTTP/2") return createGrpcTransport({ baseUrl, interceptors, nodeOptions });
  if (kind === "Connect binary, HTTP/2") return createConnectTransport({ baseUrl, interceptors, httpVersion: "2", useBinaryFormat: true, nodeOptions });
  return createConnectTransport({ baseUrl, interceptors, httpVersion: "1.1", useBinaryFormat: false, nodeOptions });
}

export const says = (headers: Record<string, string>): Interceptor => (next) => (request) => {
  for (const [name, value] of Object.entries(headers)) if (value) request.header.set(name, value);
  return next(request);
};

export interface Caller {
  identity: Client<typeof IdentityService>;
  incident: Client<typeof IncidentService>;
  audit: Client<typeof AuditService>;
}

export const over = (by: Transport): Caller => ({
  identity: createClient(IdentityService, by), incident: createClient(IncidentService, by), audit: createClient(AuditService, by),
});

// Sessions are opened once per person: a code signs in once, and sign-ins are rate-limited.
const tokens = new Map<string, Promise<string>>();

async function tokenOf(base: string, who: SignInAs): Promise<string> {
  const { identity } = over(transport("Connect binary, HTTP/2", base, []));
  const first = await identity.signIn({ step: { case: "password", value: { login: who.login, password: who.password } } });
  equal(first.next, NextStep.TOTP, "a password alone signs nobody in");
  const last = await identity.signIn({ step: { case: "totp", value: { continuation: first.continuation, code: await freshCode(who.totp_secret) } } });
  equal(last.next, NextStep.DONE, "password and code sign in");
  check(last.sessionToken, "a client that is no browser gets its session token");
  return last.sessionToken;
}

export async function signedIn(kind: Kind, { base, people }: Options, role: string, purpose = ""): Promise<Caller> {
  const who = as(people, role);
  if (!tokens.has(who.login)) tokens.set(who.login, tokenOf(base, who));
  const headers = { authorization: `Bearer ${await tokens.get(who.login)}`, "smarthub-scheme": who.scheme, "smarthub-purpose": purpose };
  const caller = over(transport(kind, base, [says(headers)]));
  const me = await caller.identity.whoAmI({});
  if (me.memberships[0].termsNeeded) {
    const { version } = await caller.identity.getTerms({});
    await caller.identity.acceptTerms({ requestId: { value: randomUUID() }, version });
  }
  return caller;
}

export async function refused(call: Promise<unknown>, code: Code, reason: Reason, text: string): Promise<void> {
  const error = await call.then(() => undefined, (cause) => ConnectError.from(cause));
  check(error, `${text}: it was allowed`);
  equal(Code[error.code], Code[code], text);
  equal(Reason[error.findDetails(ErrorDetailSchema)[0]?.reason ?? 0], Reason[reason], `${text}, the reason`);
}

export const id = () => ({ value: randomUUID() });

export function theft(siteId: { value: string }): ReportIncidentRequest {
  const now = Date.now();
  return create(ReportIncidentRequestSchema, {
    incidentId: id(),
    report: {
      siteId, type: IncidentType.THEFT_FROM_SHOP, happenedFrom: timestampFromDate(new Date(now - 3_600_000)), happenedTo: timestampFromDate(new Date(now - 1_800_000)),
      goods: [{ what: "Coffee, 3 jars", valuePence: 2400n }], suspects: [{ hair: "Short hair", saidBy: 1 }], whatHappened: "{p1} filled a bag and ran.",
    },
  });
}

async function walk(kind: Kind, options: Options): Promise<void> {
  const reporter = await signedIn(kind, options, "reporter");
  const coordinator = await signedIn(kind, options, "coordinator");
  const police = await signedIn(kind, options, "police", "PURPOSE_INVESTIGATION");
  const council = await signedIn(kind, options, "council", "PURPOSE_ENFORCEMENT");
  const dpo = await signedIn(kind, options, "dpo", "PURPOSE_AUDIT");
  const site = (await reporter.identity.whoAmI({})).memberships[0].sites[0].siteId!;

  const stop = new AbortController();
  const told: string[] = [];
  let standing = () => {};
  const stands = new Promise<void>((resolve) => { standing = resolve; });
  const watching = (async () => {
    for await (const message of coordinator.incident.watchQueue({}, { signal: stop.signal })) {
      standing();
      if (message.incidentId) told.push(message.incidentId.value);
    }
  })().catch((cause) => {
    if (!stop.signal.aborted) throw cause;
  });
  await stands;

  const report = theft(site);
  const incidentId = report.incidentId!;
  const first = await reporter.incident.reportIncident(report);
  equal(first.state, IncidentState.SUBMITTED, "the report is taken");
  equal(first.waitingFor, Role.COORDINATOR, "it waits for the coordinator");
  const again = await reporter.incident.reportIncident(report);
  equal(timestampMs(again.receivedAt!), timestampMs(first.receivedAt!), "the same id again gives the first answer");
  const other = theft(site);
  other.incidentId = incidentId;
  other.report!.goods[0].what = "Tea";
  await refused(reporter.incident.reportIncident(other), Code.AlreadyExists, Reason.REQUEST_ID_REUSED, "another report under the id");
  const empty = theft(site);
  empty.report!.goods[0].what = "";
  await refused(reporter.incident.reportIncident(empty), Code.InvalidArgument, Reason.REQUIRED, "goods without a name");

  await refused(police.incident.getIncident({ incidentId }), Code.NotFound, Reason.NOT_FOUND, "police read what was not passed");
  await refused(coordinator.incident.passIncident({ requestId: id(), incidentId, to: [Role.POLICE] }), Code.FailedPrecondition, Reason.WRONG_STATE, "passed before it is accepted");
  await coordinator.incident.acceptIncident({ requestId: id(), incidentId });
  await coordinator.incident.passIncident({ requestId: id(), incidentId, to: [Role.POLICE] });
  await refused(council.incident.getIncident({ incidentId }), Code.NotFound, Reason.NOT_FOUND, "the council reads a theft passed to police only");
  await coordinator.incident.passIncident({ requestId: id(), incidentId, to: [Role.COUNCIL] });

  for (const [agency, outcome, reference] of [[police, OutcomeGroup.UNDER_INVESTIGATION, "26*990011"], [council, OutcomeGroup.COUNCIL_ACTION, "CS-77"]] as const) {
    const seen = (await agency.incident.getIncident({ incidentId })).incident!;
    equal(seen.goods[0].what, "Coffee, 3 jars", "an agency reads what was passed to it");
    await agency.incident.takeIncident({ requestId: id(), incidentId });
    await agency.incident.answerIncident({ requestId: id(), incidentId, outcome, reference, note: "Thank you. We are on it.", agencyNote: "For agencies only." });
  }
  const mine = (await reporter.incident.getIncident({ incidentId })).incident!;
  equal(mine.handovers.map((one) => one.answer?.reference).sort().join(), "26*990011,CS-77", "the reporter sees both answers");
  check(mine.handovers.every((one) => one.agencyNote === ""), "and no note between agencies");
  check(mine.withheld?.paths.includes("handovers.agency_note"), "which is said to be withheld");
  check((await reporter.incident.listMyIncidents({})).incidents.some((one) => one.incidentId?.value === incidentId.value), "it is in the reporter's list");

  const looked = await dpo.audit.whoLooked({ at: { case: "record", value: { kind: RecordKind.INCIDENT, id: incidentId.value } }, pageSize: 100 });
  const actions = looked.entries.map((one) => one.action);
  for (const action of ["incident.report", "incident.accept", "incident.pass", "incident.take", "incident.answer", "incident.read"]) {
    check(actions.includes(action), `the DPO sees ${action}`);
  }
  equal(looked.entries.filter((one) => one.outcome === Outcome.DENIED && one.action === "incident.read").length >= 2, true, "and both attempts to read what was not passed");
  const masked = (await dpo.incident.getIncident({ incidentId })).incident!;
  check(masked.goods.every((one) => one.what === "") && masked.whatHappened === "", "the DPO sees no content");

  for (let turn = 0; turn < 100 && !told.includes(incidentId.value); turn++) await new Promise((resolve) => setTimeout(resolve, 50));
  check(told.includes(incidentId.value), "the coordinator's stream told of the report");
  stop.abort();
  await watching;
}

export function apiSuites(options: Options): Suite[] {
  return [
    { name: "nobody calls without signing in", run: async () => {
      for (const kind of KINDS) {
        const nobody = over(transport(kind, options.base, []));
        await refused(nobody.identity.whoAmI({}), Code.Unauthenticated, Reason.NOT_SIGNED_IN, `${kind}: who am I`);
        await refused(nobody.identity.signIn({ step: { case: "password", value: { login: "nobody@example.org", password: "no such password" } } }),
          Code.Unauthenticated, Reason.WRONG_CREDENTIALS, `${kind}: an unknown login`);
      }
    } },
    ...KINDS.map((kind) => ({ name: `the journey by ${kind}`, run: () => walk(kind, options) })),
  ];
}
