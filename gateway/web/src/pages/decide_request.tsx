// The coordinator's decision: which of the reports that fit are granted.
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { useState } from "preact/hooks";
import { type Incident, type IncidentRequest, QueueFilter } from "@gen/incident/v1/incident_pb";
import { newRequestId } from "../api/clients";
import { type Hub, useHub } from "../app/hub";
import { useCall, useDoing } from "../lib/use_call";
import { useScanSeen } from "../lib/use_scan";
import { Checkboxes, TextArea } from "../ui/fields";
import { Fetched } from "../ui/loading";
import { Opened } from "../ui/opened";
import { Button, errorFor, ErrorSummary, flawsOf, Form } from "../ui/page";
import { range } from "../words/dates";
import { stateWord, typeWord } from "../words/incident";

// At most this many pages of the coordinator's lists are looked through.
const PAGES = 10;

// Reports at the site whose range touches the days asked for, and which the agency does not have yet.
export function fits(incident: Incident, request: IncidentRequest): boolean {
  if (incident.siteId?.value !== request.siteId?.value) return false;
  if (incident.handovers.some((one) => one.to === request.askedBy)) return false;
  if (!incident.happenedFrom || !incident.happenedTo || !request.from || !request.to) return false;
  return timestampMs(incident.happenedFrom) <= timestampMs(request.to)
    && timestampMs(incident.happenedTo) >= timestampMs(request.from);
}

async function candidates(hub: Hub, request: IncidentRequest): Promise<Incident[]> {
  const found: Incident[] = [];
  for (const filter of [QueueFilter.OPEN, QueueFilter.FINISHED]) {
    let pageToken = "";
    for (let turn = 0; turn < PAGES; turn++) {
      const page = await hub.clients.incident.listIncidents({ filter, pageSize: 50, pageToken });
      found.push(...page.incidents.filter((one) => fits(one, request)));
      pageToken = page.nextPageToken;
      if (!pageToken) break;
    }
  }
  const known = new Set<string>();
  return found.filter((one) => !known.has(one.incidentId!.value) && known.add(one.incidentId!.value));
}

export function Decide({ request, done }: { request: IncidentRequest; done: (text: string) => void }) {
  const hub = useHub();
  const doing = useDoing();
  const [open, setOpen] = useState(false);
  const [grant, setGrant] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState("");
  const id = `decide-${request.incidentRequestId?.value}`;
  const flaws = missing ? [{ text: missing, id: `${id}-reason` }] : flawsOf(doing.problem, { reason: `${id}-reason` });
  const list = useCall(() => (open ? candidates(hub, request) : Promise.resolve([])), [open]);
  const seen = useScanSeen(doing.problem, reason);
  const send = async (ids: string[]) => {
    setMissing(reason.trim() ? "" : "Give the reason for your decision");
    if (!reason.trim()) return;
    const worked = await doing.run(() => hub.clients.incident.decideIncidentRequest({
      requestId: newRequestId(), incidentRequestId: request.incidentRequestId,
      grant: ids.map((value) => ({ value })), reason: reason.trim(), scanAcknowledged: seen,
    }));
    if (worked) done(ids.length > 0 ? `Granted ${ids.length === 1 ? "1 report" : `${ids.length} reports`}` : "Request refused");
  };
  const opener = <Button kind="secondary" onPress={() => setOpen(!open)} expanded={open} name="decide">Decide</Button>;
  if (!open) return opener;
  return (
    <>{opener}
    <Opened title="Decide" close={() => setOpen(false)}>
    <Form onSend={() => void send(grant)}>
      <ErrorSummary flaws={flaws} />
      <Fetched from={list}>{(incidents) => incidents.length === 0
        ? <p class="govuk-body" role="status">{list.busy ? "Looking for reports…" : "No report of these days and this shop is one that they do not have already."}</p>
        : <Checkboxes id={id} label="Grant these reports" values={grant} onValues={setGrant}
            options={incidents.map((one) => [one.incidentId!.value, `${typeWord(one.type)}, ${range(one.happenedFrom, one.happenedTo)} (${stateWord(one.state).toLowerCase()})`])} />}
      </Fetched>
      <TextArea id={`${id}-reason`} label="Reason for your decision" rows={2} max={500} value={reason} onValue={setReason} error={errorFor(flaws, `${id}-reason`)} />
      <div class="sh-row-actions">
        {grant.length > 0 && <Button submit busy={doing.busy} name="grant">Grant the chosen reports</Button>}
        <Button kind="warning" busy={doing.busy} onPress={() => void send([])} name="refuse">Refuse the request</Button>
        <Button kind="secondary" onPress={() => setOpen(false)} name="cancel">Cancel</Button>
      </div>
    </Form>
    </Opened></>
  );
}
