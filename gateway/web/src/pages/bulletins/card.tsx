// One bulletin in the gallery: the picture first, large; or, for alerts and news, the words.
import type { Bulletin } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinKind } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { Tag } from "../../ui/page";
import { isWithheld, NotShown } from "../../ui/withheld";
import { bulletinKindColour, bulletinKindWord, bulletinStateColour, bulletinStateWord, showsPeople } from "../../words/bulletin";
import { day, near, until } from "../../words/dates";
import { worksAtSites } from "../../words/people";
import { looksOf, nameOf, PersonPicture, standingOf } from "./people";

// New to a shop until somebody there has marked it as read.
export const useIsNew = () => {
  const { role } = useHub();
  return (bulletin: Bulletin) => worksAtSites(role) && bulletin.state === BulletinState.PUBLISHED && !bulletin.acknowledgedAt;
};

const missing = (bulletin: Bulletin) => (bulletin.missing.length === 1 ? "1 thing is still missing" : `${bulletin.missing.length} things are still missing`);

function Tags({ bulletin }: { bulletin: Bulletin }) {
  const isNew = useIsNew();
  return (
    <p class="sh-tags">
      {isNew(bulletin) && <Tag colour="yellow">New</Tag>}
      <Tag colour={bulletinKindColour(bulletin.kind)}>{bulletinKindWord(bulletin.kind)}</Tag>
      {bulletin.state !== BulletinState.PUBLISHED && <StateTag bulletin={bulletin} />}
    </p>
  );
}

// Words that need no second person wait for nobody.
export function StateTag({ bulletin: { state, missing: items, kind } }: { bulletin: Bulletin }) {
  const ready = state === BulletinState.PROPOSED && items.length === 0 && !showsPeople(kind);
  return ready ? <Tag colour="turquoise">Not published yet</Tag> : <Tag colour={bulletinStateColour(state)}>{bulletinStateWord(state)}</Tag>;
}

const title = (bulletin: Bulletin) => bulletin.title || `Bulletin of ${near(bulletin.proposedAt)}`;
const address = (bulletin: Bulletin) => `#/bulletins/${bulletin.bulletinId?.value}`;

function Clock({ bulletin }: { bulletin: Bulletin }) {
  if (bulletin.state === BulletinState.PUBLISHED) return <>Live until {until(bulletin.liveUntil)}</>;
  if (bulletin.state === BulletinState.WITHDRAWN || bulletin.state === BulletinState.EXPIRED) return <>{bulletin.publishedAt ? `Published ${day(bulletin.publishedAt)}` : "Never published"}</>;
  return <>Proposed {near(bulletin.proposedAt)}</>;
}

export function FaceCard({ bulletin }: { bulletin: Bulletin }) {
  const first = bulletin.persons[0];
  return (
    <li class="sh-face" data-bulletin={bulletin.bulletinId?.value}>
      {first ? (
        <div class={`sh-face__pictures${bulletin.persons.length > 1 ? " sh-face__pictures--many" : ""}`}>
          {bulletin.persons.map((_, index) => <PersonPicture key={index} bulletin={bulletin} index={index} size="thumbnail" />)}
        </div>
      ) : <div class="sh-noface"><p>{isWithheld(bulletin.withheld, "persons") ? <NotShown /> : "Nobody in it can be shown now"}</p></div>}
      <div class="sh-face__words">
        <Tags bulletin={bulletin} />
        <h2 class="govuk-heading-s"><a class="govuk-link sh-face__link" href={address(bulletin)}>{title(bulletin)}</a></h2>
        {bulletin.persons.map((person, index) => (
          <p class="govuk-body" key={index}>
            <strong>{nameOf(bulletin, person)}</strong>{looksOf(person) && <><br />{looksOf(person)}</>}<br />
            <span class="sh-standing-line">{standingOf(person)}</span>
          </p>
        ))}
        <p class="govuk-body sh-quiet">
          {bulletin.lastSeenAt && <>Last seen {near(bulletin.lastSeenAt)}<br /></>}
          <Clock bulletin={bulletin} />
          {bulletin.missing.length > 0 && <><br />{missing(bulletin)}</>}
        </p>
      </div>
    </li>
  );
}

export function WordsCard({ bulletin }: { bulletin: Bulletin }) {
  const alert = bulletin.kind === BulletinKind.ALERT;
  return (
    <li class={`sh-words${alert ? " sh-words--alert" : ""}`} data-bulletin={bulletin.bulletinId?.value}>
      <Tags bulletin={bulletin} />
      <h2 class="govuk-heading-s"><a class="govuk-link sh-face__link" href={address(bulletin)}>{title(bulletin)}</a></h2>
      {alert && bulletin.text && <p class="govuk-body sh-words__text">{bulletin.text}</p>}
      <p class="govuk-body sh-quiet"><Clock bulletin={bulletin} />{bulletin.missing.length > 0 && ` · ${missing(bulletin)}`}</p>
    </li>
  );
}
