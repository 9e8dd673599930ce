// What a shop does with a bulletin, by thumb: read it, say that somebody was seen again, say who it is.
import type { Bulletin } from "@gen/bulletin/v1/bulletin_pb";
import { Source } from "@gen/incident/v1/people_pb";
import { useRef, useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { OneOf, Question } from "../../ui/chips";
import { Select, TextArea, TextField } from "../../ui/fields";
import { Do, Opened } from "../../ui/opened";
import { Button, errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";
import { SOURCES } from "../../words/suspect";
import { namesOf, personTitle } from "./people";

const ACKNOWLEDGE = "bulletin.acknowledge";
const SIGHTING = "bulletin.sighting";
const ANSWER = "bulletin.answer";

export function ForShops({ bulletin, changed }: { bulletin: Bulletin; changed: () => void }) {
  const { clients, membership } = useHub();
  const doing = useDoing();
  const sites = membership?.sites ?? [];
  const [site, setSite] = useState(sites[0]?.siteId?.value ?? "");
  // By subject: told, so that one tap tells once.
  const [told, setTold] = useState<string[]>([]);
  const [answering, setAnswering] = useState(false);
  // A tap that failed is the same tap when it is tried again.
  const requests = useRef(new Map<string, { value: string }>());
  const requestFor = (key: string) => {
    if (!requests.current.has(key)) requests.current.set(key, newRequestId());
    return requests.current.get(key)!;
  };
  const may = (action: string) => bulletin.allowedActions.includes(action);
  const bulletinId = { value: bulletin.bulletinId?.value ?? "" };
  const siteId = site ? { value: site } : undefined;
  const read = async () => {
    if (await doing.run(() => clients.bulletin.acknowledgeBulletin({ requestId: requestFor(`read/${site}`), bulletinId, siteId }))) changed();
  };
  const seen = async (subject: string) => {
    const key = `seen/${subject}/${site}`;
    const worked = await doing.run(() => clients.bulletin.reportSighting({
      requestId: requestFor(key), bulletinId, siteId, subjectId: subject ? { value: subject } : undefined,
    }));
    if (!worked) return;
    requests.current.delete(key);
    setTold([...told, subject]);
  };
  if (!may(ACKNOWLEDGE) && !may(SIGHTING) && !may(ANSWER)) return null;
  const several = bulletin.persons.length > 1;
  const unread = may(ACKNOWLEDGE) && !bulletin.acknowledgedAt;
  return (
    <section class="sh-answers" aria-label="What your shop can do">
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      {sites.length > 1 && <Select id="site" label="At which shop?" value={site} onValue={setSite} options={sites.map((one) => [one.siteId?.value ?? "", one.name])} />}
      <p role="status" class={told.length > 0 ? "sh-told" : "govuk-visually-hidden"} data-name="told">
        {told.length > 0 && <><strong>Your coordinator has been told.</strong> If you need help now, call 999.</>}
      </p>
      {may(ANSWER) && <Button kind="secondary" name={ANSWER} expanded={answering} onPress={() => setAnswering(!answering)}>I know who this is</Button>}
      {answering && <Opened title="I know who this is" close={() => setAnswering(false)}><Answer bulletin={bulletin} /></Opened>}
      {may(SIGHTING) && told.length < bulletin.persons.length && <p class="govuk-hint">If you press “Seen again”: {READ_BY}</p>}
      <div class="sh-thumb">
        {may(SIGHTING) && bulletin.persons.map((person, index) => {
          const subject = person.subjectId?.value ?? "";
          if (told.includes(subject)) return null;
          return (
            <Button key={subject} name={SIGHTING} busy={doing.busy} onPress={() => void seen(subject)}>
              {several ? `Seen again: ${namesOf(person) || personTitle(bulletin, index).toLowerCase()}` : "Seen again"}
            </Button>
          );
        })}
        {unread && <Button name={ACKNOWLEDGE} kind={may(SIGHTING) ? "secondary" : undefined} busy={doing.busy} onPress={() => void read()}>Mark as read</Button>}
      </div>
    </section>
  );
}

// What policy says of answers: the coordinator, and police where the bulletin is for them.
const READ_BY = "Your coordinator, and the police where this bulletin is for them, see it with your name. Whom it is about may ask for a copy.";

// "Who is this?": goes to the coordinator, and to police where the bulletin is for them.
function Answer({ bulletin }: { bulletin: Bulletin }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [name, setName] = useState("");
  const [how, setHow] = useState("");
  const [saidBy, setSaidBy] = useState(Source.UNSPECIFIED);
  const [subject, setSubject] = useState(bulletin.persons[0]?.subjectId?.value ?? "");
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [sent, setSent] = useState(false);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { name: "answer-name", how_known: "answer-how", said_by: "answer-by" });
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    setRequestId(newRequestId());
  };
  const send = async () => {
    const found = [
      !name.trim() && { text: "Enter a name, or what they are called", id: "answer-name" },
      name.trim().length > 120 && { text: "Shorten the name to 120 characters", id: "answer-name" },
      !how.trim() && { text: "Say from where you know them", id: "answer-how" },
      how.trim().length > 300 && { text: "Shorten this to 300 characters", id: "answer-how" },
      saidBy === Source.UNSPECIFIED && { text: "Choose how you know", id: "answer-by" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    setSent(await doing.run(() => clients.bulletin.answerIdSought({
      requestId, bulletinId: { value: bulletin.bulletinId?.value ?? "" }, subjectId: { value: subject }, name: name.trim(), howKnown: how.trim(), saidBy,
    })));
  };
  if (sent) return <p class="sh-told" role="status" data-name="answered"><strong>Thank you. Your answer has been sent.</strong> {READ_BY}</p>;
  return (
    <>
      <h2 class="govuk-heading-m">Who is this?</h2>
      <p class="govuk-body">{READ_BY}</p>
      <Form onSend={() => void send()}>
        <ErrorSummary flaws={flaws} />
        {bulletin.persons.length > 1 && <Select id="answer-who" label="Which person?" value={subject} onValue={change(setSubject)}
          options={bulletin.persons.map((one, index) => [one.subjectId?.value ?? "", personTitle(bulletin, index)])} />}
        <TextField id="answer-name" label="Name, or what they are called" value={name} onValue={change(setName)} autocomplete="off" spellcheck={false} error={errorFor(flaws, "answer-name")} />
        <TextArea id="answer-how" label="From where do you know them?" rows={3} max={300} value={how} onValue={change(setHow)} error={errorFor(flaws, "answer-how")} />
        <Question id="answer-by" title="How do you know?" error={errorFor(flaws, "answer-by")}><OneOf options={SOURCES} value={saidBy} onValue={change(setSaidBy)} /></Question>
        <Do submit busy={doing.busy} name="answer-send">Send your answer</Do>
      </Form>
    </>
  );
}
