// The coordinator's queue and the agencies' worklist: what waits for me first, live.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Incident, QueueFilter } from "@gen/incident/v1/incident_pb";
import { IncidentState, Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../app/hub";
import { usePaged } from "../lib/use_paged";
import { useQueueWatch } from "../lib/use_queue_watch";
import { Chip } from "../ui/chips";
import { IncidentCard } from "../ui/incident_card";
import { Fetched } from "../ui/loading";
import { Button, Title } from "../ui/page";

const FILTERS: [QueueFilter, string][] = [
  [QueueFilter.WAITING_FOR_ME, "Waiting for me"], [QueueFilter.OPEN, "All open"], [QueueFilter.FINISHED, "Finished"],
];
const NONE: Partial<Record<QueueFilter, string>> = {
  [QueueFilter.WAITING_FOR_ME]: "Nothing waits for you.",
  [QueueFilter.OPEN]: "No report is open.",
  [QueueFilter.FINISHED]: "No report is finished yet.",
};

// Overdue first, then new, then as the hub ordered them.
export function inOrder(incidents: Incident[], fresh: Set<string>): Incident[] {
  const rank = (one: Incident) => (one.overdue ? 0 : fresh.has(one.incidentId?.value ?? "") ? 1 : 2);
  return incidents.map((one, index) => ({ one, index }))
    .sort((a, b) => rank(a.one) - rank(b.one) || a.index - b.index).map(({ one }) => one);
}

export function Queue() {
  const { clients, role } = useHub();
  const [filter, setFilter] = useState(QueueFilter.WAITING_FOR_ME);
  const [fresh, setFresh] = useState<Set<string>>(new Set());
  const [said, setSaid] = useState("");
  const pending = useRef<{ arrived: number; moved: number; timer?: ReturnType<typeof setTimeout> }>({ arrived: 0, moved: 0 });
  const list = usePaged<Incident>(async (pageToken) => {
    const page = await clients.incident.listIncidents({ filter, pageSize: 50, pageToken });
    return { items: page.incidents, next: page.nextPageToken };
  }, [filter]);

  // Several changes in a moment are one reload and one sentence, so that a screen reader is not flooded.
  const flush = () => {
    const { arrived, moved } = pending.current;
    pending.current = { arrived: 0, moved: 0 };
    list.again();
    if (arrived > 0) setSaid(arrived === 1 ? "1 new report" : `${arrived} new reports`);
    else if (moved > 0) setSaid(moved === 1 ? "1 report has moved on" : `${moved} reports have moved on`);
  };
  const live = useQueueWatch((id, action) => {
    const isNew = action === "incident.report" || (role !== Role.COORDINATOR && action === "incident.pass");
    if (isNew) setFresh((old) => new Set(old).add(id));
    pending.current[isNew ? "arrived" : "moved"]++;
    pending.current.timer ??= setTimeout(flush, 300);
  }, list.again);
  useEffect(() => () => clearTimeout(pending.current.timer), []);

  const title = role === Role.COORDINATOR ? "Queue" : "Worklist";
  return (
    <>
      <Title>{title}</Title>
      <p class="sh-status" data-live={live}>
        {live === "live" ? "Live: new reports appear by themselves." : live === "connecting" ? "Connecting…" : "Not live at the moment. Trying again."}
      </p>
      <p role="status" aria-live="polite" class={said ? "govuk-inset-text" : "govuk-visually-hidden"} data-name="announcement">{said}</p>
      <div class="sh-chips" role="group" aria-label="Which reports">
        {FILTERS.map(([key, text]) => <Chip key={key} pressed={filter === key} onPress={() => setFilter(key)}>{text}</Chip>)}
      </div>
      <Fetched from={list}>{(incidents) => incidents.length === 0
        ? <p class="govuk-body">{NONE[filter]}</p>
        : (
          <ul class="sh-list">
            {inOrder(incidents, fresh).map((one) => (
              <IncidentCard key={one.incidentId?.value} incident={one}
                fresh={fresh.has(one.incidentId?.value ?? "") || (role === Role.COORDINATOR && one.state === IncidentState.SUBMITTED)} />
            ))}
          </ul>
        )}
      </Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show more</Button>}
    </>
  );
}
