// A stream of ids that ends sooner or later (network, server restart, policy change) and is taken up
// again from where it was, with growing pauses.
import type { CallOptions } from "@connectrpc/connect";
import { useEffect, useRef, useState } from "preact/hooks";
import { useHub } from "../app/hub";
import { type Problem, toProblem } from "../api/errors";
import { ATTENDED, UNATTENDED } from "../api/transport";
import { Reason } from "@gen/error/v1/error_pb";

// "off": this reader has no stream.
export type Live = "connecting" | "live" | "away" | "off";

const PAUSES = [500, 1_000, 2_000, 5_000, 10_000];
const FINAL = [
  Reason.NOT_SIGNED_IN, Reason.SESSION_ENDED, Reason.NOT_ALLOWED, Reason.SUSPENDED, Reason.NO_MEMBERSHIP,
  Reason.PURPOSE_NOT_ALLOWED, Reason.TERMS_NOT_ACCEPTED, Reason.AGREEMENT_EXPIRED, Reason.NO_SUCH_METHOD,
];

// `told` hears every message; `caughtUp` is called each time the stream stands again, for what may have
// been missed; `over` where it may not go on: unsaid, the person is sent where the cure is.
export function useWatch<M extends { resumeToken: string }>(
  open: (resumeToken: string, options: CallOptions) => AsyncIterable<M>, told: (message: M) => void, caughtUp: () => void, over?: (problem: Problem) => void,
): Live {
  const { ended } = useHub();
  const [live, setLive] = useState<Live>("connecting");
  const now = useRef({ told, caughtUp });
  now.current = { told, caughtUp };
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let resumeToken = "";
    let failures = 0;
    // The person who opened the page asked for the first stream; the page takes it up again by itself.
    let asked = ATTENDED;
    const watch = async () => {
      try {
        let first = true;
        const options = { ...asked, signal: stop.signal };
        asked = UNATTENDED;
        for await (const message of open(resumeToken, options)) {
          if (first && (failures > 0 || resumeToken)) now.current.caughtUp();
          first = false;
          failures = 0;
          setLive("live");
          if (message.resumeToken) resumeToken = message.resumeToken;
          now.current.told(message);
        }
      } catch (cause) {
        if (stop.signal.aborted) return;
        const problem = toProblem(cause);
        // A token of an older server is no reason to stay away.
        if (problem.reason === Reason.BAD_FORMAT || problem.reason === Reason.STREAM_FELL_BEHIND) resumeToken = "";
        if (FINAL.includes(problem.reason)) {
          setLive("away");
          (over ?? ended)(problem);
          return;
        }
      }
      if (stop.signal.aborted) return;
      setLive("away");
      timer = setTimeout(watch, PAUSES[Math.min(failures++, PAUSES.length - 1)]);
    };
    void watch();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);
  return live;
}
