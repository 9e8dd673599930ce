// Reading from and changing at the hub, as the pages do it.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { CallOptions } from "@connectrpc/connect";
import { type Problem, toProblem } from "../api/errors";
import { ATTENDED, UNATTENDED } from "../api/transport";
import { useHub } from "../app/hub";

export interface Loaded<T> {
  data: T | undefined;
  problem: Problem | undefined;
  busy: boolean;
  // A person asks again.
  again: () => void;
  // The page asks again by itself.
  againByItself: () => void;
}

// Calls when the page opens, when `deps` change, and `again`. A late answer to an older question is
// dropped; while asking again, the old answer stays on the page.
export function useCall<T>(call: (options: CallOptions) => Promise<T>, deps: unknown[]): Loaded<T> {
  const { ended } = useHub();
  const [state, setState] = useState<{ data?: T; problem?: Problem; busy: boolean }>({ busy: true });
  const turn = useRef(0);
  const run = useCallback((options: CallOptions) => {
    const mine = ++turn.current;
    setState((old) => ({ ...old, busy: true }));
    call(options).then(
      (data) => mine === turn.current && setState({ data, busy: false }),
      (cause) => {
        if (mine !== turn.current) return;
        const problem = toProblem(cause);
        setState((old) => ({ data: old.data, problem, busy: false }));
        ended(problem);
      },
    );
  }, deps);
  useEffect(() => {
    run(ATTENDED);
    return () => void turn.current++;
  }, [run]);
  return { data: state.data, problem: state.problem, busy: state.busy, again: () => run(ATTENDED), againByItself: () => run(UNATTENDED) };
}

export interface Doing {
  busy: boolean;
  problem: Problem | undefined;
  setProblem: (problem: Problem | undefined) => void;
  // Runs one change at a time; a second press while busy does nothing. True when it worked.
  run: (change: () => Promise<unknown>) => Promise<boolean>;
}

export function useDoing(): Doing {
  const { ended } = useHub();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const running = useRef(false);
  const run = async (change: () => Promise<unknown>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await change();
      return true;
    } catch (cause) {
      const found = toProblem(cause);
      setProblem(found);
      ended(found);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, run };
}
