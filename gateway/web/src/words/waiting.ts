// Who is waited for and until when, in plain English. A report may wait for two at once: police and
// council each have a clock of their own.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { IncidentState, Role } from "@gen/policy/v1/policy_pb";
import { until } from "./dates";
import { theRole, worksAtSites } from "./people";

interface Waited {
  role: Role;
  due: Timestamp | undefined;
  overdue: boolean;
}

const OPEN = [IncidentState.PASSED, IncidentState.TAKEN];
const ENDED = [IncidentState.ANSWERED, IncidentState.DECLINED, IncidentState.CLOSED, IncidentState.WITHDRAWN];

export function waitedFor(incident: Incident): Waited[] {
  const agencies = incident.handovers.filter((one) => OPEN.includes(one.state) && !ENDED.includes(incident.state))
    .map((one) => ({ role: one.to, due: one.due, overdue: one.overdue }));
  const { waitingFor: role, due, overdue } = incident;
  if (role === Role.UNSPECIFIED) return [];
  return agencies.some((one) => one.role === role) ? agencies : [{ role, due, overdue }, ...agencies];
}

const isReader = (role: Role, reader: Role) => role === reader || (role === Role.REPORTER && worksAtSites(reader));
export const waitsFor = (incident: Incident, reader: Role) => waitedFor(incident).some((one) => isReader(one.role, reader));

const clock = ({ due, overdue }: Waited) => (due ? `${overdue ? "was due" : "due"} by ${until(due)}` : "");

// "Waiting for you, due by tomorrow at 4pm", for the role that reads it; "Waiting for the police (was
// due by the end of yesterday) and the council (due by ...)"; empty where nobody is waited for.
export function waitingWords(incident: Incident, reader: Role): string {
  const all = waitedFor(incident).sort((a, b) => Number(isReader(b.role, reader)) - Number(isReader(a.role, reader)));
  if (all.length === 0) return "";
  const name = (one: Waited) => (isReader(one.role, reader) ? "you" : theRole(one.role));
  const clocks = new Set(all.map(clock));
  if (clocks.size === 1) return ["Waiting for ", all.map(name).join(" and "), clock(all[0]) && `, ${clock(all[0])}`].join("");
  return `Waiting for ${all.map((one) => `${name(one)}${clock(one) && ` (${clock(one)})`}`).join(" and ")}`;
}

// The last answer is in, or there will be none.
export const nothingMore = (incident: Incident) => ENDED.includes(incident.state) && waitedFor(incident).length === 0;
