// What helps but is not needed: words, CCTV, vehicle, staff, witness, victim, who should get it.
import { CctvState } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { names } from "../../lib/mentions";
import { usualStaff } from "../../lib/remembered";
import { warnings } from "../../lib/scan";
import { Chip, OneOf, Question } from "../../ui/chips";
import { TextArea, TextField } from "../../ui/fields";
import { errorFor, type Flaw } from "../../ui/page";
import { type Draft, peopleOf } from "./draft";

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  flaws: Flaw[];
  scheme: string;
}

export function Story({ draft, change, flaws }: Props) {
  const people = names(peopleOf(draft));
  const found = warnings(draft.story);
  return (
    <div class="sh-question">
      <TextArea id="story" label="Anything else? (optional)" rows={3} max={4000}
        hint={people.length > 0 ? `Do not write names. Write “${people[0]}”.` : "Do not write names."}
        value={draft.story} onValue={(story) => change({ story })} error={errorFor(flaws, "story")} />
      <div role="status">
        {found.map((text) => <p class="govuk-inset-text govuk-!-margin-top-0" key={text}>{text}</p>)}
      </div>
      {people.length > 0 && (
        <div class="sh-chips">
          {people.slice(0, 6).map((name) => (
            <button type="button" class="sh-chip" key={name}
              onClick={() => change({ story: `${draft.story}${draft.story && !draft.story.endsWith(" ") ? " " : ""}${name} ` })}>Add “{name}”</button>
          ))}
        </div>
      )}
    </div>
  );
}

export function More({ draft, change, scheme }: Props) {
  const known = usualStaff(scheme);
  const toggleStaff = (name: string) =>
    change({ staff: draft.staff.includes(name) ? draft.staff.filter((one) => one !== name) : [...draft.staff, name] });
  const vehicle = draft.vehicles[0] ?? { plate: "", description: "" };
  const witness = draft.witnesses[0] ?? { name: "", contact: "" };
  const victim = draft.victims[0] ?? { name: "", contact: "" };
  const typed = draft.staff.find((name) => !known.includes(name)) ?? "";
  return (
    <>
      <Question id="cctv" title="Is it on CCTV?">
        <OneOf value={draft.cctv} none={CctvState.UNSPECIFIED} onValue={(cctv) => change({ cctv })}
          options={[[CctvState.YES, "Yes"], [CctvState.NO, "No"], [CctvState.NOT_CHECKED, "Not checked yet"]]} />
        {draft.cctv === CctvState.YES && (
          <TextField id="cctv-owner" label="Whose camera?" maxLength={120} value={draft.cctvOwner} onValue={(cctvOwner) => change({ cctvOwner })} />
        )}
      </Question>
      {known.length > 0 && (
        <Question id="staff" title="Which of you saw it or dealt with it?">
          <div class="sh-chips">
            {known.map((name) => <Chip key={name} pressed={draft.staff.includes(name)} onPress={() => toggleStaff(name)}>{name}</Chip>)}
          </div>
        </Question>
      )}
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Place, vehicle, people, who should get it</span></summary>
        <div class="govuk-details__text">
          <TextField id="place" label="Where in or near the shop" maxLength={200} value={draft.place} onValue={(place) => change({ place })} />
          <TextField id="plate" label="Number plate" width={10} maxLength={12} spellcheck={false} value={vehicle.plate}
            onValue={(plate) => change({ vehicles: [{ ...vehicle, plate }] })} />
          <TextField id="vehicle" label="Vehicle" hint="For example a silver estate car." maxLength={120} value={vehicle.description}
            onValue={(description) => change({ vehicles: [{ ...vehicle, description }] })} />
          <TextField id="staff-name" label="Member of staff" hint="This phone remembers the name for next time." maxLength={120} value={typed}
            onValue={(name) => change({ staff: [...draft.staff.filter((one) => known.includes(one)), ...(name ? [name] : [])] })} />
          <TextField id="witness-name" label="Witness" maxLength={120} value={witness.name}
            onValue={(name) => change({ witnesses: [{ ...witness, name }] })} />
          <TextField id="witness-contact" label="How to reach the witness" maxLength={120} value={witness.contact}
            onValue={(contact) => change({ witnesses: [{ ...witness, contact }] })} />
          <TextField id="victim-name" label="Who was hurt or threatened" maxLength={120} value={victim.name}
            onValue={(name) => change({ victims: [{ ...victim, name }] })} />
          <Question id="recipients" title="Who should get it?" hint="The scheme knows where each kind of report goes.">
            <OneOf value={draft.recipients.join()} onValue={(text) => change({ recipients: text ? text.split(",").map(Number) as Role[] : [] })}
              options={[["", "As usual"], [String(Role.POLICE), "Police"], [String(Role.COUNCIL), "Council"], [`${Role.POLICE},${Role.COUNCIL}`, "Both"]]} />
          </Question>
        </div>
      </details>
    </>
  );
}
