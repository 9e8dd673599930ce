// A challenge or request of somebody who may be held here, or not: four questions, a look at the answers,
// then a reference that is shown once. What the hub answers is the same whoever asks.
import { useState } from "preact/hooks";
import { Copy } from "../ui/copy";
import { Radios, TextArea, TextField } from "../ui/fields";
import { Button, errorFor, ErrorSummary, type Flaw, Form, SummaryList, Title } from "../ui/page";
import { dayOf } from "../words/civil";
import { type GroundName, GROUNDS } from "../words/grounds";
import { Parts } from "./about";
import { openChallenge, type Part, refusal } from "./hub";

interface Answers {
  ground: GroundName | "";
  name: string;
  contact: string;
  what: string;
}

const NAMES = Object.keys(GROUNDS) as GroundName[];
const EMPTY: Answers = { ground: "", name: "", contact: "", what: "" };

export function flawsOfChallenge({ ground, name, contact, what }: Answers): Flaw[] {
  return [
    !ground && { text: "Choose what it is about", id: "ground" },
    !name.trim() && { text: "Enter your name", id: "name" },
    name.trim().length > 120 && { text: "Shorten your name to 120 characters", id: "name" },
    contact.trim().length < 3 && { text: "Enter how the scheme can reach you", id: "contact" },
    contact.trim().length > 200 && { text: "Shorten how to reach you to 200 characters", id: "contact" },
    !what.trim() && { text: "Enter what happened or what you ask for", id: "what" },
    what.trim().length > 2000 && { text: "Shorten this to 2,000 characters", id: "what" },
  ].filter(Boolean) as Flaw[];
}

export function Challenge({ scheme, asking }: { scheme: string; asking?: Part }) {
  const [answers, setAnswers] = useState(EMPTY);
  const [checking, setChecking] = useState(false);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [given, setGiven] = useState<{ reference: string; answerBy?: string }>();
  if (given) return <Given {...given} />;
  if (checking) return <CheckAnswers scheme={scheme} answers={answers} change={() => setChecking(false)} given={setGiven} />;
  const set = (part: Partial<Answers>) => setAnswers({ ...answers, ...part });
  return (
    <>
      <a class="govuk-back-link" href="#/">Back</a>
      <ErrorSummary flaws={flaws} />
      <Title>Ask, challenge or complain</Title>
      <p class="govuk-body">Tell the scheme what you want, and how to reach you. Who is responsible for what you write, and all your rights, is on <a class="govuk-link" href="#/">Privacy and your rights</a>.</p>
      <Parts of={asking && [asking]} />
      <Form onSend={() => {
        const found = flawsOfChallenge(answers);
        setFlaws(found);
        setChecking(found.length === 0);
      }}>
        <Radios id="ground" label="What is it about?" value={answers.ground || undefined} onValue={(ground) => set({ ground })}
          options={NAMES.map((name) => [name, ...GROUNDS[name]])} error={errorFor(flaws, "ground")} />
        <TextField id="name" label="Your full name" autocomplete="name" value={answers.name} onValue={(name) => set({ name })} error={errorFor(flaws, "name")} />
        <TextField id="contact" label="How can the scheme reach you?" hint="An email address, telephone number or postal address."
          value={answers.contact} onValue={(contact) => set({ contact })} error={errorFor(flaws, "contact")} />
        <TextArea id="what" label="What happened, or what do you ask for?" hint="Say where and when, if you know. Do not name other people." rows={6} max={2000}
          value={answers.what} onValue={(what) => set({ what })} error={errorFor(flaws, "what")} />
        <Button submit name="check">Continue</Button>
      </Form>
    </>
  );
}

interface CheckProps {
  scheme: string;
  answers: Answers;
  change: () => void;
  given: (answer: { reference: string; answerBy?: string }) => void;
}

function CheckAnswers({ scheme, answers, change, given }: CheckProps) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  // Sending twice is one challenge.
  const [requestId] = useState(() => crypto.randomUUID());
  const send = async () => {
    setBusy(true);
    setProblem("");
    try {
      given(await openChallenge(scheme, requestId, {
        ground: `CHALLENGE_GROUND_${answers.ground}`, name: answers.name.trim(), contact: answers.contact.trim(), what: answers.what.trim(),
      }));
    } catch (cause) {
      setProblem(refusal(cause));
      setBusy(false);
    }
  };
  return (
    <>
      <ErrorSummary flaws={problem ? [{ text: problem }] : []} />
      <Title>Check your answers</Title>
      <SummaryList rows={[
        { key: "What it is about", value: answers.ground && GROUNDS[answers.ground][0] },
        { key: "Your name", value: answers.name },
        { key: "How to reach you", value: answers.contact },
        { key: "What happened, or what you ask for", value: <span class="sh-lines">{answers.what}</span> },
      ]} />
      <div class="sh-row-actions">
        <Button onPress={() => void send()} busy={busy} name="send-challenge">Send</Button>
        <Button kind="secondary" onPress={change} name="change-challenge">Change your answers</Button>
      </div>
    </>
  );
}

function Given({ reference, answerBy }: { reference: string; answerBy?: string }) {
  return (
    <>
      <div class="govuk-panel govuk-panel--confirmation">
        <Title>The scheme has it</Title>
        <div class="govuk-panel__body">Your reference<br /><strong class="sh-reference" data-name="reference">{reference}</strong></div>
      </div>
      <p class="govuk-body"><strong>Write it down now.</strong> It is shown only once. Whoever has it can see where your challenge stands, and nothing else.</p>
      <Copy text={reference} name="copy-reference">Copy the reference</Copy>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">The scheme answers {answerBy ? <>by <strong>{dayOf(new Date(answerBy))}</strong></> : "within one month"}, at the contact that you gave. It may ask you to show who you are first, so that nobody else gets your data.</p>
      <p class="govuk-body">This page says the same whether or not the scheme holds anything about you.</p>
      <p class="govuk-body"><a class="govuk-link" href="#/standing">Check where your challenge stands</a> · <a class="govuk-link" href="#/">Privacy and your rights</a></p>
    </>
  );
}
