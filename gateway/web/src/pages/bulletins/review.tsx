// What a reviewer looks at before a face goes up: who proposed it, what was checked, what is missing and
// where to mend it, who will see it; and what this reader may do with it now.
import type { Bulletin } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { PublicationItem, Role } from "@gen/policy/v1/policy_pb";
import type { ComponentChildren } from "preact";
import { useHub } from "../../app/hub";
import { type Row, SummaryList, Tag } from "../../ui/page";
import { isWithheld, shown } from "../../ui/withheld";
import { hidingWords, mendOf, missingWords, showsPeople } from "../../words/bulletin";
import { moment, until } from "../../words/dates";
import { roleWord } from "../../words/people";
import { Actions, reviewActions } from "./actions";
import { WhoWillSee } from "./audience";
import { namesOf, personTitle } from "./people";

const COUNTS = [Role.COORDINATOR, Role.SITE_MANAGER];
const WORKED_ON = [BulletinState.PROPOSED, BulletinState.APPROVED];

export function Review({ bulletin, done }: { bulletin: Bulletin; done: (text: string) => void }) {
  const { role } = useHub();
  const { withheld, state } = bulletin;
  const worked = WORKED_ON.includes(state);
  if (!worked && reviewActions(bulletin).length === 0 && !bulletin.proposedBy) return null;
  return (
    <section class="sh-review" aria-labelledby="review-title">
      <h2 class="govuk-heading-m" id="review-title">{worked ? "Before it is published" : "How it was published"}</h2>
      {!worked && bulletin.missing.length > 0 && <Hidden bulletin={bulletin} />}
      <SummaryList rows={[
        { key: "Proposed by", value: shown(withheld, "proposed_by", bulletin.proposedBy && `${bulletin.proposedBy}, ${moment(bulletin.proposedAt)}`) },
        (bulletin.approvedBy !== "" || isWithheld(withheld, "approved_by")) && { key: "Approved by",
          value: shown(withheld, "approved_by", bulletin.approvedBy && `${bulletin.approvedBy}, ${roleWord(bulletin.approvedByRole).toLowerCase()}`) },
        ...checklist(bulletin),
        bulletin.ageSignOff?.at && { key: "Signed for age", value: <>
          {shown(withheld, "age_sign_off.by_name", bulletin.ageSignOff.byName)}, {roleWord(bulletin.ageSignOff.byRole).toLowerCase()}, {moment(bulletin.ageSignOff.at)}
          <br />{shown(withheld, "age_sign_off.reason", bulletin.ageSignOff.reason)}</> },
        worked && bulletin.liveUntil && { key: "Live until", value: `At the longest ${until(bulletin.liveUntil)}` },
        bulletin.incidentIds.length > 0 && { key: "Made from", value: <ul class="govuk-list sh-flat">{bulletin.incidentIds.map((one, index) => (
          <li key={one.value}><a class="govuk-link" href={`#/reports/${one.value}`}>Report {index + 1}</a></li>))}</ul> },
      ]} />
      {COUNTS.includes(role) && bulletin.audience && <WhoWillSee audience={bulletin.audience} past={!worked} />}
      {worked && <Missing bulletin={bulletin} />}
      <Actions bulletin={bulletin} done={done} />
    </section>
  );
}

function checklist({ checklist: list, withheld, kind }: Bulletin): Row[] {
  if (!list && !isWithheld(withheld, "checklist")) return [];
  const tick = (done: boolean | undefined, words: string) => (done ? <><span class="sh-tick" aria-hidden="true">✓</span> {words}</> : <Tag colour="yellow">Not checked</Tag>);
  const hidden = (path: string) => isWithheld(withheld, path);
  if (!showsPeople(kind)) {
    return [{ key: "Names and describes nobody", value: hidden("checklist.names_nobody") ? shown(withheld, "checklist.names_nobody", "") : tick(list?.namesNobody, "Confirmed by whoever proposed it") }];
  }
  return [
    { key: "Who saw it", value: shown(withheld, "checklist.who_saw_it", list?.whoSawIt) },
    { key: "CCTV", value: hidden("checklist.cctv_checked") ? shown(withheld, "checklist.cctv_checked", "") : tick(list?.cctvChecked, "Looked at") },
    { key: "Payment", value: hidden("checklist.paid_for_checked") ? shown(withheld, "checklist.paid_for_checked", "") : tick(list?.paidForChecked, "Checked: the goods were not paid for") },
  ];
}

function Missing({ bulletin }: { bulletin: Bulletin }) {
  if (bulletin.missing.length === 0) {
    return <p class="sh-ready" data-name="ready"><strong>Nothing is missing.</strong> {bulletin.state === BulletinState.APPROVED || bulletin.allowedActions.includes("bulletin.publish") ? "It can be published." : ""}</p>;
  }
  return (
    <div class="sh-missing" data-name="missing">
      <h3 class="govuk-heading-s">Still missing</h3>
      <ol class="govuk-list govuk-list--number">
        {bulletin.missing.map((item) => <li key={item} data-missing={PublicationItem[item]}>{missingWords(item, bulletin.kind)}. <Mending bulletin={bulletin} item={item} /></li>)}
      </ol>
    </div>
  );
}

// It is up, and members do not see it all the same.
const Hidden = ({ bulletin }: { bulletin: Bulletin }) => (
  <div class="sh-missing" data-name="hidden">
    <h3 class="govuk-heading-s">Members do not see it now</h3>
    <ul class="govuk-list govuk-list--bullet">
      {bulletin.missing.map((item) => <li key={item} data-missing={PublicationItem[item]}>{hidingWords(item)}. <Mending bulletin={bulletin} item={item} /></li>)}
    </ul>
  </div>
);

// Where this reader can mend it; nothing where they cannot.
function Mending({ bulletin, item }: { bulletin: Bulletin; item: PublicationItem }) {
  const { role } = useHub();
  const coordinator = role === Role.COORDINATOR;
  const link = (to: string, text: ComponentChildren) => <a class="govuk-link" href={`#${to}`}>{text}</a>;
  switch (mendOf(item)) {
    case "amend":
      return bulletin.allowedActions.includes("bulletin.amend") ? link(`/bulletins/amend/${bulletin.bulletinId?.value}`, "Change the bulletin") : null;
    case "report":
      return <>{bulletin.incidentIds.map((one, index) => <span key={one.value}>{link(`/reports/${one.value}`, `Open report ${index + 1}`)} </span>)}</>;
    case "challenges":
      return coordinator ? link("/challenges", "Open the challenges") : null;
    case "notice":
      if (!coordinator) return null;
      return <>{bulletin.persons.map((one, index) => {
        const subject = one.subjectId?.value;
        const who = namesOf(one) || personTitle(bulletin, index).toLowerCase();
        return subject && (
          <span class="sh-block" key={subject}>
            {link(`/notices/record?subject=${subject}`, `Record that ${who} was told`)} or {link(`/notices/exempt?subject=${subject}`, <>record why not<span class="govuk-visually-hidden">: {who}</span></>)}
          </span>
        );
      })}</>;
    default:
      return null;
  }
}
