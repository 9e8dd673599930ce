// What the shop said. A person is "named by members" with the proof standing; what the viewer's role
// may not see is said, never left empty.
import type { ComponentChildren } from "preact";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { lazily } from "../../lib/lazily";
import { fromSlots } from "../../lib/mentions";
import { typeOf } from "../../ui/incident_card";
import { type Row, SummaryList } from "../../ui/page";
import { isWithheld, shown } from "../../ui/withheld";
import { pounds, range } from "../../words/dates";
import { cctvWord, urgencyWords } from "../../words/incident";
import { ageWord, buildWord, heightWord, sourceWord, standingWord } from "../../words/suspect";
import { ReportPhotosOnTheirWay, SuspectPhoto, usePhotos } from "./photos";

const PersonInReport = lazily(() => import("../subjects/hints").then((all) => all.PersonInReport), { quiet: true });

export function WhatWasReported({ incident }: { incident: Incident }) {
  const { withheld } = incident;
  const total = incident.goods.reduce((sum, one) => sum + (one.valuePence ?? 0n), 0n);
  const goods = incident.goods.length > 0 && !isWithheld(withheld, "goods") && (
    <ul class="govuk-list">
      {incident.goods.map((one, index) => (
        <li key={index}>{one.what}, {pounds(one.valuePence)}{one.recovered ? ", recovered" : ""}</li>
      ))}
      {incident.goods.length > 1 && <li><strong>Together {pounds(total)}</strong></li>}
    </ul>
  );
  const people = {
    suspects: incident.suspects.length, victims: incident.victims.length,
    witnesses: incident.witnesses.length, staff: incident.staff.length,
  };
  return (
    <section aria-labelledby="reported-title">
      <h2 class="govuk-heading-m" id="reported-title">What was reported</h2>
      <SummaryList rows={[
        { key: "What", value: typeOf(incident) },
        { key: "Urgent", value: shown(withheld, "urgency", urgencyWords(incident.urgency).join(", "), "Nothing of this kind") },
        { key: "Shop", value: shown(withheld, "site_name", incident.siteName) },
        { key: "Where", value: shown(withheld, "place", incident.place) },
        { key: "About when", value: shown(withheld, "happened_from", range(incident.happenedFrom, incident.happenedTo)) },
        { key: "Goods", value: shown(withheld, "goods", goods || "", "None") },
        { key: "In words", value: shown(withheld, "what_happened", fromSlots(incident.whatHappened, people)) },
        { key: "CCTV", value: shown(withheld, "cctv", incident.cctv?.state
          ? `${cctvWord(incident.cctv.state)}${incident.cctv.owner ? `, ${incident.cctv.owner}` : ""}` : "") },
        { key: "Reported by", value: shown(withheld, "reporter_name", incident.reporterName) },
      ]} />
      <Suspects incident={incident} />
      <Others incident={incident} />
    </section>
  );
}

// A row that is shown where there is something, or something is withheld.
function row(incident: Incident, key: string, path: string, value: ComponentChildren): Row | false {
  const empty = value === "" || value === undefined;
  return (!empty || isWithheld(incident.withheld, path)) && { key, value: shown(incident.withheld, path, value) };
}

function Suspects({ incident }: { incident: Incident }) {
  const photos = usePhotos(incident);
  const { role } = useHub();
  return (
    <>
      <ReportPhotosOnTheirWay incident={incident} />
      {incident.suspects.map((one, index) => (
        <div key={index}>
          <h3 class="govuk-heading-s">Suspect {index + 1}</h3>
          <SummaryList rows={[
            { key: "Standing", value: shown(incident.withheld, "suspects.standing", isWithheld(incident.withheld, "suspects.standing") ? ""
              : `${standingWord(one.standing, one.name !== "" || one.aliases.length > 0 || isWithheld(incident.withheld, "suspects.name"))}; ${sourceWord(one.saidBy)}`) },
            row(incident, "Name", "suspects.name", [one.name, ...one.aliases].filter(Boolean).join(", also ")),
            row(incident, "About how old", "suspects.about_how_old", ageWord(one.aboutHowOld)),
            row(incident, "Description", "suspects.hair",
              [heightWord(one.height), buildWord(one.build), one.hair, one.clothing, one.marks].filter(Boolean).join(", ")),
          ]} />
          <SuspectPhoto incident={incident} photos={photos} index={index} />
          {(role === Role.COORDINATOR || role === Role.SITE_MANAGER) && <PersonInReport incident={incident.incidentId?.value ?? ""} suspect={one} number={index + 1} />}
        </div>
      ))}
    </>
  );
}

function Others({ incident }: { incident: Incident }) {
  const { victims, witnesses, staff, vehicles } = incident;
  if (victims.length + witnesses.length + staff.length + vehicles.length === 0) return null;
  return (
    <>
      <h3 class="govuk-heading-s">Others and vehicles</h3>
      <SummaryList rows={[
        ...victims.map((one, index) => ({ key: `Victim ${index + 1}`, value: <>
          {shown(incident.withheld, "victims.name", one.name)}{" · "}{shown(incident.withheld, "victims.contact", one.contact, "no contact given")}
          {one.description && ` · ${one.description}`}</> })),
        ...witnesses.map((one, index) => ({ key: `Witness ${index + 1}`, value: <>
          {shown(incident.withheld, "witnesses.name", one.name)}{" · "}{shown(incident.withheld, "witnesses.contact", one.contact, "no contact given")}</> })),
        ...staff.map((one, index) => ({ key: `Staff member ${index + 1}`, value: shown(incident.withheld, "staff.name", one.name) })),
        ...vehicles.map((one, index) => ({ key: `Vehicle ${index + 1}`, value: <>
          {shown(incident.withheld, "vehicles.plate", one.plate, "plate not seen")}{" · "}{shown(incident.withheld, "vehicles.description", one.description)}</> })),
      ]} />
    </>
  );
}
