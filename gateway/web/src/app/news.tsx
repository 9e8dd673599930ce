// "A new alert has been published", on whatever page somebody is: said once, with a link, without a word of
// what is in it. On the page of the bulletins themselves they appear by themselves.
import { useEffect, useState } from "preact/hooks";
import { BulletinKind } from "@gen/policy/v1/policy_pb";
import { useBulletinWatch } from "../lib/bulletins_live";
import type { Route } from "../lib/router";
import { useHub } from "./hub";

interface Item {
  id: string;
  alert: boolean;
}

export interface NewsState {
  items: Item[];
  // Below the page instead of above it: what somebody is writing in does not move.
  atEnd: boolean;
  hide: () => void;
}

const isWriting = (path: string) => path === "/report" || document.activeElement?.matches("input, textarea, select") === true;
// What the address shows already.
const isOpen = (path: string, id: string) => path === "/bulletins" || path === `/bulletins/${id}`;

export function useNews({ path }: Route): NewsState {
  const { membership } = useHub();
  const [items, setItems] = useState<Item[]>([]);
  const [atEnd, setAtEnd] = useState(false);
  useBulletinWatch(({ id, kind, action, gone }) => {
    const isNew = !gone && action === "bulletin.publish" && !isOpen(path, id);
    if (isNew && items.length === 0) setAtEnd(isWriting(path));
    setItems((old) => {
      const others = old.filter((one) => one.id !== id);
      return isNew ? [...others, { id, alert: kind === BulletinKind.ALERT }] : gone ? others : old;
    });
  }, undefined, false);
  useEffect(() => {
    setAtEnd(false);
    setItems((old) => old.filter((one) => !isOpen(path, one.id)));
  }, [path]);
  // Somebody else, or another scheme.
  useEffect(() => setItems([]), [membership?.scheme?.value]);
  return { items, atEnd, hide: () => setItems([]) };
}

function words(items: Item[]): { text: string; link: string; to: string } {
  const alerts = items.filter((one) => one.alert).length;
  if (items.length > 1) {
    return { text: `${items.length} new bulletins have been published${alerts > 0 ? ", alerts among them" : ""}.`, link: "See the bulletins", to: "/bulletins" };
  }
  return { text: `A new ${alerts ? "alert" : "bulletin"} has been published.`, link: alerts ? "Read the alert" : "See the bulletin", to: `/bulletins/${items[0].id}` };
}

// The place is there before the words are: only then are they read out.
export function News({ news: { items, hide }, here }: { news: NewsState; here: boolean }) {
  const said = here && items.length > 0 ? words(items) : undefined;
  return (
    <div role="status" data-name={said && "news"}>
      {said && (
        <div class="sh-news">
          <div class="govuk-width-container sh-news__row">
            <span><strong>{said.text}</strong> <a class="govuk-link" href={`#${said.to}`}>{said.link}</a></span>
            <button type="button" class="sh-link" onClick={hide}>Hide this message</button>
          </div>
        </div>
      )}
    </div>
  );
}
