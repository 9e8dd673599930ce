// Changing a bulletin: as it shall be, whole. People may be left out, not added; where it shows people
// and was approved or is live, a second person looks at it again.
import { type Bulletin, BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import type { Area } from "@gen/identity/v1/identity_pb";
import { useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { go } from "../../lib/router";
import { useCall, useDoing } from "../../lib/use_call";
import { usePlaces } from "../../lib/use_names";
import { useScanSeen } from "../../lib/use_scan";
import { Checkboxes } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Back, Button, ErrorSummary, type Flaw, flawsOf, Form, Title, Warning } from "../../ui/page";
import { PhotoChoice } from "./chosen";
import { type Draft, draftOf, FIELDS, flawsIn, messageOf, scanned, type Shown, wordsOf } from "./draft";
import { BulletinForm } from "./form";
import { namesOf, personTitle } from "./people";

export function AmendPage({ id }: { id: string }) {
  const { clients } = useHub();
  const places = usePlaces();
  const found = useCall(async (options) => (await clients.bulletin.getBulletin({ bulletinId: { value: id } }, options)).bulletin!, [id]);
  return (
    <>
      <Back to={`/bulletins/${id}`}>The bulletin</Back>
      <Title>Change the bulletin</Title>
      <Fetched from={found}>{(bulletin) => (
        <Fetched from={places}>{({ areas }) => bulletin.allowedActions.includes("bulletin.amend")
          ? <Amend bulletin={bulletin} areas={areas} />
          : <p class="govuk-body">It cannot be changed where it stands now.</p>}</Fetched>
      )}</Fetched>
    </>
  );
}

function Amend({ bulletin, areas }: { bulletin: Bulletin; areas: Area[] }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [draft, setDraft] = useState(() => draftOf(bulletin));
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [insisted, setInsisted] = useState(false);
  const flaws = missing.length > 0 ? missing : scanned(flawsOf(doing.problem, FIELDS), doing.problem, insisted);
  const seen = useScanSeen(doing.problem, wordsOf(draft));
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setRequestId(newRequestId());
  };
  const changePerson = (index: number) => (part: Partial<Shown>) =>
    change({ persons: draft.persons.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const send = async () => {
    const found = flawsIn(draft, bulletin.kind);
    setMissing(found);
    if (found.length > 0) return;
    setInsisted(seen);
    const bulletinId = { value: bulletin.bulletinId?.value ?? "" };
    if (await doing.run(() => clients.bulletin.amendBulletin({ requestId, bulletinId, revision: bulletin.revision, ...messageOf(draft, bulletin.kind), scanAcknowledged: seen }))) {
      go(`/bulletins/${bulletinId.value}`);
    }
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      {bulletin.state !== BulletinState.PROPOSED && bulletin.persons.length > 0 && <Warning>A second person must look at it again. Until then members do not see it.</Warning>}
      <BulletinForm draft={draft} change={change} galleries={[]} kind={bulletin.kind} areas={areas} flaws={flaws}>
        {draft.persons.map((person, index) => {
          const shown = bulletin.persons[index];
          const who = namesOf(shown) || personTitle(bulletin, index);
          const several = draft.persons.length > 1;
          return (
            <div class="sh-card" key={person.subjectId}>
              <h2 class="govuk-heading-m">{who}</h2>
              {several && <Checkboxes id={`left-out-${index}`} label="In the bulletin" values={person.leftOut ? [] : ["in"]} onValues={(values) => changePerson(index)({ leftOut: !values.includes("in") })} options={[["in", "Keep this person in it"]]} />}
              {!person.leftOut && shown.name && <Checkboxes id={`name-${index}`} label="Name" values={person.showName ? ["name"] : []} onValues={(values) => changePerson(index)({ showName: values.includes("name") })} options={[["name", `Show the name: ${shown.name}`]]} />}
              {!person.leftOut && person.photoId && <PhotoChoice person={person} index={index} change={changePerson(index)} flaws={flaws} through={{ bulletin: bulletin.bulletinId?.value }} />}
            </div>
          );
        })}
      </BulletinForm>
      <Button submit busy={doing.busy} name="amend">{seen && !insisted ? "Save all the same" : "Save"}</Button>
    </Form>
  );
}
