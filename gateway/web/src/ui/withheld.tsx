// "Not shown to your role": said wherever the redactor named a field, so that an empty place is
// never mistaken for "nothing there".
import type { ComponentChildren } from "preact";
import type { Withheld } from "@gen/label/v1/withheld_pb";

export const NotShown = () => <span class="sh-withheld">Not shown to your role</span>;

// `path` as the contract writes it: "suspects.name". A withheld parent withholds its fields; a group
// is withheld where any field of it is.
export function isWithheld(withheld: Withheld | undefined, path: string): boolean {
  return (withheld?.paths ?? []).some(
    (one) => one === path || path.startsWith(`${one}.`) || one.startsWith(`${path}.`),
  );
}

// The value; else that it is withheld; else that nothing was given.
export function shown(
  withheld: Withheld | undefined, path: string, value: ComponentChildren, none = "Not given",
): ComponentChildren {
  const empty = value === undefined || value === "" || value === null || (Array.isArray(value) && value.length === 0);
  if (!empty) return value;
  return isWithheld(withheld, path) ? <NotShown /> : <span class="sh-quiet">{none}</span>;
}
