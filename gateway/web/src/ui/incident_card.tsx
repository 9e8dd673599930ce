// One report in a list: what, where, when, where it stands, who is waited for.
import type { Incident } from "@gen/incident/v1/incident_pb";
import { useHub } from "../app/hub";
import { near, range } from "../words/dates";
import { stateColour, stateWord, typeWord, urgencyWords } from "../words/incident";
import { roleWord } from "../words/people";
import { waitedFor, waitingWords } from "../words/waiting";
import { DueTag } from "./due";
import { Tag } from "./page";
import { isWithheld, NotShown, shown } from "./withheld";

export const typeOf = (incident: Incident) =>
  isWithheld(incident.withheld, "type") && incident.type === 0 ? <NotShown /> : typeWord(incident.type);

export function IncidentCard({ incident }: { incident: Incident }) {
  const { role } = useHub();
  const id = incident.incidentId?.value ?? "";
  // New to its reader: nobody of their role has opened it.
  const fresh = incident.unopened;
  const waiting = waitingWords(incident, role);
  // Of several who are waited for, the one whose time is over.
  const late = waitedFor(incident).find((one) => one.overdue)?.due;
  const urgent = urgencyWords(incident.urgency);
  const edge = incident.overdue ? " sh-card--overdue" : fresh ? " sh-card--new" : "";
  return (
    <li class={`sh-card${edge}`} data-incident={id}>
      <div class="sh-card__top">
        <h2 class="govuk-heading-s"><a class="govuk-link" href={`#/reports/${id}`}>
          {typeOf(incident)}<span class="govuk-visually-hidden">, reported {near(incident.reportedAt)}</span>
        </a></h2>
        <span>
          {incident.overdue && (late ? <DueTag at={late} /> : <><Tag colour="red">Overdue</Tag>{" "}</>)}
          {fresh && !incident.overdue && <><Tag colour="yellow">New</Tag>{" "}</>}
          <Tag colour={stateColour(incident.state)}>{stateWord(incident.state)}</Tag>
        </span>
      </div>
      <p class="govuk-body">
        {shown(incident.withheld, "site_name", incident.siteName)} · {shown(incident.withheld, "happened_from", range(incident.happenedFrom, incident.happenedTo))}
      </p>
      {urgent.length > 0 && <p class="govuk-body"><strong>{urgent.join(", ")}</strong></p>}
      {incident.handovers.length > 0 && (
        <p class="govuk-body">{incident.handovers.map((one) => `${roleWord(one.to)}: ${stateWord(one.state).toLowerCase()}`).join(" · ")}</p>
      )}
      {waiting && <p class="govuk-body sh-quiet">{waiting}</p>}
    </li>
  );
}
