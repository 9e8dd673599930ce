// Challenges and notices in plain English.
import { ChallengeGround } from "@gen/policy/v1/policy_pb";
import { ChallengeOutcome, ChallengeState, ExemptionProvision, NoticeKind, NoticeWay } from "@gen/subject/v1/subject_pb";
import { type GroundName, GROUNDS } from "./grounds";

// What somebody outside wrote as "It was not me" is this at the scheme's desk.
const DESK: Record<GroundName, string> = {
  ACCESS: "Asks what is held (access)",
  MISTAKEN_IDENTITY: "Says it was not them (mistaken identity)",
  INACCURATE: "Says something is wrong (correction)",
  OBJECTION: "Objects to the use of their data",
  ERASURE: "Asks for erasure",
  APPEAL: "Appeals against a ban or a warning",
  COMPLAINT: "Complains",
};
export const groundWord = (ground: ChallengeGround) => DESK[ChallengeGround[ground] as GroundName] ?? "Not given";
export const groundSaid = (ground: ChallengeGround) => GROUNDS[ChallengeGround[ground] as GroundName]?.[0] ?? "";

const STATES: Record<ChallengeState, [string, string]> = {
  [ChallengeState.UNSPECIFIED]: ["Unknown", "grey"],
  [ChallengeState.RECEIVED]: ["Received", "blue"],
  [ChallengeState.UNDER_REVIEW]: ["Under review", "yellow"],
  [ChallengeState.DECIDED]: ["Decided", "green"],
};
export const challengeStateWord = (state: ChallengeState) => STATES[state]?.[0] ?? "Unknown";
export const challengeStateColour = (state: ChallengeState) => STATES[state]?.[1] ?? "grey";

export const OUTCOMES: Record<ChallengeOutcome, [string, string]> = {
  [ChallengeOutcome.UNSPECIFIED]: ["Not decided", ""],
  [ChallengeOutcome.UPHELD]: ["Upheld", "They are right. The person stays frozen until you say what was put right."],
  [ChallengeOutcome.PARTLY_UPHELD]: ["Partly upheld", "They are right in part. The person stays frozen until you say what was put right."],
  [ChallengeOutcome.REFUSED]: ["Refused", "They are not right, or the law lets the scheme go on. What was frozen is free again; where it may be the wrong person, say why it is the right one."],
  [ChallengeOutcome.NOT_IDENTIFIED]: ["Not identified", "They did not show who they are, or did not answer. What was frozen is free again; where it may be the wrong person, say why it is the right one."],
};
export const challengeOutcomeWord = (outcome: ChallengeOutcome) => OUTCOMES[outcome]?.[0] ?? "Unknown";

export const WAYS: [NoticeWay, string, string?][] = [
  [NoticeWay.IN_PERSON, "In person", "The letter was handed to them."],
  [NoticeWay.POST, "By post"],
  [NoticeWay.BY_POLICE, "By the police", "An officer gave it to them."],
];
export const wayWord = (way: NoticeWay) => WAYS.find(([key]) => key === way)?.[1] ?? "Not given";

export const PROVISIONS: [ExemptionProvision, string, string][] = [
  [ExemptionProvision.CRIME, "It would harm the prevention or detection of crime", "Data Protection Act 2018, Schedule 2, paragraph 2(1)."],
  [ExemptionProvision.IMPOSSIBLE, "It is impossible, or far too much effort", "Nobody knows who they are. UK GDPR Article 14(5)(b)."],
  [ExemptionProvision.SERIOUSLY_IMPAIR, "It would defeat what the scheme holds the data for", "UK GDPR Article 14(5)(b)."],
];
export const provisionWord = (provision: ExemptionProvision) => PROVISIONS.find(([key]) => key === provision)?.[1] ?? "Not given";
export const provisionLaw = (provision: ExemptionProvision) => PROVISIONS.find(([key]) => key === provision)?.[2] ?? "";

export function noticeWord(kind: NoticeKind): string {
  if (kind === NoticeKind.GIVEN) return "Notice given";
  return kind === NoticeKind.EXEMPT ? "Notice not given for now" : "Unknown";
}
