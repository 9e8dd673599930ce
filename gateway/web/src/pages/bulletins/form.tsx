// The form of a bulletin, for proposing and for amending: which gallery, words, who sees it, what was
// checked, how long.
import type { GallerySummary } from "@gen/bulletin/v1/bulletin_pb";
import type { Area } from "@gen/identity/v1/identity_pb";
import type { BulletinKind } from "@gen/policy/v1/policy_pb";
import type { ComponentChildren } from "preact";
import { Checkboxes, Radios, TextArea, TextField } from "../../ui/fields";
import { errorFor, type Flaw } from "../../ui/page";
import { AUDIENCE_ROLES, galleryHint, showsPeople } from "../../words/bulletin";
import { todayInLondon } from "../../words/dates";
import { WhoWillSee } from "./audience";
import type { Draft } from "./draft";

const EVERYWHERE = "everywhere";

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  // Empty: the gallery is settled.
  galleries: GallerySummary[];
  kind: BulletinKind | undefined;
  areas: Area[];
  flaws: Flaw[];
  // The people in it.
  children?: ComponentChildren;
}

export function BulletinForm({ draft, change, galleries, kind, areas, flaws, children }: Props) {
  const { audience } = draft;
  const people = draft.persons.length > 0 || (kind !== undefined && showsPeople(kind));
  const places = audience.everywhere ? [EVERYWHERE] : audience.areas.map((one) => one.value);
  // The whole scheme is one choice, areas are several: choosing one takes the other back.
  const choosePlaces = (values: string[]) => {
    const everywhere = values.includes(EVERYWHERE) && (!audience.everywhere || values.length === 1);
    change({ audience: { ...audience, everywhere, areas: everywhere ? [] : values.filter((one) => one !== EVERYWHERE).map((value) => ({ value })) } });
  };
  return (
    <>
      {galleries.length > 0 && <Radios id="gallery" label="Which gallery does it go in?" value={draft.gallery || undefined} onValue={(gallery) => change({ gallery })} error={errorFor(flaws, "gallery")}
        options={galleries.map((one) => [one.gallery, one.name, galleryHint(one.kind)])} />}
      {children}
      <TextField id="title" label="Title" hint={people ? "In few words, and nothing that is not proven: “Seen taking meat in Sherrard Street”." : "In few words: “False £20 notes in the town centre”."}
        value={draft.title} onValue={(title) => change({ title })} error={errorFor(flaws, "title")} />
      <TextArea id="text" label={people ? "Text (optional)" : "Text"} hint={people ? "What members should look out for, and what they should do." : undefined} rows={5} max={2000}
        value={draft.text} onValue={(text) => change({ text })} error={errorFor(flaws, "text")} />
      <h2 class="govuk-heading-m">Who sees it</h2>
      <Checkboxes id="roles" label="Who" values={audience.roles} options={AUDIENCE_ROLES} onValues={(roles) => change({ audience: { ...audience, roles } })} error={errorFor(flaws, "roles")} />
      <Checkboxes id="areas" label="Where" values={places} onValues={choosePlaces} error={errorFor(flaws, "areas")}
        options={[...areas.map((one) => [one.areaId?.value ?? "", one.name] as [string, string]), [EVERYWHERE, "The whole scheme"]]} />
      <WhoWillSee audience={audience} />
      {people && (
        <>
          <h2 class="govuk-heading-m">What was checked</h2>
          <p class="govuk-body">It is kept, and the second person reads it.</p>
          <TextField id="who-saw-it" label="Who saw it?" hint="A position where that will do: “the till manager”." value={draft.whoSawIt} onValue={(whoSawIt) => change({ whoSawIt })} error={errorFor(flaws, "who-saw-it")} />
          <Checkboxes id="checked" label="What was looked at" values={[...(draft.cctvChecked ? ["cctv"] : []), ...(draft.paidForChecked ? ["paid"] : [])]}
            onValues={(values) => change({ cctvChecked: values.includes("cctv"), paidForChecked: values.includes("paid") })}
            options={[["cctv", "CCTV was looked at"], ["paid", "The goods were not paid for after all", "Somebody looked at the till record, or asked."]]} />
        </>
      )}
      {!people && (
        <>
          <h2 class="govuk-heading-m">What was checked</h2>
          <Checkboxes id="names-nobody" label="Who it is about" hint="Not by name, and not so that members would know who is meant. A person is shown from their own page." values={draft.namesNobody ? ["nobody"] : []}
            onValues={(values) => change({ namesNobody: values.includes("nobody") })} options={[["nobody", "This names and describes nobody"]]} error={errorFor(flaws, "names-nobody")} />
        </>
      )}
      <h2 class="govuk-heading-m">How long</h2>
      <TextField id="last-day" type="date" width={10} label="Last day (optional)" hint="If you leave it empty, it stays as long as its gallery allows." min={todayInLondon()} value={draft.lastDay}
        onValue={(lastDay) => change({ lastDay })} error={errorFor(flaws, "last-day")} />
    </>
  );
}
