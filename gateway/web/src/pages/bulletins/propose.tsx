// A new bulletin: with a person, from their page; or an alert or news, without anybody.
import type { CallOptions } from "@connectrpc/connect";
import { useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { go } from "../../lib/router";
import { useScanSeen } from "../../lib/use_scan";
import { usePlaces } from "../../lib/use_names";
import { useCall, useDoing } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Button, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../../ui/page";
import { create } from "@bufbuild/protobuf";
import { Role } from "@gen/policy/v1/policy_pb";
import { type Appearance, AppearanceSchema } from "@gen/subject/v1/subject_pb";
import type { GallerySummary } from "@gen/bulletin/v1/bulletin_pb";
import type { Area } from "@gen/identity/v1/identity_pb";
import { showsPeople } from "../../words/bulletin";
import { ChosenPerson } from "./chosen";
import { type Draft, emptyDraft, FIELDS, flawsIn, messageOf, newPerson, scanned, wordsOf } from "./draft";
import { BulletinForm } from "./form";

export function ProposePage({ query }: { query: URLSearchParams }) {
  const { clients, role } = useHub();
  const subject = query.get("subject") ?? "";
  const manager = role === Role.SITE_MANAGER;
  // A manager has no page of the person, but the report of their own shop.
  const appearancesOf = async (options: CallOptions): Promise<Appearance[]> => {
    if (!subject) return [];
    if (!manager) return (await clients.subject.getSubject({ subjectId: { value: subject } }, options)).appearances;
    const { incident } = await clients.incident.getIncident({ incidentId: { value: query.get("incident") ?? "" } }, options);
    const { incidentId, type, happenedFrom, siteName } = incident!;
    return incident!.suspects.filter((one) => one.appearanceId?.value === query.get("appearance"))
      .map((suspect) => create(AppearanceSchema, { incidentId, suspect, type, happenedFrom, siteName }));
  };
  const places = usePlaces();
  const known = useCall(async (options) => {
    const [{ galleries }, appearances] = await Promise.all([clients.bulletin.listBulletins({ pageSize: 1 }, options), appearancesOf(options)]);
    return { galleries: galleries.filter((one) => showsPeople(one.kind) === (subject !== "")), appearances };
  }, [subject]);
  return (
    <>
      {!subject ? <Back to="/bulletins">All bulletins</Back> : manager ? <Back to={`/reports/${query.get("incident")}`}>The report</Back> : <Back to={`/subjects/${subject}`}>The person’s page</Back>}
      <Title>{subject ? "Propose a bulletin" : "Write an alert or news"}</Title>
      <p class="govuk-body">{subject ? "A second person looks at it before anybody sees it. Nothing is published by itself." : "For words only: it must not name or describe anybody. A person is shown from their own page, where what the law asks for is kept together."}</p>
      <Fetched from={known}>{({ galleries, appearances }) => (
        <Fetched from={places}>{({ areas }) => <Propose subject={subject} appearance={query.get("appearance") ?? ""} galleries={galleries} appearances={appearances} areas={areas} />}</Fetched>
      )}</Fetched>
    </>
  );
}

interface Props {
  subject: string;
  // The one to start with.
  appearance: string;
  galleries: GallerySummary[];
  appearances: Appearance[];
  areas: Area[];
}

function first({ subject, appearance, galleries, appearances, areas }: Props): Draft {
  const draft = emptyDraft(subject !== "");
  if (galleries.length === 1) draft.gallery = galleries[0].gallery;
  if (areas.length === 1) draft.audience.areas = [{ value: areas[0].areaId?.value ?? "" }];
  const one = appearances.find((found) => found.suspect?.appearanceId?.value === appearance) ?? appearances[0];
  if (subject) draft.persons = [{ ...newPerson(subject), appearanceId: one?.suspect?.appearanceId?.value ?? "", incidentId: one?.incidentId?.value ?? "" }];
  return draft;
}

function Propose(props: Props) {
  const { subject, galleries, appearances, areas } = props;
  const { clients } = useHub();
  const doing = useDoing();
  const [draft, setDraft] = useState(() => first(props));
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const kind = galleries.find((one) => one.gallery === draft.gallery)?.kind;
  const [insisted, setInsisted] = useState(false);
  const flaws = missing.length > 0 ? missing : scanned(flawsOf(doing.problem, FIELDS), doing.problem, insisted);
  const seen = useScanSeen(doing.problem, wordsOf(draft));
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setRequestId(newRequestId());
  };
  const send = async () => {
    const found = flawsIn(draft, kind);
    setMissing(found);
    if (found.length > 0) return;
    setInsisted(seen);
    let made = "";
    const worked = await doing.run(async () => {
      made = (await clients.bulletin.proposeBulletin({ requestId, gallery: draft.gallery, ...messageOf(draft, kind), scanAcknowledged: seen })).bulletinId?.value ?? "";
    });
    if (worked) go(`/bulletins/${made}`);
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <BulletinForm draft={draft} change={change} galleries={galleries} kind={kind} areas={areas} flaws={flaws}>
        {subject && draft.persons.map((person, index) => (
          <ChosenPerson key={index} person={person} index={index} flaws={flaws} kind={kind} appearances={appearances}
            change={(part) => change({ persons: draft.persons.map((one, at) => (at === index ? { ...one, ...part } : one)) })} />
        ))}
      </BulletinForm>
      <Button submit busy={doing.busy} name="propose">{seen && !insisted ? "Send all the same" : subject ? "Propose it" : "Save, and look at it"}</Button>
    </Form>
  );
}
