// An agency's answer to the shop, and a note that only police and council read.
import { useState } from "preact/hooks";
import { type Incident, OutcomeGroup } from "@gen/incident/v1/incident_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { useScanSeen } from "../../lib/use_scan";
import { Select, TextArea, TextField } from "../../ui/fields";
import { Do } from "../../ui/opened";
import { errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";
import { outcomesFor, outcomeWord } from "../../words/incident";

export function AnswerForm({ incident, done }: { incident: Incident; done: (text: string) => void }) {
  const { clients, role } = useHub();
  const doing = useDoing();
  const [outcome, setOutcome] = useState<OutcomeGroup>(OutcomeGroup.UNSPECIFIED);
  const [reference, setReference] = useState("");
  const [note, setNote] = useState("");
  const [agencyNote, setAgencyNote] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing
    : flawsOf(doing.problem, { outcome: "outcome", reference: "reference", note: "note", agency_note: "agency-note" });
  const seen = useScanSeen(doing.problem, `${note}/${agencyNote}/${reference}`);
  const send = async () => {
    const found = [
      outcome === OutcomeGroup.UNSPECIFIED && { text: "Choose an outcome", id: "outcome" },
      outcome === OutcomeGroup.NO_FURTHER_ACTION && !note.trim() && { text: "Say why there is no further action", id: "note" },
      reference.length > 40 && { text: "Shorten the reference to 40 characters", id: "reference" },
      note.length > 500 && { text: "Shorten the note to 500 characters", id: "note" },
      agencyNote.length > 1000 && { text: "Shorten the note for agencies to 1,000 characters", id: "agency-note" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const worked = await doing.run(() => clients.incident.answerIncident({
      requestId: newRequestId(), incidentId: { value: incident.incidentId?.value ?? "" }, outcome,
      reference: reference.trim(), note: note.trim(), agencyNote: agencyNote.trim(), scanAcknowledged: seen,
    }));
    if (worked) done("Your answer has gone to the shop");
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <Select id="outcome" label="Outcome" value={outcome || ""} empty="Choose an outcome" onValue={setOutcome}
        options={outcomesFor(role).map((one) => [one, outcomeWord(one)])} error={errorFor(flaws, "outcome")} />
      <TextField id="reference" label="Your reference" hint="For example a crime number." width={20} value={reference}
        onValue={setReference} error={errorFor(flaws, "reference")} />
      <TextArea id="note" label="Note to the shop" hint="Nothing about the suspect." rows={3} max={500} value={note}
        onValue={setNote} error={errorFor(flaws, "note")} />
      <TextArea id="agency-note" label="Note for police and council (optional)" hint="The shop and other members do not see it." rows={3} max={1000}
        value={agencyNote} onValue={setAgencyNote} error={errorFor(flaws, "agency-note")} />
      <Do submit busy={doing.busy} name="confirm">{seen ? "Send all the same" : "Send answer"}</Do>
    </Form>
  );
}
