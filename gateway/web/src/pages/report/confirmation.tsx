// After sending: where the report stands now, or that it is kept and can be tried again.
import type { ReportIncidentResponse } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import type { Problem } from "../../api/errors";
import { Button, Title, Warning } from "../../ui/page";
import { near, until } from "../../words/dates";
import { theRole } from "../../words/people";

export function Confirmation({ id, answer, again }: { id: string; answer: ReportIncidentResponse; again: () => void }) {
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <div class="govuk-panel govuk-panel--confirmation" role="status">
        <Title>Report sent</Title>
        <div class="govuk-panel__body">Received {near(answer.receivedAt)}</div>
      </div>
      {answer.passedAtOnce.length > 0 && (
        <p class="govuk-body">It went at once to <strong>{answer.passedAtOnce.map(theRole).join(" and ")}</strong>. This is not a 999 call.</p>
      )}
      <h2 class="govuk-heading-m">What happens next</h2>
      {answer.waitingFor !== Role.UNSPECIFIED
        ? <p class="govuk-body">It now waits for {theRole(answer.waitingFor)}{answer.due ? `, until ${until(answer.due)}` : ""}. You will see each step in your reports.</p>
        : <p class="govuk-body">You will see each step in your reports.</p>}
      <div class="sh-row-actions">
        <a class="govuk-button" href={`#/reports/${id}`}>See where it stands</a>
        <Button kind="secondary" onPress={again}>Report something else</Button>
      </div>
    </div></div>
  );
}

export function NotSent({ problem, busy, retry }: { problem: Problem; busy: boolean; retry: () => void }) {
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Title>Not sent yet</Title>
      <Warning>Your report may not have reached the hub. It is kept on this phone. Danger now: call <a class="govuk-link" href="tel:999">999</a>.</Warning>
      <p class="govuk-body" role="status">{problem.text}.</p>
      <p class="govuk-body">You can try now, or later from “Reports”. It will not be counted twice.</p>
      <div class="sh-row-actions">
        <Button onPress={retry} busy={busy} name="retry">Try again</Button>
        <a class="govuk-button govuk-button--secondary" href="#/reports">Go to reports</a>
      </div>
    </div></div>
  );
}
