// Bulletins of the stand-in: proposed by one, approved by another, published, live for their time.
import { clone, create } from "@bufbuild/protobuf";
import { type Timestamp, timestampFromDate, timestampMs } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import {
  AudienceSchema, type Bulletin, BulletinFilter, BulletinPersonSchema, BulletinSchema, BulletinService, BulletinState as State, ChecklistSchema,
  type Identification, IdentificationSchema, type ProposedPerson, type Sighting, SightingSchema,
} from "@gen/bulletin/v1/bulletin_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { AgeBand } from "@gen/incident/v1/people_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import { BulletinKind as Kind, PublicationItem as Item, Role } from "@gen/policy/v1/policy_pb";
import { fail, type FakeHub } from "./state";

export interface KeptBulletin {
  bulletin: Bulletin;
  proposer: string;
  // Revision that somebody approved.
  approved: number;
  acknowledged: Map<string, Timestamp>;
  sightings: Sighting[];
  answers: Identification[];
}

export const GALLERIES = [
  { gallery: "alerts", name: "Alerts", kind: Kind.ALERT }, { gallery: "id-sought", name: "Who is this?", kind: Kind.ID_SOUGHT },
  { gallery: "known", name: "Known to the scheme", kind: Kind.KNOWN_PERSON }, { gallery: "news", name: "News", kind: Kind.NEWS },
];
const SHOPS = [Role.REPORTER, Role.SITE_MANAGER];
const ALWAYS = [Role.COORDINATOR, Role.DPO];
const REVIEWERS = [Role.COORDINATOR, Role.SITE_MANAGER, Role.POLICE];
const LIVE_DAYS = 180;

