// Audit entries as a table: who did what, when, for which purpose.
import type { Entry } from "@gen/audit/v1/audit_pb";
import { Outcome } from "@gen/audit/v1/audit_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { Tag } from "../../ui/page";
import { Table } from "../../ui/table";
import { shown } from "../../ui/withheld";
import { actionWord, auditOutcomeWord, operationWord, reasonWord, recordsWord } from "../../words/audit";
import { exactly } from "../../words/dates";
import { purposeWord, roleWord } from "../../words/people";

// Who acted where no name is shown: the hub itself, or an agency's system whose call named nobody.
export function nobody(one: Entry): string {
  if (one.personId) return "Name no longer kept";
  return one.role === Role.SYSTEM || !one.organisationName ? "The hub" : "A system, no officer named";
}

export function EntriesTable({ caption, entries }: { caption: string; entries: Entry[] }) {
  return (
    <Table caption={caption} captionHidden columns={["When", "Who", "What", "Operation", "Purpose", "Outcome"]}
      rows={entries.map((one) => [
        <a class="govuk-link" href={`#/audit/entry/${one.entryId?.value}`}>{exactly(one.at)}</a>,
        <>{shown(one.withheld, "person_name", one.personName, nobody(one))}<br /><span class="sh-quiet">{roleWord(one.role)}{one.organisationName && `, ${one.organisationName}`}</span></>,
        <>{actionWord(one.action)}{one.records.length > 0 && <><br /><span class="sh-quiet">{recordsWord(one.records)}</span></>}</>,
        operationWord(one.operation),
        purposeWord(one.purpose),
        <><Tag colour={one.outcome === Outcome.DENIED ? "red" : "green"}>{auditOutcomeWord(one.outcome)}</Tag>{one.reason && <><br /><span class="sh-quiet">{reasonWord(one.reason)}</span></>}</>,
      ])} />
  );
}
