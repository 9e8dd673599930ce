// What the shop said. A person is "named by members" with the proof standing; what the viewer's role
// may not see is said, never left empty.
import type { Incident } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { lazily } from "../../lib/lazily";
import { fromSlots } from "../../lib/mentions";
import { typeOf } from "../../ui/incident_card";
import { Given } from "../../ui/given";
import { SummaryList } from "../../ui/page";
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
      <Given withheld={withheld} rows={[
        { key: "What", path: "type", value: typeOf(incident) },
        { key: "Urgent", path: "urgency", value: urgencyWords(incident.urgency).join(", "), unsaid: "anything urgent" },
        { key: "Shop", path: "site_name", value: incident.siteName },
        { key: "Where", path: "place", value: incident.place, unsaid: "where in or near the shop" },
        { key: "About when", path: "happened_from", value: range(incident.happenedFrom, incident.happenedTo), unsaid: "when" },
        { key: "Goods", path: "goods", value: goods },
        { key: "In words", path: "what_happened", value: fromSlots(incident.whatHappened, people), unsaid: "what happened in words" },
        { key: "CCTV", path: "cctv", value: incident.cctv?.state
          ? `${cctvWord(incident.cctv.state)}${incident.cctv.owner ? `, ${incident.cctv.owner}` : ""}` : "", unsaid: "whether there is CCTV" },
        { key: "Reported by", path: "reporter_name", value: incident.reporterName, unsaid: "who reported it" },
      ]} />
      <Suspects incident={incident} />
      <Others incident={incident} />
    </section>
  );
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
          <Given withheld={incident.withheld} rows={[
            { key: "Standing", path: "suspects.standing", value: isWithheld(incident.withheld, "suspects.standing") ? ""
              : `${standingWord(one.standing, one.name !== "" || one.aliases.length > 0 || isWithheld(incident.withheld, "suspects.name"))}; ${sourceWord(one.saidBy)}` },
            { key: "Name", path: "suspects.name", value: [one.name, ...one.aliases].filter(Boolean).join(", also ") },
            { key: "About how old", path: "suspects.about_how_old", value: ageWord(one.aboutHowOld) },
            { key: "Description", path: "suspects.hair",
              value: [heightWord(one.height), buildWord(one.build), one.hair, one.clothing, one.marks].filter(Boolean).join(", ") },
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
          {shown(incident.withheld, "victims.name", one.name, "name not given")}{" · "}{shown(incident.withheld, "victims.contact", one.contact, "no contact given")}
          {one.description && ` · ${one.description}`}</> })),
        ...witnesses.map((one, index) => ({ key: `Witness ${index + 1}`, value: <>
          {shown(incident.withheld, "witnesses.name", one.name, "name not given")}{" · "}{shown(incident.withheld, "witnesses.contact", one.contact, "no contact given")}</> })),
        ...staff.map((one, index) => ({ key: `Staff member ${index + 1}`, value: shown(incident.withheld, "staff.name", one.name, "Name not given") })),
        ...vehicles.map((one, index) => ({ key: `Vehicle ${index + 1}`, value: <>
          {shown(incident.withheld, "vehicles.plate", one.plate, "plate not seen")}{" · "}{shown(incident.withheld, "vehicles.description", one.description, "not described")}</> })),
      ]} />
    </>
  );
}
