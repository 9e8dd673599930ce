// A list that is fetched page by page.
import type { CallOptions } from "@connectrpc/connect";
import { useRef, useState } from "preact/hooks";
import { useHub } from "../app/hub";
import { toProblem } from "../api/errors";
import { ATTENDED } from "../api/transport";
import { type Loaded, useCall } from "./use_call";

interface Page<T> {
  items: T[];
  next: string;
}

export interface Paged<T> extends Loaded<T[]> {
  more: boolean;
  fetchMore: () => void;
}

export function usePaged<T>(fetch: (pageToken: string, options: CallOptions) => Promise<Page<T>>, deps: unknown[]): Paged<T> {
  const { ended } = useHub();
  const [later, setLater] = useState<Page<T>>();
  const [fetching, setFetching] = useState(false);
  const [problem, setProblem] = useState<Loaded<T[]>["problem"]>();
  // Pages that the person asked for. Fetched anew, all of them come again: a live list does not fold
  // up under somebody who reads further down.
  const asked = useRef({ pages: 1, deps });
  const turn = useRef(0);
  const first = useCall(async (options) => {
    if (asked.current.deps.some((one, index) => one !== deps[index])) asked.current = { pages: 1, deps };
    const page = await fetch("", options);
    for (let turn = 1; turn < asked.current.pages && page.next; turn++) {
      const more = await fetch(page.next, options);
      page.items.push(...more.items);
      page.next = more.next;
    }
    turn.current++;
    setLater(undefined);
    setProblem(undefined);
    return page;
  }, deps);
  const next = later?.next ?? first.data?.next ?? "";
  const fetchMore = async () => {
    if (fetching) return;
    setFetching(true);
    asked.current.pages++;
    const mine = turn.current;
    try {
      const page = await fetch(next, ATTENDED);
      // The list was fetched anew meanwhile, this page with it.
      if (mine !== turn.current) return;
      setLater((old) => ({ items: [...(old?.items ?? []), ...page.items], next: page.next }));
    } catch (cause) {
      const found = toProblem(cause);
      setProblem(found);
      ended(found);
    } finally {
      setFetching(false);
    }
  };
  return {
    data: first.data && [...first.data.items, ...(later?.items ?? [])],
    problem: first.problem ?? problem,
    busy: first.busy || fetching,
    again: first.again,
    againByItself: first.againByItself,
    more: next !== "",
    fetchMore: () => void fetchMore(),
  };
}
