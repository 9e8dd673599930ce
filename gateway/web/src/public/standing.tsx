// Where a challenge stands, for whoever holds its reference: state and dates, nothing else.
import { useState } from "preact/hooks";
import { TextField } from "../ui/fields";
import { Button, ErrorSummary, Form, SummaryList, Tag, Title } from "../ui/page";
import { dayOf } from "../words/civil";
import { type ChallengeStanding, getChallengeState, Refused, refusal } from "./hub";

const STATES: Record<string, [string, string, string]> = {
  CHALLENGE_STATE_RECEIVED: ["Received", "blue", "The scheme has it. Nobody has looked at it yet."],
  CHALLENGE_STATE_UNDER_REVIEW: ["Being looked at", "yellow", "Somebody at the scheme is looking at it."],
  CHALLENGE_STATE_DECIDED: ["Decided", "green", "The scheme answers you at the contact that you gave. If no answer reached you, write to the scheme."],
};

const dayIn = (text: string | undefined) => (text ? dayOf(new Date(text)) : "Not known");

export function Standing({ scheme }: { scheme: string }) {
  const [reference, setReference] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<ChallengeStanding>();
  const send = async () => {
    setFound(undefined);
    setProblem("");
    if (!reference.trim()) return setProblem("Enter your reference");
    setBusy(true);
    try {
      setFound(await getChallengeState(scheme, reference.trim()));
    } catch (cause) {
      const unknown = cause instanceof Refused && ["not_found", "invalid_argument"].includes(cause.code);
      setProblem(unknown ? "There is no challenge with this reference. Check that you entered all of it" : refusal(cause));
    } finally {
      setBusy(false);
    }
  };
  const [word, colour, text] = STATES[found?.state ?? ""] ?? ["Not known", "grey", ""];
  return (
    <>
      <a class="govuk-back-link" href="#/">Back</a>
      <ErrorSummary flaws={problem ? [{ text: problem, id: "reference" }] : []} />
      <Title>Where your challenge stands</Title>
      <Form onSend={() => void send()}>
        <TextField id="reference" label="Your reference" hint="The letters and digits you were shown when you sent it." spellcheck={false} autocomplete="off"
          value={reference} onValue={setReference} error={problem || undefined} />
        <Button submit busy={busy} name="ask-standing">Show where it stands</Button>
      </Form>
      <div role="status" data-standing={found?.state}>
        {found && (
          <>
            <h2 class="govuk-heading-m"><Tag colour={colour}>{word}</Tag></h2>
            <p class="govuk-body">{text}</p>
            <SummaryList rows={[{ key: "Received", value: dayIn(found.receivedAt) }, !!found.acknowledgedAt && { key: "First looked at", value: dayIn(found.acknowledgedAt) }, { key: "Answer due by", value: dayIn(found.answerBy) }]} />
          </>
        )}
      </div>
    </>
  );
}
