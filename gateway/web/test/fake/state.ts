// A stand-in for the hub, in memory: enough of its rules to develop and test the pages without a
// server. It is in no production build and proves nothing about the hub.
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { ErrorDetailSchema, Reason } from "@gen/error/v1/error_pb";
import type { IncidentState } from "@gen/policy/v1/policy_pb";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import type { Incident, IncidentRequest } from "@gen/incident/v1/incident_pb";
import { type Area, MembershipState, type Membership, type Organisation, type Site } from "@gen/identity/v1/identity_pb";
import type { Entry } from "@gen/audit/v1/audit_pb";
import type { Photo } from "@gen/evidence/v1/evidence_pb";
import type { PublicationItem } from "@gen/policy/v1/policy_pb";
import type { KeptBulletin } from "./bulletin";
import type { KeptChallenge } from "./notices";
import type { KeptSubject } from "./subject";

export interface Person {
  membership: Membership;
  password: string;
  termsNeeded: boolean;
  notBefore?: boolean;
}

export interface Invitation {
  token: string;
  membershipId: string;
  asksLogin: boolean;
  used: boolean;
}

export interface Logged {
  entry: Entry;
  bytes: Uint8Array;
}

export interface KeptPhoto {
  photo: Photo;
  bytes: Uint8Array;
  // As it was announced.
  size: number;
  sha256: Uint8Array;
}

export class FakeHub {
  people: Person[] = [];
  areas: Area[] = [];
  sites: Site[] = [];
  organisations: Organisation[] = [];
  invitations: Invitation[] = [];
  incidents: Incident[] = [];
  requests: IncidentRequest[] = [];
  photos: KeptPhoto[] = [];
  challenges: KeptChallenge[] = [];
  bulletins: KeptBulletin[] = [];
  subjects: KeptSubject[] = [];
  // Subjects who were told that they are on record, or need not be yet; and those that a challenge freezes.
  told = new Set<string>();
  frozen = new Set<string>();
  log: Logged[] = [];
  sessions = new Map<string, string>();
  // For tests of bad weather: every call fails with this until it is cleared.
  fault: ConnectError | undefined;
  now = () => new Date();
  private listeners = new Set<(id: string, action: string) => void>();

  changed(id: string, action: string): void {
    for (const listener of this.listeners) listener(id, action);
  }

  listen(listener: (id: string, action: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private bulletinListeners = new Set<(kept: KeptBulletin, action: string) => void>();

  bulletinChanged(kept: KeptBulletin, action: string): void {
    for (const listener of this.bulletinListeners) listener(kept, action);
  }

  listenBulletins(listener: (kept: KeptBulletin, action: string) => void): () => void {
    this.bulletinListeners.add(listener);
    return () => this.bulletinListeners.delete(listener);
  }

  // Every stream ends, as when a server starts again.
  drop(): void {
    for (const end of [...this.streams]) end();
  }
  readonly streams = new Set<() => void>();

  stamp = () => timestampFromDate(this.now());

  person(context: HandlerContext): Person {
    if (this.fault) throw this.fault;
    const cookie = context.requestHeader.get("cookie") ?? "";
    const token = /__Host-smarthub=([^;]+)/.exec(cookie)?.[1] ?? context.requestHeader.get("authorization")?.replace("Bearer ", "");
    const id = token && this.sessions.get(token);
    const found = this.people.find((one) => one.membership.personId?.value === id);
    if (!found) throw fail(Code.Unauthenticated, Reason.NOT_SIGNED_IN);
    if (found.membership.state === MembershipState.SUSPENDED) throw fail(Code.PermissionDenied, Reason.SUSPENDED);
    return found;
  }

  role = (context: HandlerContext) => this.person(context).membership.role;

  purpose(context: HandlerContext): Purpose {
    const name = (context.requestHeader.get("smarthub-purpose") ?? "").replace("PURPOSE_", "");
    return Purpose[name as keyof typeof Purpose] ?? PURPOSES[this.role(context)]?.[0] ?? Purpose.UNSPECIFIED;
  }
}

export const PURPOSES: Partial<Record<Role, Purpose[]>> = {
  [Role.REPORTER]: [Purpose.CRIME_PREVENTION],
  [Role.SITE_MANAGER]: [Purpose.CRIME_PREVENTION],
  [Role.COORDINATOR]: [Purpose.CRIME_PREVENTION, Purpose.ADMINISTRATION],
  [Role.BOARD_MEMBER]: [Purpose.CRIME_PREVENTION],
  [Role.POLICE]: [Purpose.INVESTIGATION, Purpose.ENFORCEMENT, Purpose.CRIME_PREVENTION],
  [Role.COUNCIL]: [Purpose.ENFORCEMENT, Purpose.INVESTIGATION, Purpose.CRIME_PREVENTION],
  [Role.DPO]: [Purpose.AUDIT, Purpose.DATA_SUBJECT_REQUEST],
};

export function fail(code: Code, reason: Reason, field = "", state?: IncidentState, missing: PublicationItem[] = []): ConnectError {
  return new ConnectError("no", code, undefined, [
    { desc: ErrorDetailSchema, value: create(ErrorDetailSchema, { reason, field, state, missing }) },
  ]);
}