export function bulletin(hub: FakeHub, router: ConnectRouter): void {
  const later = (days: number) => timestampFromDate(new Date(hub.now().getTime() + days * 86_400_000));
  const over = (one: Bulletin) => one.liveUntil !== undefined && timestampMs(one.liveUntil) <= hub.now().getTime();
  const stateOf = (one: Bulletin) => (one.state === State.PUBLISHED && over(one) ? State.EXPIRED : one.state);
  const people = (one: Bulletin) => one.kind !== Kind.ALERT && one.kind !== Kind.NEWS;
  const mayRead = ({ bulletin: one }: KeptBulletin, role: Role) => ALWAYS.includes(role)
    || (REVIEWERS.includes(role) && one.state === State.PROPOSED)
    || (stateOf(one) === State.PUBLISHED && one.audience!.roles.includes(role) && !one.persons.some((person) => hub.frozen.has(person.subjectId!.value)));
  const find = (id: string | undefined, context: HandlerContext): KeptBulletin => {
    const found = hub.bulletins.find((one) => one.bulletin.bulletinId?.value === id);
    if (!found || !mayRead(found, hub.role(context))) throw fail(Code.NotFound, Reason.NOT_FOUND);
    return found;
  };
  const missing = (kept: KeptBulletin): Item[] => {
    const { bulletin: one } = kept;
    const list = one.checklist;
    if (!people(one)) return list?.namesNobody ? [] : [Item.CHECKLIST];
    const young = one.persons.some((person) => person.aboutHowOld === AgeBand.AGE_BAND_10_TO_17);
    return [
      !(list?.whoSawIt && list.cctvChecked && list.paidForChecked) && Item.CHECKLIST,
      young && !one.ageSignOff && Item.AGE_SIGN_OFF,
      one.persons.some((person) => !hub.told.has(person.subjectId!.value)) && Item.NOTICE,
      one.persons.some((person) => person.photoId && !hub.photos.find((photo) => photo.photo.photoId?.value === person.photoId?.value)?.photo.authority) && Item.OWNER_AUTHORITY,
      kept.approved !== one.revision && Item.SECOND_PERSON,
    ].filter((item): item is Item => item !== false);
  };
  const allowed = (kept: KeptBulletin, context: HandlerContext): string[] => {
    const { membership } = hub.person(context);
    const { role } = membership;
    const { bulletin: one } = kept;
    const state = stateOf(one);
    const open = state === State.PROPOSED || state === State.APPROVED;
    const may: string[] = [];
    if (open && REVIEWERS.includes(role) && people(one) && kept.proposer !== membership.personId?.value) may.push(state === State.PROPOSED ? "bulletin.review" : "", "bulletin.reject");
    if (open && missing(kept).includes(Item.AGE_SIGN_OFF) && (role === Role.DPO || role === Role.POLICE)) may.push("bulletin.sign_off_age");
    if (role === Role.COORDINATOR && open) may.push(missing(kept).length === 0 ? "bulletin.publish" : "", "bulletin.amend", "bulletin.withdraw");
    if (role === Role.COORDINATOR && state === State.PUBLISHED) may.push("bulletin.amend", "bulletin.expire", "bulletin.withdraw");
    if (SHOPS.includes(role) && state === State.PUBLISHED) may.push("bulletin.acknowledge", people(one) ? "bulletin.sighting" : "", one.kind === Kind.ID_SOUGHT ? "bulletin.answer" : "");
    return may.filter(Boolean);
  };
  const show = (kept: KeptBulletin, context: HandlerContext): Bulletin => {
    const { membership } = hub.person(context);
    const one = clone(BulletinSchema, kept.bulletin);
    one.state = stateOf(one);
    one.allowedActions = allowed(kept, context);
    const worker = REVIEWERS.includes(membership.role) || membership.role === Role.DPO;
    const site = membership.sites[0]?.value;
    one.acknowledgedAt = site ? kept.acknowledged.get(site) : undefined;
    one.lastSeenAt = kept.sightings[0]?.at;
    if (worker) one.missing = one.state === State.PROPOSED || one.state === State.APPROVED ? missing(kept) : [];
    const hidden = ["proposed_by", "approved_by", "checklist.who_saw_it", "checklist.cctv_checked", "incident_ids"];
    if (!worker) {
      Object.assign(one, { proposedBy: "", approvedBy: "", checklist: undefined, incidentIds: [] });
      one.withheld = create(WithheldSchema, { paths: hidden, reasons: ["default"] });
    }
    for (const person of one.persons) {
      if (membership.role !== Role.DPO) continue;
      const paths = ["name", "hair", "clothing", "marks"].filter((path) => person[path as "name"] !== "");
      Object.assign(person, { name: "", aliases: [], hair: "", clothing: "", marks: "" });
      person.withheld = create(WithheldSchema, { paths, reasons: ["default"] });
    }
    return one;
  };
  const shownPerson = (said: ProposedPerson) => {
    const suspect = hub.incidents.flatMap((one) => one.suspects).find((one) => one.appearanceId?.value === said.appearanceId?.value);
    if (!suspect) throw fail(Code.InvalidArgument, Reason.UNKNOWN_VALUE, "persons[0].appearance_id");
    return create(BulletinPersonSchema, {
      ...suspect, $typeName: undefined, $unknown: undefined, subjectId: said.subjectId, name: said.showName ? suspect.name : "", aliases: said.showName ? suspect.aliases : [],
      photoId: said.photoId, caption: said.caption,
    } as never);
  };
  const tell = (kept: KeptBulletin, action: string) => hub.bulletinChanged(kept, action);

  router.service(BulletinService, {
    proposeBulletin(request, context) {
      const { membership } = hub.person(context);
      const gallery = GALLERIES.find((one) => one.gallery === request.gallery);
      if (!gallery) throw fail(Code.InvalidArgument, Reason.UNKNOWN_VALUE, "gallery");
      if (/\bMr [A-Z]/.test(request.text) && !request.scanAcknowledged) throw fail(Code.InvalidArgument, Reason.SCAN_FOUND_SOMETHING, "text");
      const names = hub.incidents.flatMap((one) => one.suspects).filter((one) => request.persons.some((said) => said.appearanceId?.value === one.appearanceId?.value)).map((one) => one.name);
      if (names.some((name) => name && request.text.includes(name))) throw fail(Code.InvalidArgument, Reason.SCAN_FOUND_SOMETHING, "text");
      if (gallery.kind === Kind.ID_SOUGHT && request.persons.some((one) => one.showName)) throw fail(Code.InvalidArgument, Reason.OUT_OF_RANGE, "persons[0].show_name");
      const bulletinId = { value: crypto.randomUUID() };
      const kept: KeptBulletin = {
        proposer: membership.personId!.value, approved: 0, acknowledged: new Map(), sightings: [], answers: [],
        bulletin: create(BulletinSchema, {
          bulletinId, kind: gallery.kind, gallery: gallery.gallery, galleryName: gallery.name, state: State.PROPOSED, title: request.title, text: request.text,
          persons: request.persons.map(shownPerson), audience: clone(AudienceSchema, request.audience!), proposedAt: hub.stamp(), liveUntil: request.liveUntil ?? later(LIVE_DAYS),
          proposedBy: membership.name, checklist: clone(ChecklistSchema, request.checklist!), revision: 1, incidentIds: request.persons.map((one) => one.incidentId!),
        }),
      };
      hub.bulletins.unshift(kept);
      tell(kept, "bulletin.propose");
      return { bulletinId, missing: missing(kept) };
    },
    previewAudience(request, context) {
      hub.person(context);
      const { everywhere, areas, roles } = request.audience!;
      const inside = hub.sites.filter((site) => everywhere || areas.some((area) => area.value === site.areaId?.value));
      return {
        sites: roles.some((role) => SHOPS.includes(role)) ? inside.map(({ siteId, name }) => ({ siteId, name })) : [],
        agencies: roles.filter((role) => role === Role.POLICE || role === Role.COUNCIL),
      };
    },
    reviewBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const { membership } = hub.person(context);
      if (kept.proposer === membership.personId?.value) throw fail(Code.FailedPrecondition, Reason.NOT_SECOND_PERSON);
      if (kept.bulletin.revision !== request.revision) throw fail(Code.FailedPrecondition, Reason.WRONG_STATE);
      kept.approved = request.revision;
      Object.assign(kept.bulletin, { state: State.APPROVED, approvedBy: membership.name, approvedByRole: membership.role });
      tell(kept, "bulletin.review");
      return { state: State.APPROVED };
    },
    rejectBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      Object.assign(kept.bulletin, { state: State.REJECTED, reason: request.reason });
      tell(kept, "bulletin.reject");
      return { state: State.REJECTED };
    },
    signOffAge(request, context) {
      const { membership } = hub.person(context);
      const kept = find(request.bulletinId?.value, context);
      kept.bulletin.ageSignOff = { $typeName: "smarthub.bulletin.v1.AgeSignOff", byRole: membership.role, byName: membership.name, reason: request.reason, at: hub.stamp() };
      return {};
    },
    publishBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const lacks = missing(kept);
      if (lacks.length > 0) throw fail(Code.FailedPrecondition, Reason.NOT_READY, "", undefined, lacks);
      Object.assign(kept.bulletin, { state: State.PUBLISHED, publishedAt: hub.stamp() });
      tell(kept, "bulletin.publish");
      return { state: State.PUBLISHED, liveUntil: kept.bulletin.liveUntil };
    },
    amendBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const { bulletin: one } = kept;
      const keeps = one.persons.filter((person) => request.persons.some((said) => said.subjectId?.value === person.subjectId?.value));
      Object.assign(one, {
        title: request.title, text: request.text, persons: keeps, audience: request.audience, checklist: request.checklist, revision: one.revision + 1,
        liveUntil: request.liveUntil ?? one.liveUntil, state: people(one) ? State.PROPOSED : one.state,
      });
      tell(kept, "bulletin.amend");
      return { state: one.state, revision: one.revision, missing: missing(kept) };
    },
    withdrawBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      Object.assign(kept.bulletin, { state: State.WITHDRAWN, reason: request.reason });
      tell(kept, "bulletin.withdraw");
      return { state: State.WITHDRAWN };
    },
    expireNow(request, context) {
      const kept = find(request.bulletinId?.value, context);
      Object.assign(kept.bulletin, { state: State.EXPIRED, liveUntil: hub.stamp() });
      tell(kept, "bulletin.expire");
      return { state: State.EXPIRED };
    },
    listBulletins(request, context) {
      const role = hub.role(context);
      const fits = ({ bulletin: one }: KeptBulletin) => {
        const state = stateOf(one);
        if (request.filter === BulletinFilter.WAITING) return state === State.PROPOSED || state === State.APPROVED;
        if (request.filter === BulletinFilter.OVER) return [State.REJECTED, State.WITHDRAWN, State.EXPIRED].includes(state);
        return state === State.PUBLISHED;
      };
      const looks = ({ bulletin: one }: KeptBulletin) => (!request.aboutHowOld && !request.height && !request.build) || one.persons.some((person) =>
        (!request.aboutHowOld || person.aboutHowOld === request.aboutHowOld) && (!request.height || person.height === request.height) && (!request.build || person.build === request.build));
      const found = hub.bulletins.filter((one) => mayRead(one, role) && fits(one) && looks(one) && (!request.gallery || one.bulletin.gallery === request.gallery));
      return { bulletins: found.map((one) => show(one, context)), galleries: GALLERIES };
    },
    getBulletin: (request, context) => ({ bulletin: show(find(request.bulletinId?.value, context), context) }),
    acknowledgeBulletin(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const site = request.siteId?.value ?? hub.person(context).membership.sites[0].value;
      if (!kept.acknowledged.has(site)) kept.acknowledged.set(site, hub.stamp());
      return { acknowledgedAt: kept.acknowledged.get(site) };
    },
    reportSighting(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const { membership } = hub.person(context);
      const site = request.siteId?.value ?? membership.sites[0].value;
      const sightingId = { value: crypto.randomUUID() };
      kept.sightings.unshift(create(SightingSchema, {
        sightingId, bulletinId: request.bulletinId, subjectId: request.subjectId, at: hub.stamp(), seenBy: membership.name,
        siteName: hub.sites.find((one) => one.siteId?.value === site)?.name,
      }));
      tell(kept, "bulletin.sighting");
      return { sightingId };
    },
    answerIdSought(request, context) {
      const kept = find(request.bulletinId?.value, context);
      const identificationId = { value: crypto.randomUUID() };
      kept.answers.unshift(create(IdentificationSchema, {
        identificationId, bulletinId: request.bulletinId, subjectId: request.subjectId, at: hub.stamp(), name: request.name, howKnown: request.howKnown,
        saidBy: request.saidBy, answeredBy: hub.person(context).membership.name,
      }));
      return { identificationId };
    },
    listResponses(request, context) {
      const kept = find(request.bulletinId?.value, context);
      return { sightings: kept.sightings, identifications: hub.role(context) === Role.COORDINATOR || hub.role(context) === Role.POLICE ? kept.answers : [] };
    },
    async *watchBulletins(_, context) {
      const role = hub.role(context);
      yield { resumeToken: "0" };
      const waiting: { kept: KeptBulletin; action: string; could: boolean }[] = [];
      const could = new Set(hub.bulletins.filter((one) => mayRead(one, role)));
      let wake = () => {};
      const stop = hub.listenBulletins((kept, action) => {
        waiting.push({ kept, action, could: could.has(kept) });
        if (mayRead(kept, role)) could.add(kept);
        else could.delete(kept);
        wake();
      });
      let over = false;
      const end = () => { over = true; wake(); };
      hub.streams.add(end);
      context.signal.addEventListener("abort", end);
      try {
        while (!over) {
          for (const { kept, action, could: was } of waiting.splice(0)) {
            const can = mayRead(kept, role);
            if (can || was) yield { bulletinId: kept.bulletin.bulletinId, kind: kept.bulletin.kind, reason: action, gone: !can, resumeToken: "0" };
          }
          await new Promise<void>((resolve) => { wake = resolve; });
        }
      } finally {
        stop();
        hub.streams.delete(end);
      }
    },
  });
}
