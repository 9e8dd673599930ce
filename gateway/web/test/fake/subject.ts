// People of the stand-in: opened from a report, linked and unlinked, found by the plainest likeness.
// Notices and challenges are in notices.ts.
import { create } from "@bufbuild/protobuf";
import { Code, type ConnectRouter, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import {
  type Appearance, AppearanceSchema, BulletinOfSubjectSchema, type Link, Likeness, LinkSchema, SightingOfSubjectSchema, SubjectSchema, SubjectService,
} from "@gen/subject/v1/subject_pb";
import { notices } from "./notices";
import { fail, type FakeHub } from "./state";

export interface KeptSubject {
  id: string;
  // Appearances that are its own, and subjects linked to it.
  appearance: string;
  links: Link[];
}

type People = Pick<ServiceImpl<typeof SubjectService>, "openSubject" | "linkAppearances" | "unlinkAppearances" | "listHints" | "searchSubjects" | "getSubject">;

export function people(hub: FakeHub): People {
  const show = (incident: Incident, appearance: string): Appearance => create(AppearanceSchema, {
    incidentId: incident.incidentId, suspect: incident.suspects.find((one) => one.appearanceId?.value === appearance), type: incident.type,
    happenedFrom: incident.happenedFrom, siteName: incident.siteName, plates: incident.vehicles.map((one) => one.plate).filter(Boolean),
    subjectId: subjectWith(appearance) && { value: subjectWith(appearance)!.id },
  });
  const all = (): Appearance[] => hub.incidents.flatMap((incident) => incident.suspects.map((one) => show(incident, one.appearanceId!.value)));
  const subjectWith = (appearance: string) => hub.subjects.find((one) => one.appearance === appearance);
  const find = (id: string | undefined) => {
    const found = hub.subjects.find((one) => one.id === id);
    if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
    return found;
  };
  // Whoever was linked to somebody is that person.
  const rootOf = (kept: KeptSubject): KeptSubject => {
    const above = hub.subjects.find((one) => one.links.some((link) => link.from?.value === kept.id));
    return above ? rootOf(above) : kept;
  };
  const ofSubject = (kept: KeptSubject): string[] => [kept.appearance, ...kept.links.flatMap((link) => ofSubject(find(link.from?.value)))];
  const mayFind = (context: HandlerContext) => {
    const role = hub.role(context);
    if (role !== Role.COORDINATOR && role !== Role.POLICE) throw fail(Code.PermissionDenied, Reason.NOT_ALLOWED);
  };
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return {
    openSubject(request, context) {
      hub.person(context);
      const appearance = request.appearanceId!.value;
      const known = subjectWith(appearance);
      if (known) return { subjectId: { value: known.id } };
      const made: KeptSubject = { id: crypto.randomUUID(), appearance, links: [] };
      hub.subjects.push(made);
      return { subjectId: { value: made.id } };
    },
    linkAppearances(request, context) {
      if (request.reason.length < 3) throw fail(Code.InvalidArgument, Reason.TOO_SHORT, "reason");
      find(request.to?.value).links.unshift(create(LinkSchema, { from: request.from, at: hub.stamp(), by: hub.person(context).membership.name, reason: request.reason }));
      return {};
    },
    unlinkAppearances(request) {
      const kept = find(request.subjectId?.value);
      kept.links = kept.links.filter((one) => one.from?.value !== request.from?.value);
      return {};
    },
    listHints(request) {
      const mine = all().find((one) => one.suspect?.appearanceId?.value === request.appearanceId?.value);
      const name = bare(mine?.suspect?.name ?? "");
      return { found: all().filter((one) => one.suspect?.appearanceId?.value !== request.appearanceId?.value && name !== "" && bare(one.suspect?.name ?? "") === name)
        .map((appearance) => ({ appearance, by: [Likeness.SAME_NAME, Likeness.LOOKS], score: 900 })) };
    },
    searchSubjects(request, context) {
      mayFind(context);
      const wanted = bare(request.query);
      const named = (one: Appearance) => [one.suspect?.name ?? "", ...(one.suspect?.aliases ?? [])].some((name) => bare(name).includes(wanted));
      const plated = (one: Appearance) => one.plates.some((plate) => bare(plate).includes(wanted));
      return { found: all().filter((one) => named(one) || plated(one)).map((appearance) => ({
        appearance, by: [named(appearance) ? Likeness.SAME_NAME : Likeness.PLATE], score: 800,
      })) };
    },
    getSubject(request, context) {
      const role = hub.role(context);
      const kept = rootOf(find(request.subjectId?.value));
      const appearances = ofSubject(kept);
      const shown = all().filter((one) => appearances.includes(one.suspect?.appearanceId?.value ?? ""));
      const inIt = hub.bulletins.filter((one) => one.bulletin.persons.some((person) => person.subjectId?.value === kept.id));
      return {
        subject: create(SubjectSchema, {
          subjectId: { value: kept.id }, appearanceCount: appearances.length, firstHeldAt: hub.stamp(), links: kept.links, frozen: hub.frozen.has(kept.id),
          noticeDue: hub.told.has(kept.id) ? undefined : hub.stamp(), allowedActions: role === Role.COORDINATOR ? ["subject.unlink"] : [],
        }),
        appearances: shown,
        bulletins: inIt.map(({ bulletin: one }) => create(BulletinOfSubjectSchema, {
          bulletinId: one.bulletinId, title: one.title, kind: one.kind, publishedAt: one.publishedAt, liveUntil: one.liveUntil, live: one.state === BulletinState.PUBLISHED,
        })),
        sightings: inIt.flatMap((one) => one.sightings).map((one) => create(SightingOfSubjectSchema, { sightingId: one.sightingId, at: one.at, siteName: one.siteName })),
      };
    },
  };
}

export function subject(hub: FakeHub, router: ConnectRouter): void {
  router.service(SubjectService, { ...people(hub), ...notices(hub) });
}
