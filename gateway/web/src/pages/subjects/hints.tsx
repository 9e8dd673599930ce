// In a report: the way to each suspect's own page, and who is likely the same. Linking is a decision of
// the coordinator, with a reason; it can be undone. A manager goes straight to proposing a bulletin.
import type { Suspect } from "@gen/incident/v1/people_pb";
import type { Found } from "@gen/subject/v1/subject_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { go } from "../../lib/router";
import { useCall, useDoing } from "../../lib/use_call";
import { TextArea } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Do, Opened } from "../../ui/opened";
import { Button, errorFor, ErrorSummary, flawsOf, Form } from "../../ui/page";
import { FoundCard, nameOfAppearance, subjectOf } from "./found";

interface Props {
  incident: string;
  suspect: Suspect;
  // As the page counts them: "Suspect 1".
  number: number;
}

export function PersonInReport({ incident, suspect, number }: Props) {
  const { clients, role } = useHub();
  const doing = useDoing();
  const [looking, setLooking] = useState(false);
  const appearanceId = suspect.appearanceId?.value;
  if (!appearanceId) return null;
  const manager = role === Role.SITE_MANAGER;
  const open = () => doing.run(async () => {
    const { subjectId } = await clients.subject.openSubject({ requestId: newRequestId(), incidentId: { value: incident }, appearanceId: { value: appearanceId } });
    go(manager ? `/bulletins/new?subject=${subjectId?.value}&incident=${incident}&appearance=${appearanceId}` : `/subjects/${subjectId?.value}`);
  });
  return (
    <div class="sh-person-in-report" data-suspect={number}>
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      <div class="sh-row-actions">
        <Button kind="secondary" busy={doing.busy} name="open-person" onPress={() => void open()}>{manager ? "Propose a bulletin" : "Open person"}<span class="govuk-visually-hidden">: suspect {number}</span></Button>
        {!manager && <Button kind="secondary" expanded={looking} name="hints" onPress={() => setLooking(!looking)}>Reported before?<span class="govuk-visually-hidden"> Suspect {number}</span></Button>}
      </div>
      {looking && <Hints incident={incident} appearance={appearanceId} />}
    </div>
  );
}

function Hints({ incident, appearance }: { incident: string; appearance: string }) {
  const { clients } = useHub();
  const found = useCall(async (options) => (await clients.subject.listHints({ incidentId: { value: incident }, appearanceId: { value: appearance } }, options)).found, [incident, appearance]);
  const [linked, setLinked] = useState<string[]>([]);
  return (
    <Fetched from={found}>{(hints) => hints.length === 0
      ? <p class="govuk-body" role="status">Nobody else on record is like this person, as far as you may see.</p>
      : (
        <ul class="sh-list" aria-label="Likely the same">
          {hints.map((one) => {
            const id = one.appearance?.suspect?.appearanceId?.value ?? "";
            return linked.includes(id)
              ? <li class="sh-card" key={id} role="status"><p class="govuk-body"><strong>Linked as one person.</strong> Undo it on the person’s page.</p></li>
              : <Hint key={id} hint={one} incident={incident} appearance={appearance} done={() => setLinked([...linked, id])} />;
          })}
        </ul>
      )}
    </Fetched>
  );
}

function Hint({ hint, incident, appearance, done }: { hint: Found; incident: string; appearance: string; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState("");
  const id = `link-${hint.appearance?.suspect?.appearanceId?.value}`;
  const flaws = missing ? [{ text: missing, id }] : flawsOf(doing.problem, { reason: id });
  const send = async () => {
    const bare = reason.trim();
    const wrong = bare.length < 3 ? "Say why they are one person, in at least 3 characters" : bare.length > 300 ? "Shorten it to 300 characters" : "";
    setMissing(wrong);
    if (wrong) return;
    const worked = await doing.run(async () => {
      const to = await subjectOf(clients, hint.appearance!);
      const { subjectId: from } = await clients.subject.openSubject({ requestId: newRequestId(), incidentId: { value: incident }, appearanceId: { value: appearance } });
      await clients.subject.linkAppearances({ requestId, from, to: { value: to }, reason: bare });
    });
    if (worked) done();
  };
  return (
    <FoundCard found={hint} title={nameOfAppearance(hint.appearance!)}>
      <div class="sh-row-actions sh-card__do">
        <Button kind="secondary" expanded={open} name="link" onPress={() => setOpen(!open)}>Link as one person</Button>
        <a class="govuk-link sh-row-actions__link" href={`#/reports/${hint.appearance?.incidentId?.value}`}>The report</a>
      </div>
      {open && (
        <Opened title="Link as one person" close={() => setOpen(false)}>
          <Form onSend={() => void send()}>
            <ErrorSummary flaws={flaws} />
            <TextArea id={id} label="Why are they one person?" hint="It is kept. It can be undone." rows={2} max={300} value={reason} error={errorFor(flaws, id)} onValue={(value) => {
              setReason(value);
              setRequestId(newRequestId());
            }} />
            <Do submit busy={doing.busy} name="link-confirm">Yes, link them</Do>
          </Form>
        </Opened>
      )}
    </FoundCard>
  );
}
