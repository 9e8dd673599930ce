// A person's page: a line of time of what this reader may see, how far it is proven and who says so,
// and what is owed to the person.
import { type GetSubjectResponse, NoticeKind, type Subject } from "@gen/subject/v1/subject_pb";
import { ProofStanding } from "@gen/incident/v1/people_pb";
import { RecordKind } from "@gen/label/v1/label_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Done, SummaryList, Tag, Title, Warning } from "../../ui/page";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { day, dueWords, until } from "../../words/dates";
import { sourceWord, standingWord } from "../../words/suspect";
import { appearanceName, isNamed, looksOfAppearance } from "./found";
import { Faces } from "./faces";
import { LineOfTime } from "./line";
import { Links } from "./links";

export function SubjectPage({ id }: { id: string }) {
  const { clients, role } = useHub();
  const found = useCall((options) => clients.subject.getSubject({ subjectId: { value: id } }, options), [id]);
  const [done, setDone] = useState("");
  return (
    <>
      <Back to={role === Role.DPO ? "/bulletins" : "/search"}>{role === Role.DPO ? "Bulletins" : "Find a person"}</Back>
      {done && <Done>{done}</Done>}
      {found.problem && !found.data && <Title>Person</Title>}
      <Fetched from={found}>{(person) => (
        <>
          <Title caption="Person">{titleOf(person)}</Title>
          <div class="sh-subject">
            <div class="sh-subject__faces"><Faces appearances={person.appearances} /></div>
            <div class="sh-subject__main">
              <Standing person={person} />
              <Owed subject={person.subject!} person={person} />
              <LineOfTime person={person} />
            </div>
            <div class="sh-subject__side">
              <Doing person={person} id={id} />
              <Links subject={person.subject!} done={(text) => {
                setDone(text);
                found.again();
              }} />
            </div>
          </div>
        </>
      )}</Fetched>
    </>
  );
}

const first = (person: GetSubjectResponse) => person.appearances.find((one) => appearanceName(one));

function titleOf(person: GetSubjectResponse): string {
  const named = first(person);
  if (named) return named.suspect!.name || appearanceName(named);
  return person.appearances.some((one) => isWithheld(one.withheld, "suspect.name")) ? "Name not shown to your role" : "Name not known";
}

// The furthest standing of any report, with who says so. Suspicion is not proof: that is said first.
function Standing({ person }: { person: GetSubjectResponse }) {
  const { appearances, subject } = person;
  const hidden = appearances.length > 0 && appearances.every((one) => isWithheld(one.withheld, "suspect.standing"));
  const furthest = Math.max(ProofStanding.UNSPECIFIED, ...appearances.map((one) => one.suspect?.standing ?? ProofStanding.UNSPECIFIED)) as ProofStanding;
  const sources = [...new Set(appearances.filter((one) => one.suspect?.standing === furthest).map((one) => sourceWord(one.suspect?.saidBy ?? 0)))];
  const aliases = [...new Set(appearances.flatMap((one) => [one.suspect?.name ?? "", ...(one.suspect?.aliases ?? [])]).filter(Boolean))];
  const plates = [...new Set(appearances.flatMap((one) => one.plates))];
  const count = subject?.appearanceCount ?? 0;
  return (
    <>
      <p class="sh-standing">
        <strong>{hidden ? <NotShown /> : standingWord(furthest, appearances.some(isNamed))}</strong>
        {!hidden && sources.length > 0 && <><br />How it is known: {sources.join("; ")}</>}
      </p>
      <p class="sh-tags">
        {subject?.frozen && <Tag colour="red">Frozen: a challenge is open</Tag>}
        {subject?.restricted && <Tag colour="orange">Restricted: stored only</Tag>}
        {subject?.under18 && <Tag colour="yellow">Under 18, or looks it</Tag>}
      </p>
      <SummaryList rows={[
        aliases.length > 1 && { key: "Names used", value: aliases.join(", ") },
        { key: "Looks", value: person.appearances.length > 0 ? shown(person.appearances[0].withheld, "suspect.hair", looksOfAppearance(person.appearances[0])) : "Not given" },
        plates.length > 0 && { key: "Vehicles", value: plates.join(", ") },
        { key: "Reports", value: shown(subject?.withheld, "appearance_count", count > 0 ? `${count}${count > appearances.length ? `, of which you see ${appearances.length}` : ""}` : "", `${appearances.length}`) },
        { key: "On record since", value: day(subject?.firstHeldAt) },
      ]} />
    </>
  );
}

// What the law owes the person: notice, or a recorded reason.
function Owed({ subject, person }: { subject: Subject; person: GetSubjectResponse }) {
  const { role } = useHub();
  if (!subject.noticeDue) return null;
  const id = subject.subjectId?.value;
  // The newest is the one that counts.
  const newest = person.notices[0];
  const waits = newest?.kind === NoticeKind.EXEMPT && !newest.reviewOverdue;
  return (
    <div data-name="notice-due">
      {waits ? <p class="govuk-body">Why this person is not told yet has been recorded. It must be looked at again by {day(newest.reviewBy)} ({dueWords(newest.reviewBy)}).</p>
        : <Warning>This person must be told that they are on record, by {until(subject.noticeDue)} ({dueWords(subject.noticeDue)}), or earlier if members see them first.</Warning>}
      {role === Role.COORDINATOR && (
        <ul class="govuk-list">
          <li><a class="govuk-link" href={`#/notices/letter/${id}`}>Letter to print</a></li>
          <li><a class="govuk-link" href={`#/notices/record?subject=${id}`}>Record that they were told</a></li>
          <li><a class="govuk-link" href={`#/notices/exempt?subject=${id}`}>{waits ? "Record a new reason and date" : "Record why they are not told yet"}</a></li>
        </ul>
      )}
    </div>
  );
}

function Doing({ person, id }: { person: GetSubjectResponse; id: string }) {
  const { role } = useHub();
  const appearance = person.appearances[0]?.suspect?.appearanceId?.value ?? "";
  const incident = person.appearances[0]?.incidentId?.value ?? "";
  return (
    <>
      {role === Role.COORDINATOR && !person.subject?.frozen && !person.subject?.restricted && (
        <a class="govuk-button" role="button" draggable={false} data-name="propose" href={`#/bulletins/new?subject=${id}&incident=${incident}&appearance=${appearance}`}>Propose a bulletin</a>
      )}
      {role === Role.COORDINATOR && !person.subject?.noticeDue && <p class="govuk-body"><a class="govuk-link" href={`#/notices/letter/${id}`}>Letter to print</a></p>}
      {role === Role.DPO && <p class="govuk-body"><a class="govuk-link" href={`#/audit/who?kind=${RecordKind.SUBJECT}&record=${id}`}>Who looked at this person</a></p>}
    </>
  );
}
