// A GOV.UK table that scrolls inside itself on a narrow screen.
import type { ComponentChildren } from "preact";

interface Props {
  caption: string;
  captionHidden?: boolean;
  columns: (string | { text: string; number: true })[];
  rows: ComponentChildren[][];
}

export function Table({ caption, captionHidden, columns, rows }: Props) {
  const numeric = columns.map((column) => typeof column !== "string");
  return (
    <div class="sh-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="govuk-table">
        <caption class={captionHidden ? "govuk-visually-hidden" : "govuk-table__caption govuk-table__caption--m"}>{caption}</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {columns.map((column, index) => (
              <th scope="col" key={index} class={`govuk-table__header${numeric[index] ? " govuk-table__header--numeric" : ""}`}>
                {typeof column === "string" ? column : column.text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map((cells, row) => (
            <tr class="govuk-table__row" key={row}>
              {cells.map((cell, index) => index === 0
                ? <th scope="row" class="govuk-table__header sh-break" key={index}>{cell}</th>
                : <td class={`govuk-table__cell${numeric[index] ? " govuk-table__cell--numeric" : ""}`} key={index}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
