// The galleries: alerts first, then faces, live. What is withdrawn leaves the open page at once.
import type { Bulletin, GallerySummary } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinKind, Role } from "@gen/policy/v1/policy_pb";
import { useEffect, useRef, useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { useBulletinWatch } from "../../lib/bulletins_live";
import { usePaged } from "../../lib/use_paged";
import { Fetched } from "../../ui/loading";
import { Button, Title } from "../../ui/page";
import { showsPeople } from "../../words/bulletin";
import { FaceCard, WordsCard } from "./card";
import { addressOf, Filter, narrowed, requestOf, type Wanted, wantedOf } from "./filter";

// Several changes at once are read once, in milliseconds.
const RELOAD = 300;
const REVIEWERS = [Role.COORDINATOR, Role.SITE_MANAGER, Role.POLICE, Role.COUNCIL, Role.DPO];
// What has ended is nobody else's any more.
const READ_ENDED = [Role.COORDINATOR, Role.DPO];
const PROPOSERS = [Role.COORDINATOR, Role.SITE_MANAGER];

// Links as a row: one list, seen in parts.
function Row({ label, items, minor = false }: { label: string; items: [string, string, boolean][]; minor?: boolean }) {
  return (
    <nav class={`sh-subnav${minor ? " sh-subnav--minor" : ""}`} aria-label={label}>
      <ul>{items.map(([to, text, current]) => <li key={to}><a href={`#${to}`} aria-current={current ? "page" : undefined}>{text}</a></li>)}</ul>
    </nav>
  );
}

function nothing(wanted: Wanted): string {
  if (narrowed(wanted) > 0) return "No bulletin fits this filter. Choose less, or clear it.";
  if (wanted.show === "waiting") return "No bulletin waits for a second person.";
  if (wanted.show === "over") return "No bulletin has ended yet. Withdrawn ones are here too.";
  return wanted.gallery ? "Nothing is in this gallery now." : "There are no bulletins now. New ones appear here by themselves.";
}

export function BulletinsPage({ query }: { query: URLSearchParams }) {
  const { clients, role } = useHub();
  const wanted = wantedOf(query);
  const [galleries, setGalleries] = useState<GallerySummary[]>([]);
  // Let go of before the list is read again, and whatever an older answer still says.
  const [gone, setGone] = useState<string[]>([]);
  const [said, setSaid] = useState("");
  const alerts = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const list = usePaged<Bulletin>(async (pageToken, options) => {
    // Alerts that came before this reading are read out with their title, or where to find them.
    const came = pageToken ? [] : alerts.current.splice(0);
    const page = await clients.bulletin.listBulletins({ ...requestOf(wanted), pageSize: 24, pageToken }, options);
    setGalleries(page.galleries);
    const titles = page.bulletins.filter((one) => came.includes(one.bulletinId?.value ?? "")).map((one) => one.title);
    if (came.length > 0) setSaid(titles.length > 0 ? `New alert: ${titles.join(". ")}` : "There is a new alert, under “All”.");
    return { items: page.bulletins, next: page.nextPageToken };
  }, [addressOf(wanted)]);

  const reload = useRef(list.againByItself);
  reload.current = list.againByItself;
  const live = useBulletinWatch(({ id, kind, action, gone: isGone }) => {
    if (isGone) {
      setGone((old) => [...old, id]);
      if (list.data?.some((one) => one.bulletinId?.value === id)) setSaid("A bulletin on this page is no longer shown.");
    } else {
      setGone((old) => old.filter((one) => one !== id));
      if (action === "bulletin.publish" && kind === BulletinKind.ALERT) alerts.current.push(id);
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      reload.current();
    }, RELOAD);
  }, () => reload.current());
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <>
      <div class="sh-top">
        <Title>Bulletins</Title>
        {PROPOSERS.includes(role) && <a class="govuk-button govuk-button--secondary" role="button" draggable={false} href="#/bulletins/new" data-name="new">Write an alert or news</a>}
      </div>
      <p class="sh-status" data-live={live}>
        {live === "off" ? "As it was when you opened this page." : live === "live" ? "Live: new bulletins appear by themselves." : live === "connecting" ? "Connecting…" : "Not live at the moment. Trying again."}
      </p>
      <p role="status" aria-live="polite" class={said ? "govuk-inset-text" : "govuk-visually-hidden"} data-name="announcement">{said}</p>
      {REVIEWERS.includes(role) && <Row label="Which bulletins" items={[
        [addressOf({ ...wanted, show: "" }), "Live", wanted.show === ""],
        [addressOf({ ...wanted, show: "waiting" }), "Waiting", wanted.show === "waiting"],
        ...(READ_ENDED.includes(role) ? [[addressOf({ ...wanted, show: "over" }), "Ended", wanted.show === "over"] as [string, string, boolean]] : []),
      ]} />}
      {galleries.length > 0 && <Row label="Galleries" minor={REVIEWERS.includes(role)} items={[
        [addressOf({ ...wanted, gallery: "" }), "All", wanted.gallery === ""],
        ...galleries.map((one) => [addressOf({ ...wanted, gallery: one.gallery }), one.name, wanted.gallery === one.gallery] as [string, string, boolean]),
      ]} />}
      <Filter wanted={wanted} />
      <Fetched from={list}>{(all) => {
        const here = all.filter((one) => !gone.includes(one.bulletinId?.value ?? ""));
        const words = here.filter((one) => !showsPeople(one.kind));
        const faces = here.filter((one) => showsPeople(one.kind));
        const first = (one: Bulletin) => Number(one.kind !== BulletinKind.ALERT);
        return (
          <>
            {here.length === 0 && <p class="govuk-body" data-name="nothing">{nothing(wanted)}</p>}
            {words.length > 0 && <ul class="sh-list" aria-label="Alerts and news">{words.sort((a, b) => first(a) - first(b)).map((one) => <WordsCard key={one.bulletinId?.value} bulletin={one} />)}</ul>}
            {faces.length > 0 && <ul class="sh-faces" aria-label="People">{faces.map((one) => <FaceCard key={one.bulletinId?.value} bulletin={one} />)}</ul>}
          </>
        );
      }}</Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show more</Button>}
    </>
  );
}
