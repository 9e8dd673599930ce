// That a person was told, or why not yet.
import { useState } from "preact/hooks";
import { type ExemptionProvision, type NoticeWay } from "@gen/subject/v1/subject_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { newRequestId } from "../../api/clients";
import type { Problem } from "../../api/errors";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Radios, TextArea, TextField } from "../../ui/fields";
import { Back, Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../../ui/page";
import { londonMidnight, stamp, todayInLondon } from "../../words/dates";
import { offPaper, onPaper } from "../../words/letter";
import { PROVISIONS, WAYS } from "../../words/rights";

const subjectOf = (query: URLSearchParams) => query.get("subject") ?? "";

function Recorded({ text, subject }: { text: string; subject: string }) {
  return (
    <>
      <Done>{text}</Done>
      <Title>Recorded</Title>
      <ul class="govuk-list">
        <li><a class="govuk-link" href="#/notices">All notices</a></li>
        <li><a class="govuk-link" href={`#/subjects/${subject}`}>The person’s page</a></li>
      </ul>
    </>
  );
}

// What is held has changed since that letter was printed, or it was somebody else's.
const outdated = (problem: Problem | undefined) => problem?.field === "letter_digest" && problem.reason === Reason.WRONG_STATE
  ? { ...problem, text: "That is not the letter to this person as it reads now. Print it again, hand it over, then record that one" } : problem;

export function RecordNoticePage({ query }: { query: URLSearchParams }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [requestId, setRequestId] = useState(newRequestId);
  const subject = subjectOf(query);
  const today = todayInLondon();
  // The whole of it, where this page was opened from the letter.
  const whole = query.get("letter") ?? "";
  const [letter, setLetter] = useState(onPaper(whole));
  const [way, setWay] = useState<NoticeWay>();
  const [given, setGiven] = useState(today);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [done, setDone] = useState(false);
  const flaws = missing.length > 0 ? missing : flawsOf(outdated(doing.problem), { way: "way", given_at: "given", letter_digest: "letter", subject_id: "way" });
  const send = async () => {
    const at = londonMidnight(given);
    const read = offPaper(letter);
    const found = [
      !read && { text: "Enter the 16 letters and digits at the foot of the letter", id: "letter" },
      !way && { text: "Choose how they were told", id: "way" },
      (!at || given > today) && { text: "Enter the day they were told: today or earlier", id: "given" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const letterDigest = whole.startsWith(read) ? whole : read;
    const worked = await doing.run(() => clients.subject.recordNotice({ requestId, subjectId: { value: subject }, way, givenAt: stamp(at!), letterDigest }));
    setDone(worked);
    // What is corrected is another change.
    if (!worked) setRequestId(newRequestId());
  };
  if (done) return <Recorded text="That they were told has been recorded" subject={subject} />;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/notices">All notices</Back>
      <ErrorSummary flaws={flaws} />
      <Title>Record that a person was told</Title>
      <p class="govuk-body">Do this after they have the <a class="govuk-link" href={`#/notices/letter/${subject}`}>letter</a>. See whom it is about on <a class="govuk-link" href={`#/subjects/${subject}`}>the person’s page</a>.</p>
      <Form onSend={() => void send()}>
        <TextField id="letter" label="Which letter do they have?" hint="The 16 letters and digits at the foot of the letter, for example 1a2b-3c4d-5e6f-7a8b." width={20} spellcheck={false} autocomplete="off"
          value={letter} onValue={setLetter} error={errorFor(flaws, "letter")} />
        <Radios id="way" label="How were they told?" value={way} onValue={setWay} options={WAYS} error={errorFor(flaws, "way")} />
        <TextField id="given" label="Which day?" type="date" width={10} max={today} value={given} onValue={setGiven} error={errorFor(flaws, "given")} />
        <Button submit busy={doing.busy} name="confirm">Record it</Button>
      </Form>
    </div></div>
  );
}

// The last day an exemption may run to: six months from today.
export function latestReview(today: string): string {
  const [year, month, day] = today.split("-").map(Number);
  const target = new Date(Date.UTC(year, month - 1 + 6, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day, last));
  return target.toISOString().slice(0, 10);
}

export function RecordExemptionPage({ query }: { query: URLSearchParams }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [requestId, setRequestId] = useState(newRequestId);
  const subject = subjectOf(query);
  const today = todayInLondon();
  const latest = latestReview(today);
  const [provision, setProvision] = useState<ExemptionProvision>();
  const [reason, setReason] = useState("");
  const [review, setReview] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [done, setDone] = useState(false);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { provision: "provision", reason: "reason", review_by: "review" });
  const send = async () => {
    const by = londonMidnight(review);
    const bare = reason.trim();
    const found = [
      !provision && { text: "Choose what lets it wait", id: "provision" },
      bare.length < 10 && { text: "Give the reason in 10 characters or more", id: "reason" },
      bare.length > 500 && { text: "Shorten the reason to 500 characters", id: "reason" },
      (!by || review <= today || review > latest) && { text: "Enter a day after today, at most six months ahead", id: "review" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const worked = await doing.run(() => clients.subject.recordExemption({ requestId, subjectId: { value: subject }, provision, reason: bare, reviewBy: stamp(by!) }));
    setDone(worked);
    // What is corrected is another change.
    if (!worked) setRequestId(newRequestId());
  };
  if (done) return <Recorded text="Why they are not told yet has been recorded" subject={subject} />;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/notices">All notices</Back>
      <ErrorSummary flaws={flaws} />
      <Title>Record why a person is not told yet</Title>
      <p class="govuk-body">Nobody is left untold for convenience. The DPO reads what you record. See whom it is about on <a class="govuk-link" href={`#/subjects/${subject}`}>the person’s page</a>.</p>
      <Form onSend={() => void send()}>
        <Radios id="provision" label="What lets it wait?" value={provision} onValue={setProvision} options={PROVISIONS} error={errorFor(flaws, "provision")} />
        <TextArea id="reason" label="The reason in this case" hint="What would happen if this person were told now. No names." rows={4} max={500} value={reason} onValue={setReason} error={errorFor(flaws, "reason")} />
        <TextField id="review" label="Look at it again by" hint="At most six months ahead." type="date" width={10} min={today} max={latest} value={review} onValue={setReview} error={errorFor(flaws, "review")} />
        <Button submit busy={doing.busy} name="confirm">Record it</Button>
      </Form>
    </div></div>
  );
}
