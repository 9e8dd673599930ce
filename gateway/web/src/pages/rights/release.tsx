// A challenge that was upheld freezes on until somebody says what was put right.
import { useState } from "preact/hooks";
import type { Challenge } from "@gen/subject/v1/subject_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { TextArea } from "../../ui/fields";
import { Do } from "../../ui/opened";
import { errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";

export function Release({ challenge, done }: { challenge: Challenge; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const field = `${challenge.challengeId?.value}-right`;
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { not_frozen_because: field });
  const send = async () => {
    const bare = text.trim();
    const wrong = bare.length < 10 || bare.length > 500;
    setMissing(wrong ? [{ text: "Say what was put right in 10 to 500 characters", id: field }] : []);
    if (wrong) return;
    const worked = await doing.run(() => clients.subject.reviewChallenge({
      requestId: newRequestId(), challengeId: challenge.challengeId, subjectId: challenge.subjectId, identityConfirmed: challenge.identityConfirmed, notFrozenBecause: bare,
    }));
    if (worked) done("Recorded. The person is no longer frozen by this challenge");
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <TextArea id={field} label="What was put right?" hint="For example: the wrong picture was removed. Afterwards this challenge freezes nobody." rows={3} max={500}
        value={text} onValue={setText} error={errorFor(flaws, field)} />
      <Do submit busy={doing.busy} name="confirm">End the freeze</Do>
    </Form>
  );
}
