// Whose a challenge is, whether they are who they say, and whether somebody may have been mistaken for
// them. The scheme's rules decide whether that freezes; not freezing all the same needs a reason, and so
// does taking the challenge off the person that it was found to be about.
import { useState } from "preact/hooks";
import type { Challenge } from "@gen/subject/v1/subject_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Checkboxes, TextArea } from "../../ui/fields";
import { Do } from "../../ui/opened";
import { errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";
import { chosenSubject, FindPerson, isAnother, NOBODY } from "./find_person";

export function ReviewChallenge({ challenge, done }: { challenge: Challenge; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const id = challenge.challengeId?.value ?? "";
  const held = challenge.subjectId?.value;
  const [whose, setWhose] = useState(held ? { ...NOBODY, choice: "held" } : NOBODY);
  const [facts, setFacts] = useState<string[]>([...(challenge.identityConfirmed ? ["confirmed"] : []), ...(challenge.riskOfMistakenIdentity ? ["risk"] : [])]);
  // What is kept beside a freeze says why it came to this person; sent again it would end the freeze.
  const exempt = !challenge.freezes && (challenge.identityConfirmed || challenge.riskOfMistakenIdentity);
  const [because, setBecause] = useState(exempt ? challenge.notFrozenBecause : "");
  const moves = isAnother(whose, held);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { not_frozen_because: `${id}-because` });
  const send = async () => {
    const bare = because.trim();
    const wrong = (moves || bare !== "") && (bare.length < 10 || bare.length > 500);
    const text = moves ? "Say in 10 to 500 characters why it is not about the same person any more" : "Give the reason in 10 to 500 characters, or leave it empty";
    setMissing(wrong ? [{ text, id: `${id}-because` }] : []);
    if (wrong) return;
    let freezes = false;
    const worked = await doing.run(async () => {
      const subjectId = await chosenSubject(clients, whose, held);
      ({ freezes } = await clients.subject.reviewChallenge({
        requestId: newRequestId(), challengeId: challenge.challengeId, subjectId,
        identityConfirmed: facts.includes("confirmed"), riskOfMistakenIdentity: facts.includes("risk"), notFrozenBecause: bare,
      }));
    });
    if (worked) done(freezes ? "Reviewed. The person is frozen: members cannot see them until this is decided" : "Reviewed. Nothing is frozen");
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <FindPerson id={id} held={held !== undefined} whose={whose} change={setWhose} />
      <Checkboxes id={`${id}-facts`} label="What do you know?" values={facts} onValues={setFacts} options={[
        ["confirmed", "Their identity is confirmed", "You have seen who they are, for example a passport or driving licence. Keep no copy."],
        ["risk", "Somebody may have been mistaken for them", "For example, the picture does not look like them."],
      ]} />
      <details class="govuk-details" open={moves || challenge.freezes || because !== "" || flaws.length > 0}>
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{moves ? "Not about the same person any more" : challenge.freezes ? "End the freeze, or do not freeze" : "Do not freeze, although the rules would"}</span></summary>
        <div class="govuk-details__text">
          <TextArea id={`${id}-because`} label={moves ? "Why is it not about the same person any more?" : "Why not"} hint={moves
            ? "Whoever it was about until now can be shown again. Whoever it is about from now on is frozen as the rules say. Whoever proposed, approved, signed for or published a bulletin of the first person cannot give this reason. The DPO reads it."
            : "Only where freezing would harm the prevention or detection of crime (Data Protection Act 2018, Schedule 2, paragraph 2). What is frozen now stays so without a reason. Whoever proposed, approved, signed for or published a bulletin of the person cannot give it. The DPO reads it."}
            rows={3} max={500} value={because} onValue={setBecause} error={errorFor(flaws, `${id}-because`)} />
        </div>
      </details>
      <Do submit busy={doing.busy} name="confirm">Record the review</Do>
    </Form>
  );
}
