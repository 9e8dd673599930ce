// Who looked at this record, and what did this person look at.
import { useState } from "preact/hooks";
import type { Entry } from "@gen/audit/v1/audit_pb";
import { RecordKind } from "@gen/label/v1/label_pb";
import { useHub } from "../../app/hub";
import { go } from "../../lib/router";
import { usePaged } from "../../lib/use_paged";
import { Radios, Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Button, errorFor, ErrorSummary, Form, Title } from "../../ui/page";
import { KINDS_TO_CHOOSE, kindWord, sentence } from "../../words/audit";
import { EntriesTable } from "./table";
import { PersonPicker } from "./person_picker";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function WhoLooked({ query }: { query: URLSearchParams }) {
  const person = query.get("person") ?? "";
  const record = query.get("record") ?? "";
  const [by, setBy] = useState<"record" | "person">(person ? "person" : "record");
  const [kind, setKind] = useState<RecordKind>(Number(query.get("kind") ?? RecordKind.INCIDENT));
  const [id, setId] = useState(person || record);
  const [missing, setMissing] = useState(false);
  const flaws = missing ? [{ text: by === "person" ? "Choose a person, or enter their id" : "Enter an id like 6f1c2a3e-5b7d-4e9f-8a1b-2c3d4e5f6a7b", id: "id" }] : [];
  const ask = () => {
    const bare = id.trim().toLowerCase();
    setMissing(!UUID.test(bare));
    if (!UUID.test(bare)) return;
    go(by === "person" ? `/audit/who?person=${bare}` : `/audit/who?kind=${kind}&record=${bare}`);
  };
  return (
    <>
      <ErrorSummary flaws={flaws} />
      <Title>Who looked</Title>
      <Form onSend={ask}>
        <Radios id="by" label="What do you want to know?" value={by} onValue={(next) => { setBy(next); setId(""); setMissing(false); }} options={[
          ["record", "Who looked at a record", "For example one report."], ["person", "What a person did"],
        ]} />
        {by === "record" && <Select id="kind" label="Kind of record" value={kind} onValue={setKind} options={KINDS_TO_CHOOSE.map((one) => [one, sentence(kindWord(one))])} />}
        {by === "person" && <PersonPicker value={id} onValue={setId} />}
        <TextField id="id" label={by === "person" ? "Person’s id" : "Record’s id"} hint={by === "person" ? "Filled in when you choose a name. Somebody who is no longer listed: open one of their entries and follow its link."
          : "Easiest: open an entry under Entries and follow its link; this is then filled in. A report’s id is also the last part of its address."} spellcheck={false}
          autocomplete="off" value={id} onValue={setId} error={errorFor(flaws, "id")} />
        <Button submit name="ask">Show</Button>
      </Form>
      {(person || record) && <Found person={person} kind={Number(query.get("kind") ?? RecordKind.INCIDENT)} record={record} />}
    </>
  );
}

function Found({ person, kind, record }: { person: string; kind: RecordKind; record: string }) {
  const { clients } = useHub();
  const list = usePaged<Entry>(async (pageToken) => {
    const page = await clients.audit.whoLooked({
      at: person ? { case: "personId", value: { value: person } } : { case: "record", value: { kind, id: record } },
      pageSize: 50, pageToken,
    });
    return { items: page.entries, next: page.nextPageToken };
  }, [person, kind, record]);
  return (
    <section aria-labelledby="found-title">
      <h2 class="govuk-heading-m" id="found-title">{person ? "What this person did" : "Who looked at this record"}</h2>
      <Fetched from={list}>{(entries) => entries.length === 0
        ? <p class="govuk-body" role="status">There is no entry about it.</p>
        : <><p class="sh-status" role="status">Entries found: {entries.length}{list.more ? " or more" : ""}</p><EntriesTable caption="Entries found" entries={entries} /></>}
      </Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show older entries</Button>}
    </section>
  );
}
