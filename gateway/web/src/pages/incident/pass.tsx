// Passing on: to police, council or both; the scheme's policy suggests where, or the shop
// asked for it.
import { useState } from "preact/hooks";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Checkboxes } from "../../ui/fields";
import { Do } from "../../ui/opened";
import { errorFor, ErrorSummary, flawsOf, Form } from "../../ui/page";
import { theRole } from "../../words/people";

export function PassForm({ incident, done }: { incident: Incident; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const have = incident.handovers.map((one) => one.to);
  const open = [Role.POLICE, Role.COUNCIL].filter((role) => !have.includes(role));
  const [to, setTo] = useState<Role[]>(incident.suggestedRecipients.filter((role) => open.includes(role)));
  const [missing, setMissing] = useState(false);
  const flaws = missing ? [{ text: "Choose who gets the report", id: "to" }] : flawsOf(doing.problem, { to: "to" });
  const send = async () => {
    setMissing(to.length === 0);
    if (to.length === 0) return;
    const incidentId = { value: incident.incidentId?.value ?? "" };
    if (await doing.run(() => clients.incident.passIncident({ requestId: newRequestId(), incidentId, to }))) {
      done(`Passed to ${to.map(theRole).join(" and ")}`);
    }
  };
  const hint = (role: Role) => (incident.suggestedRecipients.includes(role) ? "Suggested, or asked for by the shop." : undefined);
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <Checkboxes id="to" label="Who gets it?" hint="They see as much of the report as their role allows."
        values={to} onValues={setTo} error={errorFor(flaws, "to")}
        options={open.map((role) => [role, role === Role.POLICE ? "Police" : "Council", hint(role)])} />
      <Do submit busy={doing.busy} name="confirm">Pass the report on</Do>
    </Form>
  );
}
