// A GOV.UK table. On a narrow screen each row becomes a block of label and value; figures stay side by
// side, smaller. The roles are said aloud because a browser forgets them with another display.
import type { ComponentChildren } from "preact";

interface Props {
  caption: string;
  captionHidden?: boolean;
  columns: (string | { text: string; number: true })[];
  rows: ComponentChildren[][];
}

export function Table({ caption, captionHidden, columns, rows }: Props) {
  const names = columns.map((column) => (typeof column === "string" ? column : column.text));
  const numeric = columns.map((column) => typeof column !== "string");
  return (
    <div class="sh-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class={`govuk-table ${numeric.includes(true) ? "sh-figures" : "sh-stack"}`} role="table">
        <caption class={captionHidden ? "govuk-visually-hidden" : "govuk-table__caption govuk-table__caption--m"}>{caption}</caption>
        <thead class="govuk-table__head" role="rowgroup">
          <tr class="govuk-table__row" role="row">
            {columns.map((_, index) => (
              <th scope="col" role="columnheader" key={index} class={`govuk-table__header${numeric[index] ? " govuk-table__header--numeric" : ""}`}>
                {names[index]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body" role="rowgroup">
          {rows.map((cells, row) => (
            <tr class="govuk-table__row" role="row" key={row}>
              {cells.map((cell, index) => index === 0
                ? <th scope="row" role="rowheader" class="govuk-table__header sh-break" key={index}>{cell}</th>
                : <td role="cell" class={`govuk-table__cell${numeric[index] ? " govuk-table__cell--numeric" : ""}`} key={index} data-label={names[index]}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
