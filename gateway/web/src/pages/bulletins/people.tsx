// The people in a bulletin: picture, words, and how far it is proven, with who says so.
import type { Bulletin, BulletinPerson } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinKind, Role } from "@gen/policy/v1/policy_pb";
import type { ComponentChildren } from "preact";
import { useHub } from "../../app/hub";
import { SummaryList } from "../../ui/page";
import { Picture } from "../../ui/picture";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { looksWords, sourceWord, standingWord } from "../../words/suspect";

export const namesOf = (person: BulletinPerson) => [person.name, ...person.aliases].filter(Boolean).join(", also ");

export function nameOf(bulletin: Bulletin, person: BulletinPerson): ComponentChildren {
  const names = namesOf(person);
  if (names) return names;
  if (isWithheld(person.withheld, "name")) return <NotShown />;
  return bulletin.kind === BulletinKind.ID_SOUGHT ? "Name not known" : "Name not shown";
}

// "Person 1" where there are several; what a picture is called by whoever does not see it.
export const personTitle = (bulletin: Bulletin, index: number) => (bulletin.persons.length > 1 ? `Person ${index + 1}` : "The person");
const altOf = (bulletin: Bulletin, index: number) => `${personTitle(bulletin, index)} in “${bulletin.title}”`;

export const looksOf = ({ aboutHowOld, height, build }: BulletinPerson) => looksWords({ aboutHowOld, height, build });

export function standingOf(person: BulletinPerson): ComponentChildren {
  if (isWithheld(person.withheld, "standing")) return <NotShown />;
  return standingWord(person.standing, namesOf(person) !== "" || isWithheld(person.withheld, "name"));
}

export function PersonPicture({ bulletin, index, size }: { bulletin: Bulletin; index: number; size: "thumbnail" | "full" }) {
  const { role } = useHub();
  const person = bulletin.persons[index];
  const photo = person.photoId?.value;
  // The DPO sees a face where they sign for showing it, and is not refused one after the other elsewhere.
  const hidden = isWithheld(person.withheld, "photo_id") || (photo !== undefined && role === Role.DPO && !bulletin.allowedActions.includes("bulletin.sign_off_age"));
  if (photo && !hidden) return <Picture photoId={photo} through={{ bulletin: bulletin.bulletinId?.value }} size={size} alt={altOf(bulletin, index)} />;
  return (
    <div class="sh-noface" data-photo="">
      <svg viewBox="0 0 48 48" width="72" height="72" aria-hidden="true" focusable="false"><circle cx="24" cy="17" r="9" /><path d="M6 46c0-11 8-17 18-17s18 6 18 17z" /></svg>
      <p>{hidden ? <NotShown /> : "No photo"}</p>
    </div>
  );
}

export function Person({ bulletin, index, children }: { bulletin: Bulletin; index: number; children?: ComponentChildren }) {
  const person = bulletin.persons[index];
  const { withheld } = person;
  const looks = looksOf(person);
  const row = (key: string, path: string, value: ComponentChildren) =>
    (Boolean(value) || isWithheld(withheld, path)) && { key, value: shown(withheld, path, value) };
  return (
    <section class="sh-person" aria-labelledby={`person-${index}`} data-person={person.subjectId?.value}>
      <div class="sh-person__picture">
        <PersonPicture bulletin={bulletin} index={index} size="full" />
        {person.caption && <p class="sh-person__caption">{person.caption}</p>}
      </div>
      <div class="sh-person__words">
        <h2 class="govuk-heading-m" id={`person-${index}`}>{nameOf(bulletin, person)}</h2>
        <p class="sh-standing"><strong>{standingOf(person)}</strong>{!isWithheld(withheld, "said_by") && person.saidBy > 0 && <><br />How it is known: {sourceWord(person.saidBy)}</>}</p>
        <SummaryList rows={[
          row("Looks", "about_how_old", looks), row("Hair", "hair", person.hair), row("Clothing", "clothing", person.clothing), row("Marks", "marks", person.marks),
        ]} />
        {children}
      </div>
    </section>
  );
}
