// The reporter's own reports and those of their sites, and what could not be sent yet.
import { useEffect, useState } from "preact/hooks";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { useHub } from "../app/hub";
import { drop, keptOf, type KeptReport } from "../lib/kept";
import { forgetLost, lostPhotos } from "../lib/uploads";
import { usePaged } from "../lib/use_paged";
import { IncidentCard } from "../ui/incident_card";
import { Fetched } from "../ui/loading";
import { Button, ErrorSummary, Title } from "../ui/page";
import { momentOf } from "../words/dates";
import { fromKept, useSendReport } from "./report/page";

export function MyReports() {
  const { clients } = useHub();
  const list = usePaged<Incident>(async (pageToken) => {
    const page = await clients.incident.listMyIncidents({ pageSize: 20, pageToken });
    return { items: page.incidents, next: page.nextPageToken };
  }, []);
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Title>Your reports</Title>
      <Kept sent={list.again} />
      <LostPhotos />
      <a class="govuk-button" href="#/report" data-name="report">Report an incident</a>
      <Fetched from={list}>{(incidents) => incidents.length === 0
        ? <p class="govuk-body">There are no reports yet.</p>
        : <ul class="sh-list">{incidents.map((one) => <IncidentCard key={one.incidentId?.value} incident={one} />)}</ul>}
      </Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show older reports</Button>}
    </div></div>
  );
}

// Photos live in memory only: one that its page took with it is said here, and can be added again.
function LostPhotos() {
  const { me, uploads } = useHub();
  const owner = me?.account?.personId?.value ?? "";
  const [lost, setLost] = useState(() => lostPhotos(owner).filter((id) => uploads.of(id).length === 0));
  if (lost.length === 0) return null;
  const forget = () => {
    forgetLost(owner);
    setLost([]);
  };
  return (
    <section class="sh-kept" aria-labelledby="lost-title" data-name="lost-photos">
      <h2 class="govuk-heading-m" id="lost-title">A photo was not sent</h2>
      <p class="govuk-body">Its page was closed before the photo had gone. The report itself is not touched. You can add the photo again:</p>
      <ul class="govuk-list">
        {lost.map((id, index) => <li key={id}><a class="govuk-link" href={`#/reports/${id}`}>Open the report{lost.length > 1 ? ` (${index + 1} of ${lost.length})` : ""}</a></li>)}
      </ul>
      <Button kind="secondary" onPress={forget} name="forget-lost">Do not show this again</Button>
    </section>
  );
}

function Kept({ sent }: { sent: () => void }) {
  const { me, uploads } = useHub();
  const owner = me?.account?.personId?.value ?? "";
  const send = useSendReport();
  const [kept, setKept] = useState<KeptReport[]>([]);
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const look = () => keptOf(owner).then(setKept, () => setKept([]));
  useEffect(() => void look(), [owner]);
  const retry = async (one: KeptReport) => {
    setBusy(one.id);
    const result = await send(fromKept(one.request));
    setBusy("");
    setProblem("problem" in result ? result.problem.text : "");
    await look();
    if ("answer" in result) sent();
  };
  const remove = async (one: KeptReport) => {
    uploads.drop(one.id);
    await drop(one.id);
    await look();
  };
  if (kept.length === 0) return null;
  return (
    <section class="sh-kept" aria-labelledby="kept-title">
      <h2 class="govuk-heading-m" id="kept-title">Not sent yet</h2>
      {problem && <ErrorSummary flaws={[{ text: problem }]} />}
      {kept.map((one) => (
        <div key={one.id}>
          <p class="govuk-body">A report of {momentOf(one.keptAt)} is kept on this phone.</p>
          <div class="sh-row-actions">
            <Button onPress={() => void retry(one)} busy={busy === one.id} name="send-kept">Send it now</Button>
            <Button kind="secondary" onPress={() => void remove(one)}>Delete it</Button>
          </div>
        </div>
      ))}
    </section>
  );
}
