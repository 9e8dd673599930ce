// The audit log in plain English.
import { LeafUse, Outcome } from "@gen/audit/v1/audit_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { Label, Operation, RecordKind } from "@gen/label/v1/label_pb";

const OPERATIONS: Record<Operation, string> = {
  [Operation.OPERATION_UNSPECIFIED]: "Not given",
  [Operation.NONE]: "No personal data",
  [Operation.COLLECTION]: "Collection",
  [Operation.ALTERATION]: "Alteration",
  [Operation.CONSULTATION]: "Consultation",
  [Operation.DISCLOSURE]: "Disclosure",
  [Operation.COMBINATION]: "Combination",
  [Operation.ERASURE]: "Erasure",
};
export const operationWord = (operation: Operation) => OPERATIONS[operation] ?? "Unknown";
export const OPERATIONS_TO_CHOOSE = [
  Operation.COLLECTION, Operation.ALTERATION, Operation.CONSULTATION, Operation.DISCLOSURE,
  Operation.COMBINATION, Operation.ERASURE,
];

const USES: Record<LeafUse, string> = {
  [LeafUse.UNSPECIFIED]: "Unknown",
  [LeafUse.SHOWN]: "Shown",
  [LeafUse.DENIED]: "Asked for and refused",
  [LeafUse.RULE]: "Looked at by a rule only",
  [LeafUse.WRITTEN]: "Changed",
  [LeafUse.ERASED]: "Erased",
};
export const useWord = (use: LeafUse) => USES[use] ?? "Unknown";

export const auditOutcomeWord = (outcome: Outcome) => (outcome === Outcome.DENIED ? "Refused" : "Allowed");

