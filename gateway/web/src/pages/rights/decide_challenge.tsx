// How a challenge ends, with reasons.
import { useState } from "preact/hooks";
import { type Challenge, ChallengeOutcome } from "@gen/subject/v1/subject_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Radios, TextArea } from "../../ui/fields";
import { Do } from "../../ui/opened";
import { errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";
import { OUTCOMES } from "../../words/rights";

const CHOICES = [ChallengeOutcome.UPHELD, ChallengeOutcome.PARTLY_UPHELD, ChallengeOutcome.REFUSED, ChallengeOutcome.NOT_IDENTIFIED];

export function DecideChallenge({ challenge, done }: { challenge: Challenge; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const id = challenge.challengeId?.value ?? "";
  const [outcome, setOutcome] = useState<ChallengeOutcome>();
  const [decision, setDecision] = useState("");
  const [because, setBecause] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const fields = { outcome: `${id}-outcome`, decision: `${id}-decision`, not_frozen_because: `${id}-right-one` };
  // A wrong person on the wall waits for nobody's proof of identity.
  const risk = challenge.freezes && challenge.riskOfMistakenIdentity && (outcome === ChallengeOutcome.REFUSED || outcome === ChallengeOutcome.NOT_IDENTIFIED);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, fields);
  const send = async () => {
    const bare = decision.trim();
    const why = risk ? because.trim() : "";
    const found = [
      !outcome && { text: "Choose the outcome", id: fields.outcome },
      bare.length < 10 && { text: "Give your reasons in 10 characters or more", id: fields.decision },
      bare.length > 1000 && { text: "Shorten your reasons to 1,000 characters", id: fields.decision },
      risk && (why.length < 10 || why.length > 500) && { text: "Say in 10 to 500 characters why it is the right person", id: fields.not_frozen_because },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    if (await doing.run(() => clients.subject.decideChallenge({ requestId: newRequestId(), challengeId: challenge.challengeId, outcome, decision: bare, notFrozenBecause: why }))) {
      done("Decided. Now send the answer to the contact that they gave");
    }
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <Radios id={fields.outcome} label="Outcome" value={outcome} onValue={setOutcome} options={CHOICES.map((one) => [one, ...OUTCOMES[one]])} error={errorFor(flaws, fields.outcome)} />
      <TextArea id={fields.decision} label="Your reasons" hint="The DPO reads them. The hub writes to nobody: you send the answer yourself." rows={4} max={1000}
        value={decision} onValue={setDecision} error={errorFor(flaws, fields.decision)} />
      {risk && <TextArea id={fields.not_frozen_because} label="Why is it the right person?" hint="They are frozen because somebody may have been mistaken for them. That does not end because whoever asked is not known. The DPO reads it." rows={3} max={500}
        value={because} onValue={setBecause} error={errorFor(flaws, fields.not_frozen_because)} />}
      <Do submit busy={doing.busy} name="confirm">Record the decision</Do>
    </Form>
  );
}
