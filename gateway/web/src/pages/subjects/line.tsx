// Everything about a person that this reader may see, newest first, in one line of time.
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { type GetSubjectResponse, NoticeKind } from "@gen/subject/v1/subject_pb";
import type { ComponentChildren } from "preact";
import { Tag } from "../../ui/page";
import { DueTag } from "../../ui/due";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { bulletinKindWord } from "../../words/bulletin";
import { day, dueWords, moment, until } from "../../words/dates";
import { typeWord } from "../../words/incident";
import { sourceWord, standingWord } from "../../words/suspect";
import { isNamed } from "./found";

interface Event {
  key: string;
  at: Timestamp | undefined;
  what: ComponentChildren;
  note?: ComponentChildren;
}

function eventsOf(person: GetSubjectResponse): Event[] {
  const link = (to: string, text: ComponentChildren) => <a class="govuk-link" href={`#${to}`}>{text}</a>;
  return [
    ...person.appearances.map((one, index): Event => ({
      key: `appearance-${index}`, at: one.happenedFrom,
      what: <>{link(`/reports/${one.incidentId?.value}`, one.type ? typeWord(one.type) : "Report")}, {shown(one.withheld, "site_name", one.siteName)}</>,
      note: isWithheld(one.withheld, "suspect.standing") ? <NotShown /> : one.suspect && <>{standingWord(one.suspect.standing, isNamed(one))}; {sourceWord(one.suspect.saidBy)}</>,
    })),
    ...person.bulletins.map((one, index): Event => ({
      key: `bulletin-${index}`, at: one.publishedAt,
      what: one.title ? <>Bulletin: {link(`/bulletins/${one.bulletinId?.value}`, one.title)}</> : link(`/bulletins/${one.bulletinId?.value}`, "Bulletin"),
      note: <>{bulletinKindWord(one.kind)} · {one.live ? <><Tag colour="green">Live</Tag> until {until(one.liveUntil)}</> : one.publishedAt ? "Not live any more" : "Not published"}</>,
    })),
    ...person.sightings.map((one, index): Event => ({
      key: `sighting-${index}`, at: one.at, what: <>Seen again, {shown(one.withheld, "site_name", one.siteName)}</>,
    })),
    ...person.notices.map((one, index): Event => ({
      key: `notice-${index}`, at: one.recordedAt,
      what: one.kind === NoticeKind.GIVEN ? "Told that they are on record" : one.kind === NoticeKind.EXEMPT ? "Recorded why they are not told yet" : <>Notice: <NotShown /></>,
      note: one.kind === NoticeKind.GIVEN ? <>On {day(one.givenAt)}. Recorded by {shown(one.withheld, "recorded_by", one.recordedBy)}.</>
        : <>{shown(one.withheld, "reason", one.reason)}{one.reviewBy && <><br />Looked at again by {day(one.reviewBy)}{one.reviewOverdue && <> <DueTag at={one.reviewBy} /></>}</>}</>,
    })),
    ...person.challenges.map((one, index): Event => ({
      key: `challenge-${index}`, at: one.receivedAt,
      what: <>{link("/challenges", "Challenged what is held")}{one.freezes && <> <Tag colour="purple">Frozen</Tag></>}</>,
      note: shown(one.withheld, "decision", one.decision, one.answerBy ? `The answer is ${dueWords(one.answerBy)}, by ${until(one.answerBy)}` : "Open"),
    })),
  ];
}

const instant = (at: Timestamp | undefined) => (at ? timestampMs(at) : 0);

export function LineOfTime({ person }: { person: GetSubjectResponse }) {
  const events = eventsOf(person).sort((a, b) => instant(b.at) - instant(a.at));
  return (
    <section aria-labelledby="line-title">
      <h2 class="govuk-heading-m" id="line-title">What is on record</h2>
      {events.length === 0 && <p class="govuk-body">There is nothing on record that your role may see.</p>}
      <ol class="sh-line">
        {events.map((one) => (
          <li class="sh-line__step" key={one.key} data-event={one.key.split("-")[0]}>
            <p class="sh-line__what">{one.what}</p>
            <p class="sh-line__when">{moment(one.at) || "Time not shown"}</p>
            {one.note && <p class="sh-line__note">{one.note}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
