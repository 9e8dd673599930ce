// The line of time: each step and each hand-over, and what is waited for now.
import type { Incident } from "@gen/incident/v1/incident_pb";
import { useHub } from "../../app/hub";
import { moment } from "../../words/dates";
import { stepWords } from "../../words/incident";
import { nothingMore, waitingWords } from "../../words/waiting";
import { isWithheld, NotShown } from "../../ui/withheld";

export function TimeLine({ incident }: { incident: Incident }) {
  const { role } = useHub();
  const waiting = waitingWords(incident, role);
  return (
    <section aria-labelledby="line-title">
      <h2 class="govuk-heading-m" id="line-title">Where it stands</h2>
      <ol class="sh-line">
        {incident.steps.map((step, index) => (
          <li class="sh-line__step" key={index}>
            <p class="sh-line__what">{stepWords(step)}</p>
            <p class="sh-line__when">{moment(step.at)}</p>
            {step.note && <p class="sh-line__note">{step.note}</p>}
          </li>
        ))}
        {waiting && (
          <li class={`sh-line__step sh-line__step--waiting${incident.overdue ? " sh-line__step--overdue" : ""}`}>
            <p class="sh-line__what">{waiting}</p>
            {incident.overdue && <p class="sh-line__when"><strong>This is overdue.</strong></p>}
          </li>
        )}
      </ol>
      {nothingMore(incident) && <p class="govuk-body"><strong>Nothing more is waited for.</strong></p>}
      {isWithheld(incident.withheld, "steps.note") && <p class="govuk-body">Notes of these steps: <NotShown /></p>}
    </section>
  );
}
