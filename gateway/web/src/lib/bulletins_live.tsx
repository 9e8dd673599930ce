// One stream of bulletins for the whole page, whatever is open on it: pages that show bulletins listen to
// it, and so does the notice of new ones.
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type BulletinKind, Purpose, Role } from "@gen/policy/v1/policy_pb";
import { type RoleName, ROUTES } from "../app/routes";
import { useHub } from "../app/hub";
import { type Live, useWatch } from "./use_watch";

export interface Change {
  id: string;
  kind: BulletinKind;
  // The action that did it: "bulletin.publish".
  action: string;
  // It is no longer this person's to see: the page lets go of it at once.
  gone: boolean;
}

interface Listener {
  changed: (change: Change) => void;
  caughtUp: () => void;
  // It shows bulletins: where the stream may not go on, neither may the page.
  shows: boolean;
}

interface Stream {
  live: Live;
  listen: (listener: Listener) => () => void;
}

const StreamContext = createContext<Stream>({ live: "off", listen: () => () => undefined });

// Who checks what was done does not follow it as it happens.
const follows = (role: Role) => role !== Role.DPO && (ROUTES["/bulletins"] as RoleName[]).includes(Role[role] as RoleName);

export function BulletinsLive({ children }: { children: ComponentChildren }) {
  const { membership, role, purpose } = useHub();
  const listeners = useRef(new Set<Listener>()).current;
  const [live, setLive] = useState<Live>("off");
  // A stream that was ended for good is opened anew when somebody opens a page that shows bulletins.
  const [turn, setTurn] = useState(0);
  const over = useRef(false);
  const listen = useCallback((listener: Listener) => {
    listeners.add(listener);
    if (listener.shows && over.current) {
      over.current = false;
      setTurn((old) => old + 1);
    }
    return () => void listeners.delete(listener);
  }, []);
  const on = membership !== undefined && !membership.termsNeeded && follows(role) && purpose !== Purpose.UNSPECIFIED;
  const stream = useMemo(() => ({ live, listen }), [live, listen]);
  return (
    <StreamContext.Provider value={stream}>
      {on && <Opened key={`${membership.scheme?.value}/${role}/${purpose}/${turn}`} listeners={listeners} setLive={setLive} over={over} />}
      {children}
    </StreamContext.Provider>
  );
}

function Opened({ listeners, setLive, over }: { listeners: Set<Listener>; setLive: (live: Live) => void; over: { current: boolean } }) {
  const { clients, ended } = useHub();
  const live = useWatch((resumeToken, options) => clients.bulletin.watchBulletins({ resumeToken }, options), ({ bulletinId, kind, reason: action, gone }) => {
    if (bulletinId) for (const one of listeners) one.changed({ id: bulletinId.value, kind, action, gone });
  }, () => {
    for (const one of listeners) one.caughtUp();
  }, (problem) => {
    over.current = true;
    // Nobody who is writing a report is sent away from it because of a stream behind the page.
    if ([...listeners].some((one) => one.shows)) ended(problem);
  });
  useEffect(() => setLive(live), [live]);
  useEffect(() => () => setLive("off"), []);
  return null;
}

// Bulletins as they come and go; `shows`: the page has some of them on it.
export function useBulletinWatch(changed: (change: Change) => void, caughtUp: () => void = () => undefined, shows = true): Live {
  const { live, listen } = useContext(StreamContext);
  const now = useRef({ changed, caughtUp });
  now.current = { changed, caughtUp };
  useEffect(() => listen({ changed: (change) => now.current.changed(change), caughtUp: () => now.current.caughtUp(), shows }), [listen]);
  return live;
}
