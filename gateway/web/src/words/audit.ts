// The audit log in plain English.
import { LeafUse, Outcome } from "@gen/audit/v1/audit_pb";
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

// "SUSPECT_NAME" reads as "suspect name".
const spaced = (name: string | undefined) => (name ?? "unknown").toLowerCase().replace(/_/g, " ");
export const labelWord = (label: Label) => spaced(Label[label]);
export const kindWord = (kind: RecordKind) => {
  const text = spaced(RecordKind[kind]);
  return kind === RecordKind.INCIDENT ? "report" : text;
};
export const KINDS_TO_CHOOSE = [
  RecordKind.INCIDENT, RecordKind.MEMBERSHIP, RecordKind.ACCOUNT, RecordKind.INCIDENT_REQUEST,
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
  "figures.read": "Read the figures",
};
export const actionWord = (action: string) => ACTIONS[action] ?? action;
