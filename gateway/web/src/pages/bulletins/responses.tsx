// What shops said about a bulletin: seen again, and who it is.
import type { Bulletin, Identification, Sighting } from "@gen/bulletin/v1/bulletin_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { shown } from "../../ui/withheld";
import { near } from "../../words/dates";
import { sourceWord } from "../../words/suspect";
import { namesOf, personTitle } from "./people";

export function Responses({ bulletin }: { bulletin: Bulletin }) {
  const { clients } = useHub();
  const found = useCall((options) => clients.bulletin.listResponses({ bulletinId: { value: bulletin.bulletinId?.value ?? "" } }, options), [bulletin]);
  const who = (subject: string | undefined) => {
    const index = bulletin.persons.findIndex((one) => one.subjectId?.value === subject);
    if (bulletin.persons.length < 2 || index < 0) return "";
    return `${namesOf(bulletin.persons[index]) || personTitle(bulletin, index)}: `;
  };
  return (
    <section aria-labelledby="responses-title">
      <h2 class="govuk-heading-m" id="responses-title">What shops said</h2>
      <Fetched from={found}>{({ sightings, identifications }) => (
        <>
          {sightings.length + identifications.length === 0 && <p class="govuk-body">Nobody has answered yet.</p>}
          {identifications.length > 0 && <ul class="sh-list">{identifications.map((one) => <Named key={one.identificationId?.value} one={one} who={who(one.subjectId?.value)} />)}</ul>}
          {sightings.length > 0 && <ul class="sh-list">{sightings.map((one) => <Seen key={one.sightingId?.value} one={one} who={who(one.subjectId?.value)} />)}</ul>}
        </>
      )}</Fetched>
    </section>
  );
}

const Named = ({ one, who }: { one: Identification; who: string }) => (
  <li class="sh-card" data-answer={one.identificationId?.value}>
    <p class="govuk-body">{who}<strong>Named as {shown(one.withheld, "name", one.name)}</strong>, {sourceWord(one.saidBy)}</p>
    <p class="govuk-body">{shown(one.withheld, "how_known", one.howKnown)}</p>
    <p class="govuk-body sh-quiet">{shown(one.withheld, "answered_by", one.answeredBy)} · {near(one.at)}</p>
  </li>
);

const Seen = ({ one, who }: { one: Sighting; who: string }) => (
  <li class="sh-card" data-sighting={one.sightingId?.value}>
    <p class="govuk-body">{who}<strong>Seen again</strong> {shown(one.withheld, "at", near(one.at))}, {shown(one.withheld, "site_name", one.siteName)}</p>
    <p class="govuk-body sh-quiet">Said by {shown(one.withheld, "seen_by", one.seenBy)}</p>
  </li>
);
