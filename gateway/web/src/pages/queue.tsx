// The coordinator's queue and the agencies' worklist, live, in the hub's order: urgent, new, overdue,
// then by when it is due.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Incident, QueueFilter } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
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

// A list that changes at once; a voice that speaks at most so often, in milliseconds.
const RELOAD = 300;
const SPEAK = 10_000;

export function Queue() {
  const { clients, role } = useHub();
  const [filter, setFilter] = useState(QueueFilter.WAITING_FOR_ME);
  const [said, setSaid] = useState("");
  const arrived = useRef({ all: 0, said: 0, spokenAt: -SPEAK });
  const timers = useRef<{ reload?: ReturnType<typeof setTimeout>; speak?: ReturnType<typeof setTimeout> }>({});
  const list = usePaged<Incident>(async (pageToken, options) => {
    const page = await clients.incident.listIncidents({ filter, pageSize: 50, pageToken }, options);
    return { items: page.incidents, next: page.nextPageToken };
  }, [filter]);

  // Only arrivals are spoken, politely and seldom: what moves on or was moved by this person is seen in
  // the list. The number grows, so that the same sentence is never mistaken for the one before.
  const speak = () => {
    const { all } = arrived.current;
    arrived.current = { all, said: all, spokenAt: Date.now() };
    timers.current.speak = undefined;
    setSaid(`${all === 1 ? "1 new report" : `${all} new reports`} since you opened this page`);
  };
  const reload = useRef(list.againByItself);
  reload.current = list.againByItself;
  const live = useQueueWatch((_, action) => {
    timers.current.reload ??= setTimeout(() => {
      timers.current.reload = undefined;
      reload.current();
    }, RELOAD);
    if (action !== "incident.report" && (role === Role.COORDINATOR || action !== "incident.pass")) return;
    arrived.current.all++;
    timers.current.speak ??= setTimeout(speak, Math.max(RELOAD, arrived.current.spokenAt + SPEAK - Date.now()));
  }, () => reload.current());
  useEffect(() => () => {
    clearTimeout(timers.current.reload);
    clearTimeout(timers.current.speak);
  }, []);

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
            {incidents.map((one) => <IncidentCard key={one.incidentId?.value} incident={one} />)}
          </ul>
        )}
      </Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show more</Button>}
    </>
  );
}
