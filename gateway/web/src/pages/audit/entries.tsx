// All entries, newest first, with filters.
import { useState } from "preact/hooks";
import type { Entry } from "@gen/audit/v1/audit_pb";
import { Operation } from "@gen/label/v1/label_pb";
import { useHub } from "../../app/hub";
import { usePaged } from "../../lib/use_paged";
import { Checkboxes, Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Button, Form, Title } from "../../ui/page";
import { OPERATIONS_TO_CHOOSE, operationWord } from "../../words/audit";
import { londonMidnight, stamp, todayInLondon } from "../../words/dates";
import { EntriesTable } from "./table";

interface Filter {
  from: string;
  to: string;
  operation: Operation;
  denied: number[];
}

const NONE: Filter = { from: "", to: "", operation: Operation.OPERATION_UNSPECIFIED, denied: [] };

export function AuditEntries() {
  const { clients } = useHub();
  const [draft, setDraft] = useState(NONE);
  const [filter, setFilter] = useState(NONE);
  const list = usePaged<Entry>(async (pageToken) => {
    const from = londonMidnight(filter.from);
    const to = londonMidnight(filter.to);
    const page = await clients.audit.listEntries({
      from: from && stamp(from), to: to && stamp(new Date(to.getTime() + 86_400_000)),
      operation: filter.operation, deniedOnly: filter.denied.length > 0, pageSize: 50, pageToken,
    });
    return { items: page.entries, next: page.nextPageToken };
  }, [filter]);
  const set = (part: Partial<Filter>) => setDraft({ ...draft, ...part });
  return (
    <>
      <Title>Audit entries</Title>
      <p class="govuk-body">Every look at personal data and every change. Use it for lawfulness checks, self-monitoring, integrity and criminal proceedings only. Your reading is recorded too.</p>
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Filter the entries</span></summary>
        <div class="govuk-details__text">
          <Form onSend={() => setFilter(draft)}>
            <TextField id="from" label="First day" type="date" width={10} max={todayInLondon()} value={draft.from} onValue={(from) => set({ from })} />
            <TextField id="to" label="Last day" type="date" width={10} max={todayInLondon()} value={draft.to} onValue={(to) => set({ to })} />
            <Select id="operation" label="Operation" value={draft.operation} onValue={(operation) => set({ operation })}
              options={[[Operation.OPERATION_UNSPECIFIED, "All"], ...OPERATIONS_TO_CHOOSE.map((one): [Operation, string] => [one, operationWord(one)])]} />
            <Checkboxes id="denied" label="Outcome" values={draft.denied} options={[[1, "Refused only"]]} onValues={(denied) => set({ denied })} />
            <div class="sh-row-actions">
              <Button submit name="filter">Show these</Button>
              <Button kind="secondary" onPress={() => { setDraft(NONE); setFilter(NONE); }}>Show all</Button>
            </div>
          </Form>
        </div>
      </details>
      <Fetched from={list}>{(entries) => (
        <>
          <p class="sh-status" role="status">{entries.length === 0 ? "No entry fits." : `Entries found: ${entries.length}${list.more ? " or more" : ""}`}</p>
          {entries.length > 0 && <EntriesTable caption="Audit entries" entries={entries} />}
        </>
      )}</Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show older entries</Button>}
    </>
  );
}
