// A police system with a client certificate on the agency host name, acting for a named officer.
import { Code } from "@connectrpc/connect";
import { Reason } from "../gen/smarthub/error/v1/error_pb.js";
import { OrganisationKind } from "../gen/smarthub/identity/v1/identity_pb.js";
import { OutcomeGroup } from "../gen/smarthub/incident/v1/incident_pb.js";
import { Role } from "../gen/smarthub/policy/v1/policy_pb.js";
import { type Caller, type Certificate, id, over, refused, says, signedIn, theft, transport } from "./api";
import { check, equal, type Suite } from "./check";
import { as, type Options } from "./options";

async function issue(coordinator: Caller): Promise<{ certificate: Certificate; certificateId: { value: string } }> {
  const { organisations } = await coordinator.identity.listOrganisations({});
  const force = organisations.find((one) => one.kind === OrganisationKind.POLICE);
  check(force, "the town has a police force");
  const made = await coordinator.identity.issueAgencyCertificate({
    requestId: id(), organisationId: force.organisationId, systemName: "node-journey",
  });
  return { certificate: { cert: made.certificatePem, key: made.privateKeyPem }, certificateId: made.certificateId! };
}

async function acts(options: Options): Promise<void> {
  const base = options.base.replace(/\/\/[^:/]+/, `//${options.agency}`);
  const officer = as(options.people, "police");
  const reporter = await signedIn("gRPC, HTTP/2", options, "reporter");
  const coordinator = await signedIn("gRPC, HTTP/2", options, "coordinator");
  const { certificate, certificateId } = await issue(coordinator);
  const headers = { "smarthub-scheme": officer.scheme, "smarthub-purpose": "PURPOSE_INVESTIGATION" };
  const system = over(transport("gRPC, HTTP/2", base, [says(headers)], certificate));
  const named = over(transport("gRPC, HTTP/2", base, [says({ ...headers, "smarthub-on-behalf-of": officer.login })], certificate));

  const site = (await reporter.identity.whoAmI({})).memberships[0].sites[0].siteId!;
  const report = theft(site);
  const incidentId = report.incidentId!;
  await reporter.incident.reportIncident(report);
  await refused(named.incident.getIncident({ incidentId }), Code.NotFound, Reason.NOT_FOUND, "a system reads what was not passed");
  await coordinator.incident.acceptIncident({ requestId: id(), incidentId });
  await coordinator.incident.passIncident({ requestId: id(), incidentId, to: [Role.POLICE] });
  await refused(system.incident.getIncident({ incidentId }), Code.PermissionDenied, Reason.OFFICER_NOT_NAMED, "a system that names no officer");
  await named.incident.takeIncident({ requestId: id(), incidentId });
  await named.incident.answerIncident({ requestId: id(), incidentId, outcome: OutcomeGroup.UNDER_INVESTIGATION, reference: "26*5511", note: "Taken up by our system." });
  const mine = (await reporter.incident.getIncident({ incidentId })).incident!;
  equal(mine.handovers[0].answer?.reference, "26*5511", "the reporter sees the system's answer");

  await coordinator.identity.revokeAgencyCertificate({ requestId: id(), certificateId });
  const deadline = Date.now() + 8_000;
  for (;;) {
    const open = await named.incident.getIncident({ incidentId }).then(() => true, () => false);
    if (!open) break;
    check(Date.now() < deadline, "a revoked certificate opens nothing");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export const agencySuites = (options: Options): Suite[] =>
  options.agency ? [{ name: "a police system with its certificate, for a named officer", run: () => acts(options) }] : [];
