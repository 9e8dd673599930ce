// What is wrong, said once and in one place: the GOV.UK error summary above the page's heading. Whatever
// part of a page has a problem hands it up with `ErrorSummary`; `Title` shows all of them. No page can
// put a summary anywhere else.
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../api/errors";

export interface Flaw {
  text: string;
  // Id of the field to go to.
  id?: string;
}

interface Board {
  // What this part of the page has to say now; it replaces what it said before.
  say: (part: object, flaws: Flaw[]) => void;
  // Somebody sent a form again: what is still wrong is said again.
  tried: () => void;
}

const BoardContext = createContext<Board | undefined>(undefined);
const SaidContext = createContext<{ flaws: Flaw[]; tries: number }>({ flaws: [], tries: 0 });

function useBoard(): Board {
  const board = useContext(BoardContext);
  if (!board) throw new Error("a problem can be said inside of Main only");
  return board;
}
export const useTried = () => useBoard().tried;
export const useSaid = () => useContext(SaidContext).flaws;

// The main part of every page, which keeps what its parts have to say.
export function Main({ children }: { children: ComponentChildren }) {
  const [said, setSaid] = useState<{ part: object; flaws: Flaw[] }[]>([]);
  const [tries, setTries] = useState(0);
  const say = useCallback((part: object, flaws: Flaw[]) => setSaid((before) => {
    const others = before.filter((one) => one.part !== part);
    if (flaws.length === 0) return others.length === before.length ? before : others;
    return [...others, { part, flaws }];
  }), []);
  const tried = useCallback(() => setTries((before) => before + 1), []);
  const [board] = useState<Board>({ say, tried });
  return (
    <BoardContext.Provider value={board}>
      <SaidContext.Provider value={{ flaws: said.flatMap((one) => one.flaws), tries }}>
        <main class="govuk-main-wrapper sh-main" id="main" tabIndex={-1}>{children}</main>
      </SaidContext.Provider>
    </BoardContext.Provider>
  );
}

// Hands its flaws up to the page's one summary; draws nothing where it stands.
export function ErrorSummary({ flaws }: { flaws: Flaw[] }) {
  const { say } = useBoard();
  const [part] = useState({});
  useLayoutEffect(() => say(part, flaws), [JSON.stringify(flaws)]);
  useLayoutEffect(() => () => say(part, []), []);
  return null;
}

// For `Title` alone. Takes focus when it appears, when it changes, and when a form is sent again in vain.
export function Summary() {
  const { flaws, tries } = useContext(SaidContext);
  const box = useRef<HTMLDivElement>(null);
  const said = flaws.map((flaw) => flaw.text).join("\n");
  useEffect(() => {
    if (!said) return;
    box.current?.focus();
    box.current?.scrollIntoView({ block: "start" });
  }, [said, tries]);
  if (flaws.length === 0) return null;
  return (
    <div ref={box} class="govuk-error-summary" tabIndex={-1}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">There is a problem</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {flaws.map((flaw) => (
              <li key={flaw.text}>
                {flaw.id ? <a href={`#${flaw.id}`} onClick={(event) => toField(event, flaw.id!)}>{flaw.text}</a> : flaw.text}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

function toField(event: Event, id: string): void {
  event.preventDefault();
  const field = document.getElementById(id);
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}

// What could not be fetched, said where it would stand: nothing that was entered is wrong.
export const Failed = ({ text, children }: { text: string; children?: ComponentChildren }) => (
  <div class="sh-failed">
    <p class="govuk-body" role="alert"><strong>{text}</strong></p>
    {children}
  </div>
);

// A problem beside the fields of a form. `fields` maps the last name of the server's path to an id.
export function flawsOf(problem: Problem | undefined, fields: Record<string, string> = {}): Flaw[] {
  if (!problem) return [];
  const last = problem.field.replace(/\[\d+\]/g, "").split(".").pop() ?? "";
  // A field that the page does not have: named, so that the person can tell somebody.
  const text = last && !fields[last] && Object.keys(fields).length > 0 ? `${problem.text} (${last.replace(/_/g, " ")})` : problem.text;
  return [{ text, id: fields[last] }];
}

export const errorFor = (flaws: Flaw[], id: string) => flaws.find((flaw) => flaw.id === id)?.text;
