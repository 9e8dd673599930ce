// Somebody who was found, or may be the same: as a part of the report they are in, and by what.
import type { Appearance, Found } from "@gen/subject/v1/subject_pb";
import type { ComponentChildren } from "preact";
import { newRequestId } from "../../api/clients";
import type { Clients } from "../../api/clients";
import { shown, isWithheld, NotShown } from "../../ui/withheld";
import { near } from "../../words/dates";
import { typeWord } from "../../words/incident";
import { likenessWords } from "../../words/subject";
import { looksWords, standingWord } from "../../words/suspect";

export const appearanceName = (one: Appearance) => [one.suspect?.name, ...(one.suspect?.aliases ?? [])].filter(Boolean).join(", also ");

// By members; who may not read the name is not told that there is none.
export const isNamed = (one: Appearance) => appearanceName(one) !== "" || isWithheld(one.withheld, "suspect.name");

export function looksOfAppearance({ suspect }: Appearance): string {
  return suspect ? looksWords(suspect) : "";
}

// The page of the person in a report: made where there is none yet.
export async function subjectOf(clients: Clients, appearance: Appearance): Promise<string> {
  if (appearance.subjectId?.value) return appearance.subjectId.value;
  const opened = await clients.subject.openSubject({ requestId: newRequestId(), incidentId: appearance.incidentId, appearanceId: appearance.suspect?.appearanceId });
  return opened.subjectId?.value ?? "";
}

// What is shown of one appearance: the same in search, hints and on the person's page.
export function AppearanceWords({ appearance }: { appearance: Appearance }) {
  const { withheld, suspect } = appearance;
  const looks = looksOfAppearance(appearance);
  return (
    <>
      <p class="govuk-body">
        {isWithheld(withheld, "suspect.standing") ? <NotShown /> : suspect && standingWord(suspect.standing, isNamed(appearance))}
        {looks && <><br />{looks}</>}
        {appearance.plates.length > 0 && <><br />Vehicle: {appearance.plates.join(", ")}</>}
      </p>
      <p class="govuk-body sh-quiet">
        {appearance.type ? typeWord(appearance.type) : "Report"} · {shown(withheld, "site_name", appearance.siteName)} · {shown(withheld, "happened_from", near(appearance.happenedFrom))}
      </p>
    </>
  );
}

export function FoundCard({ found, title, children }: { found: Found; title: ComponentChildren; children?: ComponentChildren }) {
  const appearance = found.appearance!;
  const why = likenessWords(found.by);
  return (
    <li class="sh-card" data-appearance={appearance.suspect?.appearanceId?.value}>
      <h3 class="govuk-heading-s">{title}</h3>
      {why && <p class="sh-why">Why: {why}</p>}
      <AppearanceWords appearance={appearance} />
      {children}
    </li>
  );
}

export function nameOfAppearance(appearance: Appearance): ComponentChildren {
  const name = appearanceName(appearance);
  return name || (isWithheld(appearance.withheld, "suspect.name") ? <NotShown /> : "Name not known");
}
