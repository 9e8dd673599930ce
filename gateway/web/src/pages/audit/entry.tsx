// One entry, and the proof that it is in the log, checked in this browser.
import type { Entry, EntryRecord, GetEntryResponse } from "@gen/audit/v1/audit_pb";
import { Outcome } from "@gen/audit/v1/audit_pb";
import { useHub } from "../../app/hub";
import { checkSignature, parseCheckpoint } from "../../lib/checkpoint";
import { lastSeen } from "../../lib/log_memory";
import { includes } from "../../lib/merkle";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Button, SummaryList, Tag, Title, Warning } from "../../ui/page";
import { Table } from "../../ui/table";
import { shown } from "../../ui/withheld";
import { actionWord, auditOutcomeWord, kindWord, labelWord, operationWord, reasonWord, ruleWord, sentence, useWord } from "../../words/audit";
import { exactly } from "../../words/dates";
import { purposeWord, roleWord } from "../../words/people";
import { nobody } from "./table";

export type Proof = "proven" | "not-yet" | "wrong";

// `verifierKey`: of the log as this browser knows it; empty where it has never looked at the log.
export async function prove(reply: GetEntryResponse, verifierKey: string): Promise<{ proof: Proof; size: bigint }> {
  if (!reply.checkpoint) return { proof: "not-yet", size: 0n };
  const checkpoint = parseCheckpoint(reply.checkpoint);
  if (!checkpoint || !reply.entry) return { proof: "wrong", size: 0n };
  const { size, root } = checkpoint;
  if (verifierKey && (await checkSignature(reply.checkpoint, verifierKey)) === "bad") return { proof: "wrong", size };
  if (reply.entry.leafIndex >= size) return { proof: "not-yet", size };
  const good = await includes(reply.leafHash, reply.entry.leafIndex, size, reply.inclusionProof, root);
  return { proof: good ? "proven" : "wrong", size };
}

export function AuditEntry({ id }: { id: string }) {
  const { clients, membership } = useHub();
  const found = useCall(async () => {
    const reply = await clients.audit.getEntry({ entryId: { value: id } });
    return { reply, ...(await prove(reply, lastSeen(membership?.scheme?.value ?? "")?.verifierKey ?? "")) };
  }, [id]);
  return (
    <>
      <Back to="/audit">Back to entries</Back>
      <Title>Audit entry</Title>
      <Fetched from={found}>{({ reply, proof, size }) => (
        <>
          {proof === "proven" && <p class="govuk-inset-text" data-proof="proven"><strong>In the log.</strong> This browser checked that the entry is number {String(reply.entry!.leafIndex + 1n)} of {String(size)} in the signed log.</p>}
          {proof === "not-yet" && (
            <div data-proof="not-yet">
              <p class="govuk-inset-text">The entry is not under a signed checkpoint yet. That takes about a second.</p>
              <Button kind="secondary" onPress={found.again} busy={found.busy}>Check again</Button>
            </div>
          )}
          {proof === "wrong" && <div data-proof="wrong"><Warning>The proof does not fit the log. Do not rely on this entry. Keep a picture of this page, then tell the operator at once. They must run “smarthub audit verify” with you.</Warning></div>}
          {reply.entry && <Shown entry={reply.entry} />}
        </>
      )}</Fetched>
    </>
  );
}

function Shown({ entry }: { entry: Entry }) {
  return (
    <>
      <SummaryList rows={[
        { key: "When", value: exactly(entry.at) },
        { key: "Who", value: <>
          {shown(entry.withheld, "person_name", entry.personName, nobody(entry))}
          {entry.personId && <><br /><a class="govuk-link" href={`#/audit/who?person=${entry.personId.value}`}>What else they did</a><Id>{entry.personId.value}</Id></>}</> },
        { key: "Role", value: `${roleWord(entry.role)}${entry.organisationName && `, ${entry.organisationName}`}` },
        { key: "What", value: actionWord(entry.action) },
        { key: "Operation", value: operationWord(entry.operation) },
        { key: "Purpose", value: purposeWord(entry.purpose) },
        { key: "Outcome", value: <>
          <Tag colour={entry.outcome === Outcome.DENIED ? "red" : "green"}>{auditOutcomeWord(entry.outcome)}</Tag>{entry.reason && ` ${reasonWord(entry.reason)}`}</> },
        entry.recipients.length > 0 && { key: "Disclosed to", value: entry.recipients.map(roleWord).join(", ") },
        { key: "Rules that decided", value: entry.rules.length > 0 ? <ul class="govuk-list">{entry.rules.map((rule) => <li key={rule}>{ruleWord(rule)}</li>)}</ul> : "None" },
      ]} />
      {entry.records.length > 0 && <Records records={entry.records} />}
    </>
  );
}

// What the DPO needs to find it elsewhere: a press marks all of it.
const Id = ({ children }: { children: string }) => <code class="sh-id">{children}</code>;

const Records = ({ records }: { records: EntryRecord[] }) => (
  <Table caption="Records" columns={["Record", "Use", "What was shown"]}
    rows={records.map((one, index) => [
      <>{sentence(kindWord(one.kind))}<br /><a class="govuk-link" href={`#/audit/who?kind=${one.kind}&record=${one.id}`}>Who looked at it<span class="govuk-visually-hidden"> (record {index + 1})</span></a><Id>{one.id}</Id></>,
      useWord(one.use),
      one.labelsShown.map(labelWord).join(", ") || "None of its details",
    ])} />
);
