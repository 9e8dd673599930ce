// What the viewer may do with the report now: the hub says which actions (the state table), this
// page has a form for each.
import { useState } from "preact/hooks";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { IncidentState, type Role } from "@gen/policy/v1/policy_pb";
import { newRequestId } from "../../api/clients";
import { type Hub, useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { useScanSeen } from "../../lib/use_scan";
import { TextArea } from "../../ui/fields";
import { Do, Opened } from "../../ui/opened";
import { Button, errorFor, ErrorSummary, flawsOf, Form } from "../../ui/page";
import { roleWord } from "../../words/people";
import { waitsFor } from "../../words/waiting";
import { AnswerForm } from "./answer";
import { PassForm } from "./pass";

interface Simple {
  button: string;
  // The button that does it, where the first one opens a form.
  sure?: string;
  done: string;
  // A reason or question that goes with it; absent: one press does it.
  words?: { label: string; hint: string; max: number; missing: string };
  warning?: boolean;
  send: (hub: Hub, id: { value: string }, requestId: { value: string }, words: string, scanAcknowledged: boolean, answers?: Role) => Promise<unknown>;
}

const SIMPLE: Record<string, Simple> = {
  "incident.accept": {
    button: "Accept", done: "Report accepted",
    send: ({ clients }, incidentId, requestId) => clients.incident.acceptIncident({ incidentId, requestId }),
  },
  "incident.take": {
    button: "Take it on", done: "You have taken the report on",
    send: ({ clients }, incidentId, requestId) => clients.incident.takeIncident({ incidentId, requestId }),
  },
  "incident.complete": {
    button: "Send your answer", done: "Answered. The report has gone back",
    words: { label: "Your answer", hint: "Everybody who has this report reads your answer: no names, no phone numbers.", max: 2000, missing: "Write your answer" },
    send: ({ clients }, incidentId, requestId, addition, scanAcknowledged, answers) => clients.incident.completeIncident({ incidentId, requestId, addition, scanAcknowledged, answers }),
  },
  "incident.ask_back": {
    button: "Ask the shop", sure: "Send the question", done: "Your question has gone to the shop",
    words: { label: "Your question", hint: "The shop reads it. Nothing about the suspect.", max: 500, missing: "Write your question" },
    send: ({ clients }, incidentId, requestId, question, scanAcknowledged) => clients.incident.askBack({ incidentId, requestId, question, scanAcknowledged }),
  },
  "incident.return": {
    button: "Return for more", sure: "Send it back to the shop", done: "Report returned to the shop",
    words: { label: "What is missing", hint: "The shop reads it and adds it.", max: 500, missing: "Write what is missing" },
    send: ({ clients }, incidentId, requestId, missing, scanAcknowledged) => clients.incident.returnIncident({ incidentId, requestId, missing, scanAcknowledged }),
  },
  "incident.decline": {
    button: "Decline", sure: "Yes, decline the report", done: "Report declined", warning: true,
    words: { label: "Reason", hint: "The shop reads it.", max: 500, missing: "Write the reason" },
    send: ({ clients }, incidentId, requestId, reason, scanAcknowledged) => clients.incident.declineIncident({ incidentId, requestId, reason, scanAcknowledged }),
  },
  "incident.close": {
    button: "Close", sure: "Yes, close the report", done: "Report closed",
    words: { label: "Reason", hint: "The shop reads it.", max: 500, missing: "Write the reason" },
    send: ({ clients }, incidentId, requestId, reason, scanAcknowledged) => clients.incident.closeIncident({ incidentId, requestId, reason, scanAcknowledged }),
  },
  "incident.withdraw": {
    button: "Withdraw the report", sure: "Yes, withdraw it", done: "Report withdrawn", warning: true,
    words: { label: "Reason", hint: "The report ends here and nobody works on it any more. Whoever has it is told. Nothing is deleted.", max: 500, missing: "Write the reason" },
    send: ({ clients }, incidentId, requestId, reason, scanAcknowledged) => clients.incident.withdrawIncident({ incidentId, requestId, reason, scanAcknowledged }),
  },
};

const COMPLETE = "incident.complete";
// The likely next step first.
const ORDER = [
  "incident.accept", "incident.pass", "incident.take", "incident.answer", "incident.complete", "incident.ask_back",
  "incident.return", "incident.decline", "incident.close", "incident.withdraw",
];
const BUTTONS: Record<string, string> = { "incident.pass": "Pass on", "incident.answer": "Answer" };

function buttonText(action: string, incident: Incident, role: Role): string {
  const own = incident.handovers.find((one) => one.to === role)?.state;
  if (action === "incident.take" && own === IncidentState.RETURNED) return "Go on without an answer";
  return action === "incident.answer" && own === IncidentState.ANSWERED ? "Answer again" : SIMPLE[action]?.button ?? BUTTONS[action];
}

export function Actions({ incident, done }: { incident: Incident; done: (text: string) => void }) {
  const hub = useHub();
  const doing = useDoing();
  const [open, setOpen] = useState("");
  const id = { value: incident.incidentId?.value ?? "" };
  // Green is what the report waits for; nothing is, where it waits for somebody else or for nobody.
  const asked = waitsFor(incident, hub.role);
  const allowed = ORDER.filter((action) => incident.allowedActions.includes(action) && action !== COMPLETE);
  const questions = incident.allowedActions.includes(COMPLETE) ? incident.questions : [];
  if (allowed.length === 0 && questions.length === 0) return null;
  const finish = (text: string) => {
    setOpen("");
    done(text);
  };
  const press = async (action: string) => {
    const simple = SIMPLE[action];
    if (!simple || simple.words) {
      doing.setProblem(undefined);
      setOpen(open === action ? "" : action);
      return;
    }
    if (await doing.run(() => simple.send(hub, id, newRequestId(), "", false))) finish(simple.done);
  };
  return (
    <>
    {questions.map((one) => (
      <section class="sh-card" key={one.askedBy} data-question={roleWord(one.askedBy)} aria-labelledby={`question-${one.askedBy}`}>
        <h2 class="govuk-heading-s" id={`question-${one.askedBy}`}>{roleWord(one.askedBy)} asked: {one.text}</h2>
        <WordsForm id={id} field={`answer-${one.askedBy}`} simple={SIMPLE[COMPLETE]} answers={one.askedBy} done={() => finish(SIMPLE[COMPLETE].done)} />
      </section>
    ))}
    {allowed.length > 0 && <section aria-labelledby="actions-title">
      <h2 class="govuk-heading-m" id="actions-title">{questions.length > 0 ? "Or" : "What do you want to do?"}</h2>
      {!open && <ErrorSummary flaws={flawsOf(doing.problem)} />}
      <div class="sh-row-actions">
        {allowed.map((action, index) => (
          <Button key={action} name={action} kind={index > 0 || !asked || questions.length > 0 ? "secondary" : undefined}
            expanded={SIMPLE[action]?.words || !SIMPLE[action] ? open === action : undefined}
            busy={doing.busy && !open} onPress={() => void press(action)}>
            {buttonText(action, incident, hub.role)}
          </Button>
        ))}
      </div>
      {open && (
        <Opened key={open} title={buttonText(open, incident, hub.role)} close={() => setOpen("")}>
          {SIMPLE[open] && <WordsForm id={id} field="words" simple={SIMPLE[open]} done={() => finish(SIMPLE[open].done)} />}
          {open === "incident.pass" && <PassForm incident={incident} done={finish} />}
          {open === "incident.answer" && <AnswerForm incident={incident} done={finish} />}
        </Opened>
      )}
    </section>}
    </>
  );
}

interface WordsProps {
  id: { value: string };
  // Id of the text field.
  field: string;
  simple: Simple;
  // Whose question it answers.
  answers?: Role;
  done: () => void;
}

function WordsForm({ id, field, simple, answers, done }: WordsProps) {
  const hub = useHub();
  const doing = useDoing();
  const words = simple.words!;
  const [requestId, setRequestId] = useState(newRequestId);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState("");
  const flaws = missing ? [{ text: missing, id: field }] : flawsOf(doing.problem).map((flaw) => ({ ...flaw, id: field }));
  const seen = useScanSeen(doing.problem, text);
  const send = async () => {
    const bare = text.trim();
    const wrong = !bare ? words.missing : bare.length > words.max ? `Shorten it to ${words.max} characters` : "";
    setMissing(wrong);
    if (wrong) return;
    if (await doing.run(() => simple.send(hub, id, requestId, bare, seen, answers))) done();
  };
  // Other words are another change: a retry keeps its id only while the words stay the same.
  const change = (value: string) => {
    setText(value);
    setRequestId(newRequestId());
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <TextArea id={field} label={words.label} hint={words.hint} max={words.max} value={text} onValue={change} error={errorFor(flaws, field)} />
      <Do submit busy={doing.busy} kind={simple.warning ? "warning" : undefined} name="confirm">{seen ? "Send all the same" : simple.sure ?? simple.button}</Do>
    </Form>
  );
}
