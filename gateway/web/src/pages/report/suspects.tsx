// Who did it, as far as anybody saw: quick descriptions as buttons, words only where they help.
import type { ComponentChildren } from "preact";
import { AgeBand, Build, Height } from "@gen/incident/v1/people_pb";
import { OneOf, Question } from "../../ui/chips";
import { TextField } from "../../ui/fields";
import { errorFor, type Flaw } from "../../ui/page";
import { type PhotoDraft, PhotoField } from "../../ui/photo_field";
import { AGES, BUILDS, HEIGHTS, SOURCES } from "../../words/suspect";
import { type Draft, newSuspect, type SuspectDraft } from "./draft";

const HAIR: [string, string][] = [["Short hair", "Short hair"], ["Long hair", "Long hair"], ["Bald", "Bald"], ["Hat or hood", "Hat or hood"]];

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  flaws: Flaw[];
  photos: (PhotoDraft | undefined)[];
  setPhoto: (suspect: number, photo: PhotoDraft | undefined) => void;
}

export function SuspectsQuestion({ draft, change, flaws, photos, setPhoto }: Props) {
  const { suspects } = draft;
  const resize = (count: number) =>
    change({ suspects: Array.from({ length: count }, (_, index) => suspects[index] ?? newSuspect()) });
  const set = (index: number, part: Partial<SuspectDraft>) =>
    change({ suspects: suspects.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <>
      <Question id="suspects" title="How many people did it?" hint="Leave it if nobody was seen.">
        <OneOf value={suspects.length} none={0} onValue={resize}
          options={[[1, "1 person"], [2, "2 people"], [3, "3"], [4, "4"]]} />
      </Question>
      {suspects.length > 0 && (
        <Question id="said-by" title="How do you know?" error={errorFor(flaws, "said-by")}>
          <OneOf value={draft.saidBy} options={SOURCES} onValue={(saidBy) => change({ saidBy })} />
        </Question>
      )}
      {suspects.map((one, index) => (
        <Description key={index} number={index + 1} suspect={one} set={(part) => set(index, part)}>
          <PhotoField id={`photo-${index + 1}`} of={`suspect ${index + 1}`} photo={photos[index]} flaws={flaws} set={(photo) => {
            setPhoto(index, photo);
            set(index, { photo: photo !== undefined });
          }} />
        </Description>
      ))}
    </>
  );
}

function Description({ number, suspect, set, children }: { number: number; suspect: SuspectDraft; set: (part: Partial<SuspectDraft>) => void; children: ComponentChildren }) {
  const id = `suspect-${number}`;
  return (
    <Question id={id} title={`Suspect ${number}`} hint="Tap what you are sure of. Leave the rest.">
      <p class="govuk-body govuk-!-margin-bottom-1" id={`${id}-age`}>About how old</p>
      <OneOf value={suspect.age} none={AgeBand.AGE_BAND_UNSPECIFIED} options={AGES} onValue={(age) => set({ age })} />
      <OneOf value={suspect.height} none={Height.UNSPECIFIED} options={HEIGHTS} onValue={(height) => set({ height })} />
      <OneOf value={suspect.build} none={Build.UNSPECIFIED} options={BUILDS} onValue={(build) => set({ build })} />
      <OneOf value={suspect.hair} none="" options={HAIR} onValue={(hair) => set({ hair })} />
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Clothing, marks, name<span class="govuk-visually-hidden"> of suspect {number}</span></span></summary>
        <div class="govuk-details__text">
          <TextField id={`${id}-clothing`} label="Clothing" value={suspect.clothing} maxLength={120} onValue={(clothing) => set({ clothing })} />
          <TextField id={`${id}-marks`} label="Marks" hint="For example a tattoo or scar." value={suspect.marks} maxLength={120} onValue={(marks) => set({ marks })} />
          <TextField id={`${id}-name`} label="Name, if you know it" value={suspect.name} maxLength={120} autocomplete="off" onValue={(name) => set({ name })} />
        </div>
      </details>
      {children}
    </Question>
  );
}
