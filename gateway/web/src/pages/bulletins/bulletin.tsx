// One bulletin: who or what it is, what a shop can do about it, what a reviewer must. A bulletin that
// ceases to be the reader's leaves the page at once.
import { type Bulletin, BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { Role } from "@gen/policy/v1/policy_pb";
import { useEffect, useRef, useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { useBulletinWatch } from "../../lib/bulletins_live";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Done, Tag, Title } from "../../ui/page";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { audienceWords, bulletinKindColour, bulletinKindWord, bulletinStateWord, goneWords, showsPeople } from "../../words/bulletin";
import { moment, near, until } from "../../words/dates";
import { worksAtSites } from "../../words/people";
import { StateTag } from "./card";
import { Person } from "./people";
import { Responses } from "./responses";
import { Review } from "./review";
import { ForShops } from "./shop";

const READ_PEOPLE = [Role.COORDINATOR, Role.POLICE, Role.DPO];
const READ_RESPONSES = [Role.COORDINATOR, Role.POLICE];
const NOT_PUBLISHED = [BulletinState.PROPOSED, BulletinState.APPROVED, BulletinState.REJECTED];
// The longest that a browser's timer can wait.
const LONGEST = 2 ** 31 - 1;

export function BulletinPage({ id }: { id: string }) {
  const { clients } = useHub();
  const found = useCall(async (options) => (await clients.bulletin.getBulletin({ bulletinId: { value: id } }, options)).bulletin!, [id]);
  // The action that took it away: empty where the hub does not say why.
  const [gone, setGone] = useState<string>();
  const [done, setDone] = useState("");
  const again = useRef(found.againByItself);
  again.current = found.againByItself;
  useBulletinWatch((change) => {
    if (change.id !== id) return;
    setGone(change.gone ? change.action : undefined);
    if (!change.gone) again.current();
  }, () => again.current());
  // Its time runs out while the page is open: the hub says what is left of it.
  const liveUntil = found.data?.liveUntil && timestampMs(found.data.liveUntil);
  useEffect(() => {
    const left = (liveUntil ?? 0) - Date.now();
    if (left <= 0 || left > LONGEST) return undefined;
    const timer = setTimeout(() => again.current(), left + 500);
    return () => clearTimeout(timer);
  }, [liveUntil]);

  // It was here, and is not this person's to see any more.
  const lost = found.problem?.reason === Reason.NOT_FOUND && found.data !== undefined;
  if (gone !== undefined || lost) return done ? <Finished done={done} /> : <Gone action={gone ?? ""} />;
  return (
    <>
      <Back to="/bulletins">All bulletins</Back>
      {done && <Done>{done}</Done>}
      {found.problem && !found.data && <Title>This bulletin is not shown</Title>}
      <Fetched from={found}>{(bulletin) => (
        <Shown bulletin={bulletin} done={(text) => {
          setDone(text);
          found.again();
        }} again={found.again} />
      )}</Fetched>
    </>
  );
}

function Gone({ action }: { action: string }) {
  const words = goneWords(action);
  return (
    <>
      <Back to="/bulletins">All bulletins</Back>
      <Title>{words}</Title>
      <p class="govuk-body" role="alert" data-name="gone"><strong>Do not act on it.</strong> Its pictures and words have gone from this page.{action === "bulletin.amend" && " It comes back when a second person has approved the change."}</p>
      <p class="govuk-body"><a class="govuk-link" href="#/bulletins">See the bulletins that are live</a></p>
    </>
  );
}

// A second person who has decided has nothing more to see of it until it is published for them.
function Finished({ done }: { done: string }) {
  return (
    <>
      <Back to="/bulletins?show=waiting">Bulletins that wait</Back>
      <Done>{done}</Done>
      <Title>Thank you</Title>
      <p class="govuk-body">There is nothing more for you to do. You will see this bulletin again if it is published for you.</p>
    </>
  );
}

function Shown({ bulletin, done, again }: { bulletin: Bulletin; done: (text: string) => void; again: () => void }) {
  const { role } = useHub();
  const shop = worksAtSites(role);
  const { withheld, persons, kind, state } = bulletin;
  const people = showsPeople(kind);
  return (
    <article data-bulletin={bulletin.bulletinId?.value} data-state={BulletinState[state]}>
      <Title>{bulletin.title || (isWithheld(withheld, "title") ? "Title not shown to your role" : "Bulletin")}</Title>
      <p class="sh-tags">
        {shop && state === BulletinState.PUBLISHED && !bulletin.acknowledgedAt && <Tag colour="yellow">New</Tag>}
        <Tag colour={bulletinKindColour(kind)}>{bulletinKindWord(kind)}</Tag>
        {(!shop || state !== BulletinState.PUBLISHED) && <StateTag bulletin={bulletin} />}
      </p>
      {bulletin.reason && <div class="govuk-inset-text"><strong>{bulletinStateWord(state)}:</strong> {bulletin.reason}</div>}
      {!people && <p class="govuk-body sh-bulletin-text">{shown(withheld, "text", bulletin.text)}</p>}
      {people && persons.length === 0 && <p class="govuk-body">{isWithheld(withheld, "persons") ? <NotShown /> : "Nobody in this bulletin can be shown now."}</p>}
      {persons.map((one, index) => (
        <Person key={one.subjectId?.value ?? index} bulletin={bulletin} index={index}>
          {READ_PEOPLE.includes(role) && one.subjectId && <p class="govuk-body"><a class="govuk-link" href={`#/subjects/${one.subjectId.value}`}>This person’s page<span class="govuk-visually-hidden">: {index + 1}</span></a></p>}
        </Person>
      ))}
      {people && (bulletin.text || isWithheld(withheld, "text")) && <p class="govuk-body sh-bulletin-text">{shown(withheld, "text", bulletin.text)}</p>}
      {people && <p class="sh-caution">Do not copy, photograph or pass this on. Do not approach anybody: in danger now, call <a class="govuk-link" href="tel:999">999</a>.</p>}
      <p class="govuk-body sh-quiet">
        {bulletin.lastSeenAt && <>Last seen {near(bulletin.lastSeenAt)}.<br /></>}
        {state === BulletinState.PUBLISHED && <>Published {near(bulletin.publishedAt)}. Live until {until(bulletin.liveUntil)}.<br /></>}
        {audienceWords(bulletin.audience?.roles ?? []) && <>For {audienceWords(bulletin.audience!.roles)}{bulletin.audience!.everywhere ? ", in the whole scheme" : ", in some areas"}.<br /></>}
        {bulletin.galleryName && <>In the gallery “{bulletin.galleryName}”.</>}
      </p>
      <ForShops bulletin={bulletin} changed={again} />
      <Review bulletin={bulletin} done={done} />
      {READ_RESPONSES.includes(role) && people && !NOT_PUBLISHED.includes(state) && <Responses bulletin={bulletin} />}
      {shop && bulletin.acknowledgedAt && <p class="govuk-body sh-quiet">Read at your shop on {moment(bulletin.acknowledgedAt)}.</p>}
    </article>
  );
}
