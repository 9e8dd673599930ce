// One report in a list: what, where, when, where it stands, who is waited for.
import type { Incident } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { near, range } from "../words/dates";
import { stateColour, stateWord, typeWord, urgencyWords } from "../words/incident";
import { roleWord, theRole } from "../words/people";
import { Tag } from "./page";
import { isWithheld, NotShown, shown } from "./withheld";

export function waitingWords(incident: Incident): string {
  if (incident.waitingFor === Role.UNSPECIFIED) return "";
  const until = incident.due ? ` until ${near(incident.due)}` : "";
  return `Waiting for ${theRole(incident.waitingFor)}${until}`;
}

export const typeOf = (incident: Incident) =>
  isWithheld(incident.withheld, "type") && incident.type === 0 ? <NotShown /> : typeWord(incident.type);

export function IncidentCard({ incident, fresh }: { incident: Incident; fresh?: boolean }) {
  const id = incident.incidentId?.value ?? "";
  const urgent = urgencyWords(incident.urgency);
  const edge = incident.overdue ? " sh-card--overdue" : fresh ? " sh-card--new" : "";
  return (
    <li class={`sh-card${edge}`} data-incident={id}>
      <div class="sh-card__top">
        <h2 class="govuk-heading-s"><a class="govuk-link" href={`#/reports/${id}`}>
          {typeOf(incident)}<span class="govuk-visually-hidden">, reported {near(incident.reportedAt)}</span>
        </a></h2>
        <span>
          {incident.overdue && <><Tag colour="red">Overdue</Tag>{" "}</>}
          {fresh && <><Tag colour="yellow">New</Tag>{" "}</>}
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
      {waitingWords(incident) && <p class="govuk-body sh-quiet">{waitingWords(incident)}</p>}
    </li>
  );
}
