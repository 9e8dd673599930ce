// The states of what is being fetched, the same everywhere.
import type { ComponentChildren } from "preact";
import { worthRetrying } from "../api/errors";
import type { Loaded } from "../lib/use_call";
import { Button } from "./page";
import { Failed } from "./problems";

export function Fetched<T>({ from, children }: { from: Loaded<T>; children: (data: T) => ComponentChildren }) {
  return (
    <>
      {from.problem && (
        <Failed text={from.problem.text}>
          {worthRetrying(from.problem) && <Button kind="secondary" onPress={from.again} busy={from.busy}>Try again</Button>}
        </Failed>
      )}
      {from.data === undefined && !from.problem && <p class="govuk-body" role="status">Loading…</p>}
      {from.data !== undefined && children(from.data)}
    </>
  );
}
