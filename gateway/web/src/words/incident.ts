// A report and its way in plain English.
import { CctvState, IncidentRequestState, OutcomeGroup, type Step, type Urgency } from "@gen/incident/v1/incident_pb";
import { IncidentState, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { theRole } from "./people";

const STATES: Record<IncidentState, [string, string]> = {
  [IncidentState.UNSPECIFIED]: ["Unknown", "grey"],
  [IncidentState.DRAFT]: ["Draft", "grey"],
  [IncidentState.SUBMITTED]: ["Sent", "blue"],
  [IncidentState.RETURNED]: ["More needed", "yellow"],
  [IncidentState.ACCEPTED]: ["Accepted", "turquoise"],
  [IncidentState.DECLINED]: ["Declined", "grey"],
  [IncidentState.PASSED]: ["Passed on", "light-blue"],
  [IncidentState.TAKEN]: ["Being dealt with", "purple"],
  [IncidentState.ANSWERED]: ["Answered", "green"],
  [IncidentState.CLOSED]: ["Closed", "grey"],
  [IncidentState.WITHDRAWN]: ["Withdrawn", "grey"],
};
export const stateWord = (state: IncidentState) => STATES[state]?.[0] ?? "Unknown";
export const stateColour = (state: IncidentState) => STATES[state]?.[1] ?? "grey";

const TYPES: Record<IncidentType, string> = {
  [IncidentType.UNSPECIFIED]: "Not given",
  [IncidentType.THEFT_FROM_SHOP]: "Theft from the shop",
  [IncidentType.ROBBERY_BUSINESS]: "Robbery (force or threat used to steal)",
  [IncidentType.BURGLARY_BUSINESS]: "Burglary",
  [IncidentType.ASSAULT]: "Assault",
  [IncidentType.THREATS]: "Threats",
  [IncidentType.ABUSE]: "Abuse",
  [IncidentType.CRIMINAL_DAMAGE]: "Criminal damage",
  [IncidentType.MAKING_OFF_WITHOUT_PAYMENT]: "Making off without payment",
  [IncidentType.FRAUD]: "Fraud",
  [IncidentType.ASB_PERSONAL]: "Anti-social behaviour aimed at a person",
  [IncidentType.ASB_NUISANCE]: "Nuisance",
  [IncidentType.ASB_ENVIRONMENTAL]: "Litter, graffiti or damage to the surroundings",
};
export const typeWord = (type: IncidentType) => TYPES[type] ?? "Unknown";

// As buttons: what shops report most first, in few words; the rest behind "Something else".
export const USUAL_TYPES: [IncidentType, string][] = [
  [IncidentType.THEFT_FROM_SHOP, "Theft"],
  [IncidentType.ABUSE, "Abuse"],
  [IncidentType.THREATS, "Threats"],
  [IncidentType.ASSAULT, "Assault"],
  [IncidentType.ROBBERY_BUSINESS, "Robbery"],
  [IncidentType.ASB_NUISANCE, "Nuisance"],
];
export const OTHER_TYPES: [IncidentType, string][] = [
  [IncidentType.CRIMINAL_DAMAGE, "Criminal damage"],
  [IncidentType.MAKING_OFF_WITHOUT_PAYMENT, "Left without paying"],
  [IncidentType.FRAUD, "Fraud"],
  [IncidentType.BURGLARY_BUSINESS, "Burglary"],
  [IncidentType.ASB_PERSONAL, "Bothering a person"],
  [IncidentType.ASB_ENVIRONMENTAL, "Litter or graffiti"],
];

export type UrgencyKey = Exclude<keyof Urgency, "$typeName" | "$unknown">;

// The order of the Retail Crime Action Plan.
export const URGENCIES: [UrgencyKey, string][] = [
  ["violence", "Violence"],
  ["threat", "Threat"],
  ["weapon", "Weapon"],
  ["hate", "Hate"],
  ["offenderDetained", "Person is detained"],
  ["knownProlific", "Known to steal often"],
  ["under18", "Looks under 18"],
  ["evidenceOnlyPoliceCanSecure", "Evidence only police can get"],
];

export function urgencyWords(urgency: Urgency | undefined): string[] {
  return URGENCIES.filter(([key]) => urgency?.[key]).map(([, text]) => text);
}

const OUTCOMES: Record<OutcomeGroup, string> = {
  [OutcomeGroup.UNSPECIFIED]: "No outcome given",
  [OutcomeGroup.CHARGED_OR_SUMMONSED]: "Charged or summonsed",
  [OutcomeGroup.TAKEN_INTO_CONSIDERATION]: "Taken into consideration (admitted in court with another offence)",
  [OutcomeGroup.OUT_OF_COURT_FORMAL]: "Out of court: formal (for example a caution)",
  [OutcomeGroup.OUT_OF_COURT_INFORMAL]: "Out of court: informal (community resolution)",
  [OutcomeGroup.PROSECUTION_PREVENTED]: "Prosecution prevented (the law does not allow one)",
  [OutcomeGroup.EVIDENTIAL_DIFFICULTIES]: "Evidential difficulties (not enough evidence)",
  [OutcomeGroup.NO_SUSPECT_IDENTIFIED]: "Investigated: no suspect identified",
  [OutcomeGroup.TRANSFERRED]: "Transferred to another body",
  [OutcomeGroup.NOT_IN_PUBLIC_INTEREST]: "Further action not in the public interest",
  [OutcomeGroup.DIVERSIONARY]: "Diversionary or educational activity (instead of court)",
  [OutcomeGroup.UNDER_INVESTIGATION]: "Under investigation",
  [OutcomeGroup.COUNCIL_ACTION]: "Council action (warned, advised or patrol changed)",
  [OutcomeGroup.NO_FURTHER_ACTION]: "No further action",
};
export const outcomeWord = (outcome: OutcomeGroup) => OUTCOMES[outcome] ?? "Unknown";

export function outcomesFor(role: Role): OutcomeGroup[] {
  const council = [
    OutcomeGroup.COUNCIL_ACTION, OutcomeGroup.UNDER_INVESTIGATION, OutcomeGroup.OUT_OF_COURT_INFORMAL,
    OutcomeGroup.TRANSFERRED, OutcomeGroup.NO_FURTHER_ACTION,
  ];
  if (role === Role.COUNCIL) return council;
  return (Object.values(OutcomeGroup).filter((value) => typeof value === "number") as OutcomeGroup[])
    .filter((outcome) => outcome !== OutcomeGroup.UNSPECIFIED && outcome !== OutcomeGroup.COUNCIL_ACTION);
}

export function cctvWord(state: CctvState): string {
  if (state === CctvState.YES) return "Yes";
  if (state === CctvState.NO) return "No";
  return state === CctvState.NOT_CHECKED ? "Not checked yet" : "Not given";
}

export function requestStateWord(state: IncidentRequestState): string {
  if (state === IncidentRequestState.GRANTED) return "Granted";
  return state === IncidentRequestState.REFUSED ? "Refused" : "Waiting";
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

// One line of the line of time, as a sentence.
export function stepWords(step: Step): string {
  const by = capital(theRole(step.byRole));
  switch (step.action) {
    case "incident.report": return `${by} sent the report`;
    case "incident.return": return `${by} asked for more`;
    case "incident.complete": return `${by} added what was missing`;
    case "incident.accept": return `${by} accepted the report`;
    case "incident.decline": return `${by} declined the report`;
    case "incident.pass": return `${by} passed the report to ${theRole(step.toRole)}`;
    case "incident.take": return `${by} took the report on`;
    case "incident.ask_back": return `${by} asked the shop a question`;
    case "incident.answer": return `${by} answered`;
    case "incident.close": return `${by} closed the report`;
    case "incident.withdraw": return `${by} withdrew the report`;
    case "read": return `Read by ${theRole(step.byRole)}`;
    default: return `${by}: ${stateWord(step.state).toLowerCase()}`;
  }
}
