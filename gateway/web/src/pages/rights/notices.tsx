// Whom the scheme must tell that they are on record, by when; and whom it does not tell for now, and why. The
// coordinator works here, the DPO reads.
import type { Notice, Subject } from "@gen/subject/v1/subject_pb";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { Role } from "@gen/policy/v1/policy_pb";
import { useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { usePaged } from "../../lib/use_paged";
import { Fetched } from "../../ui/loading";
import { DueTag } from "../../ui/due";
import { Button, SummaryList, Tag, Title } from "../../ui/page";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { day, dueWords, moment, until } from "../../words/dates";
import { provisionLaw, provisionWord } from "../../words/rights";

const MOST_ASKED_AGAIN = 10;

export function Notices() {
  const { clients, role } = useHub();
  const [due, setDue] = useState<Subject[]>();
  const exemptions = usePaged<Notice>(async (pageToken, options) => {
    let page = await clients.subject.listNotices({ pageSize: 20, pageToken }, options);
    // Asking opens people whom reports name and nobody had opened, some at a time: they are in the next answer.
    for (let again = 0; page.opened > 0 && again < MOST_ASKED_AGAIN; again++) page = await clients.subject.listNotices({ pageSize: 20, pageToken }, options);
    // Whom notice is due to comes with the first page.
    if (!pageToken) setDue(page.due);
    return { items: page.exemptions, next: page.nextPageToken };
  }, []);
  const coordinator = role === Role.COORDINATOR;
  return (
    <>
      <Title>Notices to people on record</Title>
      <p class="govuk-body">The law (UK GDPR Article 14) says that everybody on record must be told, unless a recorded reason lets that wait.</p>
      {coordinator && <p class="govuk-body"><a class="govuk-link" href="#/public-page">Who is responsible: the texts of the public page and of each letter</a></p>}
      <Fetched from={exemptions}>{(all) => (
        <>
          <section aria-labelledby="due-title">
            <h2 class="govuk-heading-m" id="due-title">Notice is due</h2>
            {due?.length === 0 ? <p class="govuk-body">Nobody has to be told now.</p>
              : <ul class="sh-list">{due?.map((one) => <Due key={one.subjectId?.value} subject={one} />)}</ul>}
          </section>
          <section aria-labelledby="exempt-title">
            <h2 class="govuk-heading-m" id="exempt-title">Not told for now</h2>
            {all.length === 0 ? <p class="govuk-body">Nobody is waiting to be told: no reason is in force.</p>
              : <ul class="sh-list">{all.map((one) => <Exemption key={one.noticeId?.value} notice={one} />)}</ul>}
          </section>
        </>
      )}</Fetched>
      {exemptions.more && <Button kind="secondary" onPress={exemptions.fetchMore} busy={exemptions.busy}>Show more</Button>}
    </>
  );
}

function Due({ subject }: { subject: Subject }) {
  const id = subject.subjectId?.value ?? "";
  const overdue = subject.noticeDue !== undefined && timestampMs(subject.noticeDue) < Date.now();
  const may = (action: string) => subject.allowedActions.includes(`notice.${action}`);
  const { withheld } = subject;
  return (
    <li class={`sh-card${overdue ? " sh-card--overdue" : ""}`} data-due={id}>
      <div class="sh-card__top">
        <h3 class="govuk-heading-s"><a class="govuk-link" href={`#/subjects/${id}`}>Person on record since {day(subject.firstHeldAt)}</a></h3>
        <span>{subject.frozen && <><Tag colour="purple">Frozen</Tag>{" "}</>}<DueTag at={subject.noticeDue} /></span>
      </div>
      <p class="govuk-body">
        {isWithheld(withheld, "notice_due") ? <>When notice is due: <NotShown />.</> : <>Notice {overdue ? "was" : "is"} due by {until(subject.noticeDue)}{overdue ? "" : ` (${dueWords(subject.noticeDue)})`}.</>}{" "}
        {isWithheld(withheld, "appearance_count") ? <>Number of reports: <NotShown />.</> : subject.appearanceCount === 1 ? "In 1 report." : `In ${subject.appearanceCount} reports.`}
      </p>
      {(may("record") || may("letter") || may("exempt")) && (
        <div class="sh-row-actions sh-card__do">
          {may("letter") && <a class="govuk-button govuk-button--secondary" role="button" draggable={false} href={`#/notices/letter/${id}`}>Letter to print</a>}
          {may("record") && <a class="govuk-button govuk-button--secondary" role="button" draggable={false} href={`#/notices/record?subject=${id}`}>Record that they were told</a>}
          {may("exempt") && <a class="govuk-button govuk-button--secondary" role="button" draggable={false} href={`#/notices/exempt?subject=${id}`}>Record why they are not told yet</a>}
        </div>
      )}
    </li>
  );
}

function Exemption({ notice }: { notice: Notice }) {
  const { role } = useHub();
  const { withheld } = notice;
  const id = notice.subjectId?.value ?? "";
  return (
    <li class={`sh-card${notice.reviewOverdue ? " sh-card--overdue" : ""}`} data-exemption={notice.noticeId?.value}>
      <div class="sh-card__top">
        <h3 class="govuk-heading-s">{isWithheld(withheld, "review_by") ? <NotShown /> : `Look at it again by ${day(notice.reviewBy)}`}</h3>
        <span><DueTag at={notice.reviewBy} /></span>
      </div>
      <SummaryList rows={[
        { key: "Why it waits", value: isWithheld(withheld, "provision") ? <NotShown /> : <>{provisionWord(notice.provision)}<br /><span class="sh-quiet">{provisionLaw(notice.provision)}</span></> },
        { key: "Reason given", value: shown(withheld, "reason", notice.reason) },
        { key: "Recorded", value: <>{moment(notice.recordedAt)} by {shown(withheld, "recorded_by", notice.recordedBy)}</> },
        !!id && { key: "Person", value: <a class="govuk-link" href={`#/subjects/${id}`}>Open the person{role === Role.DPO ? ", masked" : ""}</a> },
      ]} />
      {role === Role.COORDINATOR && id && (
        <p class="govuk-body">
          <a class="govuk-link" href={`#/notices/record?subject=${id}`}>Record that they were told</a>{" · "}
          <a class="govuk-link" href={`#/notices/exempt?subject=${id}`}>Record a new reason and date</a>{" · "}
          <a class="govuk-link" href={`#/notices/letter/${id}`}>Letter to print</a>
        </p>
      )}
    </li>
  );
}
