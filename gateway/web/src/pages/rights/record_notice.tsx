// That a person was told, or why not yet.
import { useState } from "preact/hooks";
import { type ExemptionProvision, type NoticeWay } from "@gen/subject/v1/subject_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { Radios, TextArea, TextField } from "../../ui/fields";
import { Back, Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../../ui/page";
import { londonMidnight, stamp, todayInLondon } from "../../words/dates";
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

export function RecordNoticePage({ query }: { query: URLSearchParams }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [requestId] = useState(newRequestId);
  const subject = subjectOf(query);
  const today = todayInLondon();
  const [way, setWay] = useState<NoticeWay>();
  const [given, setGiven] = useState(today);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [done, setDone] = useState(false);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { way: "way", given_at: "given", subject_id: "way" });
  const send = async () => {
    const at = londonMidnight(given);
    const found = [
      !way && { text: "Choose how they were told", id: "way" },
      (!at || given > today) && { text: "Enter the day they were told: today or earlier", id: "given" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    setDone(await doing.run(() => clients.subject.recordNotice({ requestId, subjectId: { value: subject }, way, givenAt: stamp(at!) })));
  };
  if (done) return <Recorded text="That they were told has been recorded" subject={subject} />;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/notices">All notices</Back>
      <ErrorSummary flaws={flaws} />
      <Title>Record that a person was told</Title>
      <p class="govuk-body">Do this after they have the <a class="govuk-link" href={`#/notices/letter/${subject}`}>letter</a>. See whom it is about on <a class="govuk-link" href={`#/subjects/${subject}`}>the person’s page</a>.</p>
      <Form onSend={() => void send()}>
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
