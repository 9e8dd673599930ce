// What was said, row by row; what was not said in one line below, so that nobody takes an absent row for a
// "no"; and what is withheld in its own row.
import type { ComponentChildren } from "preact";
import type { Withheld } from "@gen/label/v1/withheld_pb";
import { SummaryList } from "./page";
import { isWithheld, shown } from "./withheld";

export interface Asked {
  key: string;
  // As the contract writes it: "suspects.name".
  path: string;
  value: ComponentChildren;
  // In the line of what was not said; absent, the key.
  unsaid?: string;
}

const LISTED = new Intl.ListFormat("en-GB", { type: "conjunction" });
const inLine = (words: string) => (/^[A-Z][A-Z]/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1));

export function Given({ withheld, rows }: { withheld: Withheld | undefined; rows: Asked[] }) {
  const empty = ({ value }: Asked) => value === undefined || value === null || value === "" || value === false;
  const hidden = ({ path }: Asked) => isWithheld(withheld, path);
  const unsaid = rows.filter((one) => empty(one) && !hidden(one)).map((one) => one.unsaid ?? inLine(one.key));
  return (
    <>
      <SummaryList rows={rows.map((one) => (!empty(one) || hidden(one)) && { key: one.key, value: shown(withheld, one.path, empty(one) ? "" : one.value) })} />
      {unsaid.length > 0 && <p class="govuk-body sh-quiet" data-name="not-given">Not given: {LISTED.format(unsaid)}.</p>}
    </>
  );
}
