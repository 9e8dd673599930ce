// Whose challenge it is: a search among the people held, its result as a choice. Nobody is chosen for the
// coordinator.
import { useState } from "preact/hooks";
import type { Appearance, Found } from "@gen/subject/v1/subject_pb";
import type { Clients } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Radios, TextField } from "../../ui/fields";
import { Button, ErrorSummary, flawsOf } from "../../ui/page";
import { near } from "../../words/dates";
import { typeWord } from "../../words/incident";
import { appearanceName, subjectOf } from "../subjects/found";

// "": nobody who fits; "held": whom the challenge names already; else an appearance's id.
export interface Whose {
  choice: string;
  found: Found[];
}

export const NOBODY: Whose = { choice: "", found: [] };

const key = (one: Appearance) => one.suspect?.appearanceId?.value ?? "";
const words = (one: Appearance): [string, string] => [
  appearanceName(one) || "Name not known",
  [one.type ? typeWord(one.type) : "Report", one.siteName, near(one.happenedFrom)].filter(Boolean).join(", "),
];

// Somebody else than whom the challenge was about until now, or nobody.
export function isAnother({ choice, found }: Whose, held: string | undefined): boolean {
  if (!held || choice === "held") return false;
  const one = found.map((each) => each.appearance!).find((each) => key(each) === choice);
  return one?.subjectId?.value !== held;
}

// The subject that was chosen; made where there is none yet.
export async function chosenSubject(clients: Clients, { choice, found }: Whose, held: string | undefined): Promise<{ value: string } | undefined> {
  if (choice === "held" && held) return { value: held };
  const one = found.map((each) => each.appearance!).find((each) => key(each) === choice);
  if (!one) return undefined;
  return { value: await subjectOf(clients, one) };
}

export function FindPerson({ id, held, whose, change }: { id: string; held: boolean; whose: Whose; change: (whose: Whose) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [query, setQuery] = useState("");
  const [short, setShort] = useState(false);
  const [said, setSaid] = useState("");
  const search = async () => {
    const bare = query.trim();
    setShort(bare.length < 2);
    if (bare.length < 2) return;
    await doing.run(async () => {
      const { found } = await clients.subject.searchSubjects({ query: bare, limit: 10 });
      setSaid(found.length === 0 ? "Nobody was found." : `Found: ${found.length}. Choose below.`);
      change({ choice: held ? "held" : "", found });
    });
  };
  return (
    <>
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      <div class="sh-goods-line">
        <TextField id={`${id}-query`} label="Find the person" hint="Name, nickname or part of a number plate. Each search is recorded." type="search" autocomplete="off" spellcheck={false}
          value={query} onValue={setQuery} error={short ? "Enter at least 2 letters or digits" : undefined}
          onKeyDown={(event: KeyboardEvent) => {
            // Enter searches; it does not send the review.
            if (event.key !== "Enter") return;
            event.preventDefault();
            void search();
          }} />
        <Button kind="secondary" busy={doing.busy} name="find-person" onPress={() => void search()}>Find</Button>
      </div>
      <p class="govuk-body govuk-!-margin-bottom-3" role="status">{said}</p>
      <Radios id={`${id}-whose`} label="Whose is it?" hint={<>Not sure? <a class="govuk-link" href="#/search">Look people up first</a>; what you wrote here is not kept.</>}
        value={whose.choice} onValue={(choice) => change({ ...whose, choice })} options={[
          ["", "Nobody on record fits"],
          ...(held ? [["held", "The person found before"] as [string, string]] : []),
          ...whose.found.map((one): [string, string, string] => [key(one.appearance!), ...words(one.appearance!)]),
        ]} />
    </>
  );
}