// Why it was refused, as the log keeps it: "REASON_NOT_FOUND". What is not here reads as its own name.
const REFUSALS: Partial<Record<Reason, string>> = {
  [Reason.NOT_FOUND]: "It does not exist, or was not shared with them",
  [Reason.NOT_ALLOWED]: "Their role may not do this",
  [Reason.NO_MEMBERSHIP]: "They were no member of the scheme",
  [Reason.PURPOSE_NOT_ALLOWED]: "Not for the purpose they had chosen",
  [Reason.TERMS_NOT_ACCEPTED]: "They had not accepted the terms",
  [Reason.AGREEMENT_EXPIRED]: "Their organisation’s agreement had ended",
  [Reason.SUSPENDED]: "Their account was suspended",
  [Reason.OFFICER_NOT_NAMED]: "The agency’s system named no officer",
  [Reason.WRONG_STATE]: "Not possible where the report stood",
  [Reason.ROLES_CONFLICT]: "The two roles exclude each other",
  [Reason.LAST_COORDINATOR]: "A scheme needs a coordinator",
  [Reason.NOT_READY]: "Something was missing before it could be done",
  [Reason.NOT_SECOND_PERSON]: "A second person had to do it",
  [Reason.HAS_PHOTO]: "There was a photo of this person already",
  [Reason.FROZEN]: "Somebody challenges it",
  [Reason.SELF]: "Nobody does this to their own account",
};
export function reasonWord(name: string): string {
  const bare = name.replace(/^REASON_/, "");
  const words = bare.toLowerCase().replace(/_/g, " ");
  return REFUSALS[Reason[bare as keyof typeof Reason]] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

// "SUSPECT_NAME" reads as "suspect name"; what does not read well so has words of its own.
const spaced = (name: string | undefined) => (name ?? "unknown").toLowerCase().replace(/_/g, " ");
const LABELS: Partial<Record<Label, string>> = {
  [Label.RECORD_ID]: "number of the record",
  [Label.MEMBER_ID]: "number of a member",
  [Label.SUSPECT_STANDING]: "how far it is proven",
  [Label.VEHICLE_PLATE]: "number plate",
  [Label.NARRATIVE]: "what happened, in words",
  [Label.INCIDENT_CLASS]: "kind of incident",
  [Label.INCIDENT_TIME]: "time of the incident",
  [Label.INCIDENT_PLACE]: "place of the incident",
  [Label.CCTV]: "CCTV",
  [Label.PROGRESS]: "where it stands",
  [Label.AGENCY_ANSWER]: "answer to the shop",
  [Label.AGENCY_NOTE]: "note for agencies",
  [Label.MEMBER_LOGIN]: "member email address",
  [Label.MEMBER_STANDING]: "member role and state",
  [Label.CREDENTIAL]: "password, code or key",
  [Label.AUDIT_ACTOR]: "who did it",
  [Label.AUDIT_OBJECT]: "which record it was",
  [Label.AUDIT_EVENT]: "what was done",
};
export const labelWord = (label: Label) => LABELS[label] ?? spaced(Label[label]);
const KINDS: Partial<Record<RecordKind, string>> = {
  [RecordKind.INCIDENT]: "report",
  [RecordKind.MEMBERSHIP]: "member",
  [RecordKind.INCIDENT_REQUEST]: "request to see reports",
  [RecordKind.SUBJECT]: "person reported",
  [RecordKind.SIGHTING]: "sighting",
  [RecordKind.IDENTIFICATION]: "answer to “who is this?”",
  [RecordKind.NOTICE]: "notice or exemption",
  [RecordKind.AUDIT_DIRECTORY]: "name in the audit",
  [RecordKind.REFERENCE_FIGURES]: "recorded crime",
};
export const kindWord = (kind: RecordKind) => KINDS[kind] ?? spaced(RecordKind[kind]);
export const KINDS_TO_CHOOSE = [
  RecordKind.INCIDENT, RecordKind.SUBJECT, RecordKind.PHOTO, RecordKind.BULLETIN, RecordKind.CHALLENGE, RecordKind.NOTICE, RecordKind.MEMBERSHIP, RecordKind.ACCOUNT, RecordKind.INCIDENT_REQUEST,
  RecordKind.ORGANISATION, RecordKind.SITE,
];

const ACTIONS: Record<string, string> = {
  "incident.report": "Reported an incident",
  "incident.return": "Asked for more on a report",
  "incident.complete": "Added to a report",
  "incident.accept": "Accepted a report",
  "incident.decline": "Declined a report",
  "incident.pass": "Passed a report on",
  "incident.take": "Took a report on",
  "incident.ask_back": "Asked the shop a question",
  "incident.answer": "Answered a report",
  "incident.close": "Closed a report",
  "incident.withdraw": "Withdrew a report",
  "incident.read": "Opened a report",
  "incident.list_mine": "Listed their own reports",
  "incident.list": "Listed reports",
  "incident.watch": "Watched the live list",
  "incident.request": "Asked to see more reports",
  "incident.list_requests": "Listed requests for reports",
  "incident.decide_request": "Decided a request for reports",
  "person.invite": "Invited a person",
  "person.list": "Listed people",
  "person.change_role": "Changed a role",
  "person.suspend": "Suspended a person",
  "person.restore": "Restored a person",
  "person.remove": "Removed a person",
  "place.list": "Listed areas and sites",
  "area.add": "Added an area",
  "site.add": "Added a site",
  "agreement.record": "Recorded an agreement",
  "agreement.list": "Listed organisations",
  "terms.accept": "Accepted the terms",
  "terms.read": "Read the terms",
  "audit.list": "Listed audit entries",
  "audit.read": "Opened an audit entry",
  "audit.who_looked": "Asked who looked",
  "audit.checkpoint": "Checked the log",
  "audit.tile": "Read a part of the log",
  "audit.reconcile": "Recorded that entries were lost",
  "audit.entry_lost": "An entry that was lost",
  "agency_certificate.issue": "Issued an agency certificate",
  "agency_certificate.list": "Listed agency certificates",
  "agency_certificate.revoke": "Revoked an agency certificate",
  "invitation.read": "Opened an invitation",
  "invitation.accept": "Took up an invitation",
  "invitation.confirm": "Set up their phone",
  "session.start": "Signed in",
  "session.touch": "Stayed signed in",
  "session.who": "Looked at their own account",
  "session.end": "Signed out",
  "scheme.init": "Started the scheme",
  "scheme.carry": "The hub set up the scheme",
  "invitation.carry": "The hub carried out an invitation",
  "acceptance.carry": "The hub let a person join",
  "standing.carry": "The hub carried out a change of membership",
  "photo.start": "Announced a photo",
  "photo.send": "Sent a part of a photo",
  "photo.finish": "Added a photo to a report",
  "photo.list": "Listed the photos of a report or bulletin",
  "photo.read": "Looked at a photo",
  "photo.original": "Took the original of a photo",
  "photo.state_authority": "Stated whose CCTV a photo is",
  "photo.withdraw_authority": "Took a photo back everywhere",
  "photo.remove": "Removed a photo",
  "bulletin.propose": "Proposed a bulletin",
  "bulletin.preview_audience": "Looked who would see a bulletin",
  "bulletin.review": "Reviewed a bulletin",
  "bulletin.reject": "Rejected a bulletin",
  "bulletin.sign_off_age": "Signed off the age of somebody in a bulletin",
  "bulletin.publish": "Published a bulletin",
  "bulletin.amend": "Amended a bulletin",
  "bulletin.withdraw": "Withdrew a bulletin",
  "bulletin.expire": "Ended a bulletin early",
  "bulletin.list": "Looked at a gallery",
  "bulletin.read": "Opened a bulletin",
  "bulletin.acknowledge": "Acknowledged a bulletin",
  "bulletin.sighting": "Reported that somebody was seen again",
  "bulletin.answer": "Answered “who is this?”",
  "bulletin.list_responses": "Read sightings and answers",
  "bulletin.watch": "Watched the live bulletins",
  "subject.open": "Opened a person of a report",
  "photo.settle": "The hub brought a photo into line with a changed report",
  "bulletin.settle": "The hub keeps answers as long as their bulletin",
  "subject.settle": "The hub brought a person into line with a changed report",
  "subject.link": "Linked two people as one",
  "subject.unlink": "Undid a link of two people",
  "subject.hints": "Looked who is likely the same",
  "subject.search": "Searched for a person",
  "subject.read": "Opened a person’s page",
  "notice.record": "Recorded that a person was told",
  "notice.exempt": "Recorded why a person is not told yet",
  "notice.list": "Listed notices and exemptions",
  "notice.letter": "Made a letter to a person",
  "public.read": "Read the public page",
  "public.set": "Changed the public page",
  "challenge.open": "Sent a challenge",
  "challenge.state": "Asked where a challenge stands",
  "challenge.list": "Listed challenges",
  "challenge.review": "Reviewed a challenge",
  "challenge.decide": "Decided a challenge",
  "figures.read": "Read the figures",
  "figures.store": "Took in published figures",
};
// Every action that the contract or a policy names has words; audit.test.ts says so. What an older or a
// newer hub recorded is said as what it is.
export const actionWord = (action: string) => ACTIONS[action] ?? `Something this page has no words for: ${action}`;
export const hasWords = (action: string) => action in ACTIONS;

export const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

// "report", or how many records where there are several.
export function recordsWord(records: { kind: RecordKind; id: string }[]): string {
  const ids = new Set(records.map((one) => one.id));
  if (ids.size === 0) return "";
  return ids.size === 1 ? `1 ${kindWord(records[0].kind)}` : `${ids.size} records`;
}

// A rule of the policy is called "members-see-their-reports".
export const ruleWord = (rule: string) => sentence(rule.replace(/[-_]/g, " "));
