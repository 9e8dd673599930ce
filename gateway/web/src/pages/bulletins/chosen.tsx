// Who is shown in a bulletin being written: from which report, with which name and picture.
import { useEffect } from "preact/hooks";
import type { Appearance } from "@gen/subject/v1/subject_pb";
import { PhotoState } from "@gen/evidence/v1/evidence_pb";
import type { BulletinKind } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Checkboxes, Radios, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { errorFor, type Flaw } from "../../ui/page";
import { Picture, type Through } from "../../ui/picture";
import { near } from "../../words/dates";
import { typeWord } from "../../words/incident";
import { looksWords } from "../../words/suspect";
import { named, type Shown } from "./draft";

const describe = (one: Appearance) =>
  [one.siteName, one.happenedFrom && near(one.happenedFrom), one.suspect && looksWords({ aboutHowOld: one.suspect.aboutHowOld, height: one.suspect.height, build: one.suspect.build })].filter(Boolean).join(" · ");

interface Props {
  person: Shown;
  index: number;
  change: (part: Partial<Shown>) => void;
  flaws: Flaw[];
}

// Of a person's reports one is chosen: its words and its picture are shown.
export function ChosenPerson({ person, index, change, flaws, kind, appearances }: Props & { kind: BulletinKind | undefined; appearances: Appearance[] }) {
  const chosen = appearances.find((one) => one.suspect?.appearanceId?.value === person.appearanceId);
  const name = chosen?.suspect?.name ?? "";
  const choose = (id: string) => {
    const found = appearances.find((one) => one.suspect?.appearanceId?.value === id);
    change({ appearanceId: id, incidentId: found?.incidentId?.value ?? "", photoId: "", showPhoto: false, showName: false, caption: "" });
  };
  return (
    <div class="sh-card" data-name="chosen">
      <h2 class="govuk-heading-m">Who is shown</h2>
      {appearances.length > 1
        ? <Radios id={`appearance-${index}`} label="From which report?" value={person.appearanceId || undefined} onValue={choose}
            options={appearances.map((one) => [one.suspect?.appearanceId?.value ?? "", one.type ? typeWord(one.type) : "Report", describe(one)])} />
        : <p class="govuk-body">{chosen ? [chosen.type ? typeWord(chosen.type) : "Report", describe(chosen)].filter(Boolean).join(" · ") : "No report of this person is yours to see."}</p>}
      {name && !named(kind) && <p class="govuk-body">Members are asked who this is, so no name is shown.</p>}
      {name && named(kind) && <Checkboxes id={`name-${index}`} label="Name" values={person.showName ? ["name"] : []} onValues={(values) => change({ showName: values.includes("name") })}
        options={[["name", `Show the name: ${name}`, "Named by members, not proven."]]} />}
      {chosen?.incidentId && person.appearanceId && (
        <Photo key={person.appearanceId} person={person} index={index} change={change} flaws={flaws} through={{ incident: chosen.incidentId.value }} />
      )}
    </div>
  );
}

// The photo of this person in their report, if there is one.
function Photo(props: Props & { through: Through }) {
  const { person, change, through } = props;
  const { clients } = useHub();
  const { incident } = through;
  const found = useCall(async (options) => {
    const { photos } = await clients.evidence.listPhotos({ incidentId: incident ? { value: incident } : undefined }, options);
    return photos.filter((one) => one.appearanceId?.value === person.appearanceId && one.state === PhotoState.READY && !one.authorityWithdrawn);
  }, [incident, person.appearanceId]);
  const photo = found.data?.[0]?.photoId?.value ?? "";
  // A picture is why most bulletins are made: it is chosen, and can be left out.
  useEffect(() => {
    if (photo && photo !== person.photoId) change({ photoId: photo, showPhoto: true });
  }, [photo]);
  return <Fetched from={found}>{() => !photo ? <p class="govuk-body">There is no photo of this person in this report.</p> : person.photoId && <PhotoChoice {...props} />}</Fetched>;
}

export function PhotoChoice({ person, index, change, flaws, through }: Props & { through: Through }) {
  return (
    <div class="sh-chosen">
      <Picture photoId={person.photoId} through={through} size="thumbnail" alt="The photo of this person" />
      <div>
        <Checkboxes id={`photo-${index}`} label="Photo" values={person.showPhoto ? ["photo"] : []} onValues={(values) => change({ showPhoto: values.includes("photo") })} options={[["photo", "Show the photo"]]} />
        {person.showPhoto && <TextField id={`caption-${index}`} label="Words under the photo (optional)" value={person.caption} onValue={(caption) => change({ caption })} error={errorFor(flaws, `caption-${index}`)} />}
      </div>
    </div>
  );
}
