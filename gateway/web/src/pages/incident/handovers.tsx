// What became of it with each agency: its own state, clock, reference, outcome.
import type { Handover, Incident } from "@gen/incident/v1/incident_pb";
import { IncidentState } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { SummaryList, Tag } from "../../ui/page";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { moment, near, until } from "../../words/dates";
import { outcomeWord, stateColour, stateWord } from "../../words/incident";
import { roleWord, worksAtSites } from "../../words/people";

export function Handovers({ incident }: { incident: Incident }) {
  if (incident.handovers.length === 0) return null;
  return (
    <section aria-labelledby="handovers-title">
      <h2 class="govuk-heading-m" id="handovers-title">Passed to</h2>
      {incident.handovers.map((one) => <One key={one.to} incident={incident} handover={one} />)}
    </section>
  );
}

function One({ incident, handover }: { incident: Incident; handover: Handover }) {
  const { withheld } = incident;
  const { answer } = handover;
  const answered = answer?.answeredAt !== undefined || handover.state === IncidentState.ANSWERED;
  const open = handover.state === IncidentState.PASSED || handover.state === IncidentState.TAKEN;
  // Whoever works at a shop is never shown it: an empty heading on each hand-over says nothing.
  const note = !worksAtSites(useHub().role) && (handover.agencyNote || isWithheld(withheld, "handovers.agency_note"));
  return (
    <div class={`sh-card${handover.overdue ? " sh-card--overdue" : ""}`} data-handover={roleWord(handover.to)}>
      <div class="sh-card__top">
        <h3 class="govuk-heading-s">{roleWord(handover.to)}</h3>
        <span>
          {handover.overdue && <><Tag colour="red">Overdue</Tag>{" "}</>}
          <Tag colour={stateColour(handover.state)}>{stateWord(handover.state)}</Tag>
        </span>
      </div>
      <p class="govuk-body">
        Passed {near(handover.passedAt)}. {handover.firstReadAt ? `First read ${near(handover.firstReadAt)}.` : "Not read yet."}
        {open && handover.due ? ` The answer ${handover.overdue ? "was" : "is"} due by ${until(handover.due)}.` : ""}
      </p>
      {answered && (
        <SummaryList rows={[
          { key: "Outcome", value: isWithheld(withheld, "handovers.answer.outcome") ? <NotShown /> : outcomeWord(answer?.outcome ?? 0) },
          { key: "Reference", value: shown(withheld, "handovers.answer.reference", answer?.reference, "None") },
          { key: "Note", value: shown(withheld, "handovers.answer.note", answer?.note, "None") },
          { key: "Answered", value: moment(answer?.answeredAt) },
        ]} />
      )}
      {note && (
        <p class="govuk-body">
          <strong>Note for police and council.</strong> The shop and other members do not see it.<br />
          {shown(withheld, "handovers.agency_note", handover.agencyNote)}
        </p>
      )}
    </div>
  );
}
