// One report for whoever may see it: where it stands, what can be done, what was reported.
import { useState } from "preact/hooks";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { useHub } from "../../app/hub";
import { homeOf } from "../../app/shell";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Done, Tag, Title } from "../../ui/page";
import { near } from "../../words/dates";
import { stateColour, stateWord, typeWord } from "../../words/incident";
import { roleWord, worksAtSites } from "../../words/people";
import { nothingMore, waitingWords } from "../../words/waiting";
import { Actions } from "./actions";
import { Handovers } from "./handovers";
import { TimeLine } from "./time_line";
import { WhatWasReported } from "./reported";

export function IncidentPage({ id }: { id: string }) {
  const { clients, role } = useHub();
  const found = useCall(async () => (await clients.incident.getIncident({ incidentId: { value: id } })).incident!, [id]);
  const [done, setDone] = useState("");
  const shop = worksAtSites(role);
  const actions = (incident: Incident) =>
    <Actions incident={incident} done={(text) => { setDone(text); found.again(); }} />;
  return (
    <>
      <Back to={homeOf(role) === "/report" ? "/reports" : homeOf(role)}>Back to the list</Back>
      {done && <Done>{done}</Done>}
      {found.problem && !found.data && <Title>Report</Title>}
      <Fetched from={found}>{(incident) => {
        // A shop reads where it stands first; what it may do comes first only when it is asked something.
        const late = shop && !incident.allowedActions.includes("incident.complete");
        return (
        <>
          <Title caption={incident.siteName || undefined}>{incident.type ? typeWord(incident.type) : "Report"}</Title>
          <p class="govuk-body" role="status">
            <Tag colour={stateColour(incident.state)}>{stateWord(incident.state)}</Tag>{" "}
            {incident.overdue && <><Tag colour="red">Overdue</Tag>{" "}</>}
            {waitingWords(incident, role) || (nothingMore(incident) && "Nothing more is waited for.")}
          </p>
          <p class="govuk-body sh-quiet">Reported {near(incident.reportedAt)}</p>
          {!incident.allowedActions.includes("incident.complete") && incident.questions.map((question) => (
            <div class="govuk-inset-text" key={question.askedBy}><strong>{roleWord(question.askedBy)} asked:</strong> {question.text}</div>
          ))}
          <div class="govuk-grid-row">
            <div class="govuk-grid-column-two-thirds">
              {!late && actions(incident)}
              <Handovers incident={incident} />
              {shop && <TimeLine incident={incident} />}
              <WhatWasReported incident={incident} />
              {late && actions(incident)}
            </div>
            {!shop && <div class="govuk-grid-column-one-third"><TimeLine incident={incident} /></div>}
          </div>
        </>
        );
      }}</Fetched>
    </>
  );
}
