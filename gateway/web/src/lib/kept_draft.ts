// A report that is being written, kept sealed on this phone (kept.ts) so that a reload or a call in
// between does not lose it: for an hour, for its writer only, until it is sent or begun anew.
import { useEffect, useRef } from "preact/hooks";
import { drop, keep, keptDrafts } from "./kept";
import type { Draft } from "../pages/report/draft";

const KEEP = 3_600_000;
const QUIET = 400;
const nameOf = (owner: string) => `draft/${owner}`;

// What is being written down at this moment: dropping waits for it, or it would come back.
let writing: Promise<unknown> = Promise.resolve();

export const dropDraft = (owner: string) => writing.then(() => drop(nameOf(owner))).catch(() => undefined);

// "Just now" is true when it is tapped only: after a while the person is asked again.
export function revived(draft: Draft): Draft {
  return draft.when === "now" || draft.when === "hour" ? { ...draft, when: "" } : draft;
}

async function find(owner: string): Promise<Draft | undefined> {
  const kept = (await keptDrafts(owner)).find((one) => one.id === nameOf(owner));
  if (!kept) return undefined;
  if (Date.now() - kept.keptAt.getTime() > KEEP) {
    await dropDraft(owner);
    return undefined;
  }
  return revived(JSON.parse(new TextDecoder().decode(kept.request)) as Draft);
}

const same = (one: Draft, other: Draft) => JSON.stringify({ ...one, id: "" }) === JSON.stringify({ ...other, id: "" });

// Keeps `draft` as it changes, and gives `revive` what was kept when the page opened. `fresh` makes the
// empty one: what equals it is not worth keeping. `paused`: it is on its way, or has arrived.
export function useKeptDraft(owner: string, draft: Draft, paused: boolean, fresh: () => Draft, revive: (draft: Draft) => void): void {
  const touched = useRef(false);
  const first = useRef(draft);
  if (draft !== first.current) touched.current = true;
  useEffect(() => {
    find(owner).then((old) => {
      if (old && !touched.current) revive(old);
    }, () => undefined);
  }, [owner]);
  useEffect(() => {
    if (paused || !touched.current || same(draft, fresh())) return undefined;
    const timer = setTimeout(() => {
      const bytes = new TextEncoder().encode(JSON.stringify(draft));
      writing = keep({ id: nameOf(owner), owner, keptAt: new Date(), request: bytes }).catch(() => undefined);
    }, QUIET);
    return () => clearTimeout(timer);
  }, [draft, paused]);
}
