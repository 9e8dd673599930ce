// After sending: where the report stands now, or that it is kept and can be tried again.
import type { ReportIncidentRequest, ReportIncidentResponse, Urgency } from "@gen/incident/v1/incident_pb";
import { IncidentType, Role } from "@gen/policy/v1/policy_pb";
import type { Problem } from "../../api/errors";
import { useHub } from "../../app/hub";
import { Button, Title, Warning } from "../../ui/page";
import { PhotosOnTheirWay } from "../../ui/photo_uploads";
import { near, until } from "../../words/dates";
import { theRole } from "../../words/people";

// What sends a report on at once (policy.v1.IncidentFlow: urgency or kind), as a reason.
function because(type: IncidentType | undefined, urgency: Urgency | undefined): string {
  return [type === IncidentType.ASSAULT && "it is an assault", type === IncidentType.ROBBERY_BUSINESS && "it is a robbery", urgency?.violence && "there was violence", urgency?.weapon && "there was a weapon", urgency?.offenderDetained && "somebody is detained"]
    .filter(Boolean).join(" and ");
}

interface Props {
  request: ReportIncidentRequest;
  answer: ReportIncidentResponse;
  again: () => void;
}

export function Confirmation({ request, answer, again }: Props) {
  const id = request.incidentId?.value ?? "";
  const why = because(request.report?.type, request.report?.urgency);
  const wished = (request.report?.wantedRecipients ?? []).filter((one) => !answer.passedAtOnce.includes(one));
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <div class="govuk-panel govuk-panel--confirmation" role="status">
        <Title>Report sent</Title>
        <div class="govuk-panel__body">Received {near(answer.receivedAt)}</div>
      </div>
      {answer.passedAtOnce.length > 0 && (
        <p class="govuk-body" data-name="at-once">
          We have passed this to <strong>{answer.passedAtOnce.map(theRole).join(" and ")}</strong> now{why && ` because ${why}`}. This is not a 999 call.
          {wished.length > 0 && ` The coordinator decides whether ${wished.map(theRole).join(" and ")} should have it too.`}
        </p>
      )}
      <PhotosOnTheirWay incident={id} />
      <h2 class="govuk-heading-m">What happens next</h2>
      {answer.waitingFor !== Role.UNSPECIFIED
        ? <p class="govuk-body">It now waits for {theRole(answer.waitingFor)}{answer.due ? `, due by ${until(answer.due)}` : ""}. You will see each step in your reports.</p>
        : <p class="govuk-body">You will see each step in your reports.</p>}
      <div class="sh-row-actions">
        <a class="govuk-button" href={`#/reports/${id}`}>See where it stands</a>
        <Button kind="secondary" onPress={again}>Report something else</Button>
      </div>
    </div></div>
  );
}

interface NotSentProps {
  incident: string;
  problem: Problem;
  kept: boolean;
  busy: boolean;
  retry: () => void;
}

export function NotSent({ incident, problem, kept, busy, retry }: NotSentProps) {
  const photos = useHub().uploads.of(incident).length;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Title>Not sent yet</Title>
      <Warning>Your report may not have reached the hub. {kept ? "It is kept on this phone." : "This phone cannot keep it: leave this page open."} Danger now: call <a class="govuk-link" href="tel:999">999</a>.</Warning>
      <p class="govuk-body" role="status">{problem.text}.</p>
      <p class="govuk-body">You can try now{kept && ", or later from “Your reports”"}. It will not be counted twice.</p>
      {photos > 0 && <p class="govuk-body">{photos === 1 ? "Its photo is" : "Its photos are"} kept only while this page is open. {photos === 1 ? "It goes" : "They go"} when the report has gone.</p>}
      <div class="sh-row-actions">
        <Button onPress={retry} busy={busy} name="retry">Try again</Button>
        <a class="govuk-button govuk-button--secondary" href="#/reports">Go to your reports</a>
      </div>
    </div></div>
  );
}
