// Challenges and requests from outside, earliest due first; the coordinator reviews and decides, and so
// does the DPO who answers somebody; auditing, the DPO reads.
import { useState } from "preact/hooks";
import { type Challenge, ChallengeState } from "@gen/subject/v1/subject_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { usePaged } from "../../lib/use_paged";
import { Chip } from "../../ui/chips";
import { Fetched } from "../../ui/loading";
import { DueTag } from "../../ui/due";
import { Opened } from "../../ui/opened";
import { Button, Done, SummaryList, Tag, Title } from "../../ui/page";
import { isWithheld, shown } from "../../ui/withheld";
import { day, dueWords, until } from "../../words/dates";
import { challengeOutcomeWord, challengeStateColour, challengeStateWord, groundSaid, groundWord } from "../../words/rights";
import { DecideChallenge } from "./decide_challenge";
import { Release } from "./release";
import { ReviewChallenge } from "./review_challenge";

export function Challenges() {
  const { clients, role } = useHub();
  const [decided, setDecided] = useState(false);
  const [done, setDone] = useState("");
  const list = usePaged<Challenge>(async (pageToken, options) => {
    const page = await clients.subject.listChallenges({ decided, pageSize: 20, pageToken }, options);
    return { items: page.challenges, next: page.nextPageToken };
  }, [decided]);
  return (
    <>
      {done && <Done>{done}</Done>}
      <Title>Challenges and requests</Title>
      {role === Role.COORDINATOR && <p class="govuk-body">Anybody can send one from the scheme’s public page. Each has to be answered by its date; the answer goes to the contact given.</p>}
      <div class="sh-chips" role="group" aria-label="Which challenges">
        <Chip pressed={!decided} onPress={() => setDecided(false)}>Open</Chip>
        <Chip pressed={decided} onPress={() => setDecided(true)}>Decided</Chip>
      </div>
      <Fetched from={list}>{(challenges) => challenges.length === 0
        ? <p class="govuk-body">{decided ? "No challenge has been decided yet." : "No challenge is open. A new one appears here with the date its answer is due."}</p>
        : <ul class="sh-list">{challenges.map((one) => (
          <One key={one.challengeId?.value} challenge={one} done={(text) => { setDone(text); list.again(); }} />
        ))}</ul>}
      </Fetched>
      {list.more && <Button kind="secondary" onPress={list.fetchMore} busy={list.busy}>Show more</Button>}
    </>
  );
}

function One({ challenge, done }: { challenge: Challenge; done: (text: string) => void }) {
  const [open, setOpen] = useState<"" | "review" | "decide">("");
  const id = challenge.challengeId?.value ?? "";
  const may = (action: string) => challenge.allowedActions.includes(`challenge.${action}`);
  const over = challenge.state === ChallengeState.DECIDED;
  const reviewWords = over ? "Say what was put right" : challenge.state === ChallengeState.RECEIVED ? "Review" : "Review again";
  const finish = (text: string) => {
    setOpen("");
    done(text);
  };
  return (
    <li class={`sh-card${challenge.overdue ? " sh-card--overdue" : challenge.state === ChallengeState.RECEIVED ? " sh-card--new" : ""}`} data-challenge={id}>
      <div class="sh-card__top">
        <h2 class="govuk-heading-s">{isWithheld(challenge.withheld, "ground") ? shown(challenge.withheld, "ground", "") : groundWord(challenge.ground)}</h2>
        <span>
          {!over && <DueTag at={challenge.answerBy} />}
          {challenge.freezes && <><Tag colour="purple">Frozen</Tag>{" "}</>}
          <Tag colour={challengeStateColour(challenge.state)}>{challengeStateWord(challenge.state)}</Tag>
        </span>
      </div>
      <p class="govuk-body">Received {day(challenge.receivedAt)}. {over ? "" : <>The answer is <strong>{dueWords(challenge.answerBy)}</strong>, by {until(challenge.answerBy)}.</>}</p>
      <Facts challenge={challenge} />
      {(may("review") || may("decide")) && (
        <div class="sh-row-actions">
          {may("decide") && <Button kind={challenge.state === ChallengeState.UNDER_REVIEW ? undefined : "secondary"} expanded={open === "decide"} name="decide" onPress={() => setOpen(open === "decide" ? "" : "decide")}>Decide</Button>}
          {may("review") && <Button kind={challenge.state === ChallengeState.RECEIVED ? undefined : "secondary"} expanded={open === "review"} name="review" onPress={() => setOpen(open === "review" ? "" : "review")}>{reviewWords}</Button>}
        </div>
      )}
      {open && (
        <Opened key={open} title={open === "decide" ? "Decide" : reviewWords} close={() => setOpen("")}>
          {open === "decide" ? <DecideChallenge challenge={challenge} done={finish} />
            : over ? <Release challenge={challenge} done={finish} /> : <ReviewChallenge challenge={challenge} done={finish} />}
        </Opened>
      )}
    </li>
  );
}

function Facts({ challenge }: { challenge: Challenge }) {
  const { withheld } = challenge;
  const { role } = useHub();
  const reviewed = challenge.state !== ChallengeState.RECEIVED;
  const person = challenge.subjectId?.value;
  return (
    <SummaryList rows={[
      !!groundSaid(challenge.ground) && { key: "What they chose", value: `“${groundSaid(challenge.ground)}”` },
      { key: "Name", value: shown(withheld, "name", challenge.name) },
      { key: "How to reach them", value: shown(withheld, "contact", challenge.contact) },
      { key: "What they say", value: <span class="sh-lines">{shown(withheld, "what", challenge.what)}</span> },
      !!challenge.acknowledgedAt && { key: "First looked at", value: day(challenge.acknowledgedAt) },
      reviewed && { key: "Who it is about", value: person
        ? <a class="govuk-link" href={`#/subjects/${person}`}>Open the person{role === Role.DPO ? ", masked" : ""}</a>
        : isWithheld(withheld, "subject_id") ? shown(withheld, "subject_id", "") : "Nobody on record fits" },
      reviewed && { key: "Their identity", value: isWithheld(withheld, "identity_confirmed") ? shown(withheld, "identity_confirmed", "") : challenge.identityConfirmed ? "Confirmed" : "Not confirmed yet" },
      reviewed && { key: "Effect", value: isWithheld(withheld, "freezes") ? shown(withheld, "freezes", "")
        : challenge.freezes ? "The person is frozen: members cannot see them until this is decided" : "Nothing is frozen" },
      !!challenge.notFrozenBecause && { key: "Not frozen because", value: challenge.notFrozenBecause },
      challenge.state === ChallengeState.DECIDED && { key: "Outcome", value: isWithheld(withheld, "outcome") ? shown(withheld, "outcome", "") : challengeOutcomeWord(challenge.outcome) },
      challenge.state === ChallengeState.DECIDED && { key: "Reasons", value: <span class="sh-lines">{shown(withheld, "decision", challenge.decision)}</span> },
      !!challenge.decidedBy && { key: "Decided by", value: challenge.decidedBy },
    ]} />
  );
}
