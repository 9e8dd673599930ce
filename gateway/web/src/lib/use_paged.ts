// A list that is fetched page by page.
import { useState } from "preact/hooks";
import { useHub } from "../app/hub";
import { toProblem } from "../api/errors";
import { type Loaded, useCall } from "./use_call";

interface Page<T> {
  items: T[];
  next: string;
}

export interface Paged<T> extends Loaded<T[]> {
  more: boolean;
  fetchMore: () => void;
}

export function usePaged<T>(fetch: (pageToken: string) => Promise<Page<T>>, deps: unknown[]): Paged<T> {
  const { ended } = useHub();
  const [later, setLater] = useState<Page<T>>();
  const [fetching, setFetching] = useState(false);
  const [problem, setProblem] = useState<Loaded<T[]>["problem"]>();
  const first = useCall(async () => {
    const page = await fetch("");
    setLater(undefined);
    setProblem(undefined);
    return page;
  }, deps);
  const next = later?.next ?? first.data?.next ?? "";
  const fetchMore = async () => {
    if (fetching) return;
    setFetching(true);
    try {
      const page = await fetch(next);
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
    more: next !== "",
    fetchMore: () => void fetchMore(),
  };
}
