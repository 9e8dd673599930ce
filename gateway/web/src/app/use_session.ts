// Who is signed in, kept for the life of the page.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import type { WhoAmIResponse } from "@gen/identity/v1/identity_pb";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import type { Transport } from "@connectrpc/connect";
import { clientsOver } from "../api/clients";
import { type Problem, toProblem } from "../api/errors";
import type { Named } from "../api/transport";
import { go } from "../lib/router";
import { Uploads } from "../lib/uploads";
import { choosesPurpose } from "../words/people";
import { type Hub, recall, remember } from "./hub";

// Where this browser keeps which scheme was chosen.
export const SCHEME = "smarthub.scheme";
const NOBODY: Named = { scheme: "", purpose: Purpose.UNSPECIFIED };
const purposeKey = (scheme: string) => `smarthub.purpose.${scheme}`;

export interface Session extends Hub {
  // Whether the hub has answered the first "who am I".
  known: boolean;
  // Set where the hub could not be asked at all.
  away: Problem | undefined;
  // What the sign-in page says to whoever was signed in until now and did not sign out; else empty.
  lapsed: string;
}

export function useSession(makeTransport: (named: () => Named) => Transport): Session {
  const named = useRef<Named>({ scheme: "", purpose: Purpose.UNSPECIFIED });
  const clients = useMemo(() => clientsOver(makeTransport(() => named.current)), []);
  const uploads = useMemo(() => new Uploads(clients.evidence), []);
  // The browser asks before it closes a page that holds photos which are nowhere else.
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (uploads.unsent().length > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, []);
  // "Who am I" goes without scheme and purpose: it is the answer that tells them.
  const asker = useMemo(() => clientsOver(makeTransport(() => NOBODY)).identity, []);
  const [me, setMe] = useState<WhoAmIResponse>();
  const [known, setKnown] = useState(false);
  const [away, setAway] = useState<Problem>();
  const [lapsed, setLapsed] = useState("");
  const [, redraw] = useState(0);

  const name = useCallback((who: WhoAmIResponse | undefined, wanted: string) => {
    const membership = who?.memberships.find((one) => one.scheme?.value === wanted) ?? who?.memberships[0];
    const scheme = membership?.scheme?.value ?? "";
    const kept = Number(recall(window.sessionStorage, purposeKey(scheme)) ?? Purpose.UNSPECIFIED) as Purpose;
    const purposes = membership?.purposes ?? [];
    const chooses = membership !== undefined && choosesPurpose(membership.role) && purposes.length > 1;
    const purpose = purposes.includes(kept) ? kept : chooses ? Purpose.UNSPECIFIED : purposes[0] ?? Purpose.UNSPECIFIED;
    named.current = { scheme, purpose };
    redraw((count) => count + 1);
  }, []);

  const refresh = useCallback(async () => {
    try {
      const who = await asker.whoAmI({});
      setMe(who);
      setLapsed("");
      name(who, recall(window.localStorage, SCHEME) ?? "");
      setAway(undefined);
      return true;
    } catch (cause) {
      const problem = toProblem(cause);
      const signedOut = problem.reason === Reason.NOT_SIGNED_IN || problem.reason === Reason.SESSION_ENDED;
      setAway(signedOut ? undefined : problem);
      setMe(undefined);
      name(undefined, "");
      return false;
    } finally {
      setKnown(true);
    }
  }, []);

  const membership = me?.memberships.find((one) => one.scheme?.value === named.current.scheme);
  return {
    clients, uploads, me, membership, known, away, lapsed, refresh,
    role: membership?.role ?? Role.UNSPECIFIED,
    purpose: named.current.purpose,
    chooseScheme: (scheme) => {
      remember(window.localStorage, SCHEME, scheme);
      name(me, scheme);
    },
    choosePurpose: (purpose) => {
      remember(window.sessionStorage, purposeKey(named.current.scheme), String(purpose));
      name(me, named.current.scheme);
    },
    signOut: async () => {
      await clients.identity.signOut({}).catch(() => undefined);
      for (const one of me?.memberships ?? []) {
        remember(window.sessionStorage, purposeKey(one.scheme?.value ?? ""), "0");
      }
      uploads.clear();
      setMe(undefined);
      name(undefined, "");
      go("/sign-in");
    },
    ended: (problem) => {
      if (problem.reason === Reason.NOT_SIGNED_IN || problem.reason === Reason.SESSION_ENDED) {
        if (me) setLapsed(problem.text);
        setMe(undefined);
      }
      if (problem.reason === Reason.TERMS_NOT_ACCEPTED || problem.reason === Reason.SUSPENDED) void refresh();
    },
  };
}
