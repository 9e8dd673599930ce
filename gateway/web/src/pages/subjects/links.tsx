// What was linked to this person, and how to undo it. Linking moves links and nothing else: undone, both
// are as they were.
import type { Link, Subject } from "@gen/subject/v1/subject_pb";
import { useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { TextArea } from "../../ui/fields";
import { Do, Opened } from "../../ui/opened";
import { errorFor, ErrorSummary, flawsOf, Form } from "../../ui/page";
import { shown } from "../../ui/withheld";
import { near } from "../../words/dates";

export function Links({ subject, done }: { subject: Subject; done: (text: string) => void }) {
  const may = subject.allowedActions.includes("subject.unlink");
  if (subject.links.length === 0) return null;
  return (
    <section aria-labelledby="links-title">
      <h2 class="govuk-heading-m" id="links-title">Linked as one person</h2>
      <ul class="sh-list">
        {subject.links.map((link, index) => <One key={link.from?.value ?? index} subject={subject} link={link} number={index + 1} may={may} done={done} />)}
      </ul>
    </section>
  );
}

function One({ subject, link, number, may, done }: { subject: Subject; link: Link; number: number; may: boolean; done: (text: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <li class="sh-card" data-link={link.from?.value}>
      <p class="govuk-body"><strong>{shown(subject.withheld, "links.reason", link.reason)}</strong></p>
      <p class="govuk-body sh-quiet">{shown(subject.withheld, "links.by", link.by)} · {near(link.at)}</p>
      {may && <p><button type="button" class="sh-link" aria-expanded={open} data-name="undo" onClick={() => setOpen(!open)}>Undo this link<span class="govuk-visually-hidden"> ({number})</span></button></p>}
      {open && <Opened title="Undo this link" close={() => setOpen(false)}><Undo subject={subject} link={link} number={number} done={done} /></Opened>}
    </li>
  );
}

function Undo({ subject, link, number, done }: { subject: Subject; link: Link; number: number; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [reason, setReason] = useState("");
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState("");
  const id = `undo-${number}`;
  const flaws = missing ? [{ text: missing, id }] : flawsOf(doing.problem, { reason: id });
  const send = async () => {
    const bare = reason.trim();
    const wrong = bare.length < 3 ? "Say why they are two persons, in at least 3 characters" : bare.length > 300 ? "Shorten it to 300 characters" : "";
    setMissing(wrong);
    if (wrong) return;
    if (await doing.run(() => clients.subject.unlinkAppearances({ requestId, subjectId: subject.subjectId, from: link.from, reason: bare }))) {
      done("Undone: they are two persons again, each as before");
    }
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <TextArea id={id} label="Why are they two persons?" rows={2} max={300} value={reason} error={errorFor(flaws, id)} onValue={(value) => {
        setReason(value);
        setRequestId(newRequestId());
      }} />
      <Do submit kind="warning" busy={doing.busy} name="unlink">Yes, undo it</Do>
    </Form>
  );
}
