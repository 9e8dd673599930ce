// A bulletin being written: what is chosen, what is wrong with it, and how it travels.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Bulletin, ProposeBulletinRequestSchema } from "@gen/bulletin/v1/bulletin_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { BulletinKind, Role } from "@gen/policy/v1/policy_pb";
import type { Problem } from "../../api/errors";
import type { Flaw } from "../../ui/page";
import { showsPeople } from "../../words/bulletin";
import { londonMidnight, stamp, todayInLondon } from "../../words/dates";
import type { Audience } from "./audience";

export interface Shown {
  subjectId: string;
  incidentId: string;
  appearanceId: string;
  showName: boolean;
  // Empty: there is none.
  photoId: string;
  showPhoto: boolean;
  caption: string;
  // Somebody who is already in it may be left out, not added.
  leftOut: boolean;
}

export interface Draft {
  gallery: string;
  title: string;
  text: string;
  persons: Shown[];
  audience: Audience;
  // YYYY-MM-DD, its last day; empty: as long as the gallery allows.
  lastDay: string;
  whoSawIt: string;
  cctvChecked: boolean;
  paidForChecked: boolean;
  // Of one without people in it: said of these words, so it is said anew when they change.
  namesNobody: boolean;
}

export const emptyDraft = (people: boolean): Draft => ({
  gallery: "", title: "", text: "", persons: [], lastDay: "", whoSawIt: "", cctvChecked: false, paidForChecked: false, namesNobody: false,
  // A face goes to few at first; whoever proposes it chooses more.
  audience: { roles: people ? [Role.SITE_MANAGER, Role.POLICE] : [Role.REPORTER, Role.SITE_MANAGER], areas: [], everywhere: false },
});

export const newPerson = (subjectId: string): Shown => ({
  subjectId, incidentId: "", appearanceId: "", showName: false, photoId: "", showPhoto: false, caption: "", leftOut: false,
});

// The hub knows from which report somebody in a bulletin is: only who it is must be said.
export function draftOf(bulletin: Bulletin): Draft {
  const { audience, checklist } = bulletin;
  return {
    gallery: bulletin.gallery, title: bulletin.title, text: bulletin.text, lastDay: "",
    persons: bulletin.persons.map((one) => ({
      ...newPerson(one.subjectId?.value ?? ""), showName: one.name !== "", photoId: one.photoId?.value ?? "", showPhoto: one.photoId !== undefined, caption: one.caption,
    })),
    audience: { roles: audience?.roles ?? [], areas: (audience?.areas ?? []).map(({ value }) => ({ value })), everywhere: audience?.everywhere ?? false },
    whoSawIt: checklist?.whoSawIt ?? "", cctvChecked: checklist?.cctvChecked ?? false, paidForChecked: checklist?.paidForChecked ?? false, namesNobody: false,
  };
}

// The end of a London day.
function endOf(day: string): Date | undefined {
  if (!londonMidnight(day)) return undefined;
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return londonMidnight(next.toISOString().slice(0, 10));
}

export function flawsIn(draft: Draft, kind: BulletinKind | undefined, now = new Date()): Flaw[] {
  const { audience } = draft;
  const people = draft.persons.length > 0 || (kind !== undefined && showsPeople(kind));
  return [
    kind === undefined && { text: "Choose a gallery", id: "gallery" },
    !draft.title.trim() && { text: "Enter a title", id: "title" },
    draft.title.trim().length > 120 && { text: "Shorten the title to 120 characters", id: "title" },
    draft.text.length > 2000 && { text: "Shorten the text to 2,000 characters", id: "text" },
    !people && !draft.text.trim() && { text: "Write what members should know", id: "text" },
    kind !== undefined && !people && !draft.namesNobody && { text: "Confirm that it names and describes nobody, or take that out", id: "names-nobody" },
    ...draft.persons.map((one, index) => one.caption.length > 200 && { text: "Shorten the words under the picture to 200 characters", id: `caption-${index}` }),
    people && draft.persons.every((one) => one.leftOut) && { text: "Keep at least one person in it", id: "title" },
    audience.roles.length === 0 && { text: "Choose who sees it", id: "roles" },
    !audience.everywhere && audience.areas.length === 0 && { text: "Choose where it is seen", id: "areas" },
    draft.lastDay !== "" && !londonMidnight(draft.lastDay) && { text: "Enter the last day as a date", id: "last-day" },
    draft.lastDay !== "" && draft.lastDay < todayInLondon(now) && { text: "The last day must be today or later", id: "last-day" },
    people && draft.whoSawIt.length > 200 && { text: "Shorten who saw it to 200 characters", id: "who-saw-it" },
  ].filter(Boolean) as Flaw[];
}

// Names of the contract's fields, and where each is on the page.
export const FIELDS = { gallery: "gallery", title: "title", text: "text", roles: "roles", areas: "areas", audience: "roles", live_until: "last-day", who_saw_it: "who-saw-it", caption: "caption-0", show_name: "name-0" };

// Nobody is named where members are asked who it is.
export const named = (kind: BulletinKind | undefined) => kind !== BulletinKind.ID_SOUGHT;

// Words that name somebody in it, or of an alert somebody in another, are refused, however often they are sent: the name stands with the
// person or nowhere. `insisted`: they were sent again after the first warning.
export function scanned(flaws: Flaw[], problem: Problem | undefined, insisted: boolean): Flaw[] {
  if (problem?.reason !== Reason.SCAN_FOUND_SOMETHING || !insisted) return flaws;
  return flaws.map((flaw) => ({ ...flaw, text: "These words name somebody in it or in another bulletin, or hold what must not be shared. Take that out" }));
}

export function wordsOf(draft: Draft): string {
  return JSON.stringify([draft.title, draft.text, draft.whoSawIt, draft.persons.map((one) => one.caption)]);
}

// What both proposing and amending send.
export function messageOf(draft: Draft, kind: BulletinKind | undefined): Pick<MessageInitShape<typeof ProposeBulletinRequestSchema>, "title" | "text" | "persons" | "audience" | "liveUntil" | "checklist"> {
  const { roles, areas, everywhere } = draft.audience;
  const end = endOf(draft.lastDay);
  return {
    title: draft.title.trim(), text: draft.text.trim(),
    persons: draft.persons.filter((one) => !one.leftOut).map((one) => ({
      subjectId: { value: one.subjectId }, incidentId: one.incidentId ? { value: one.incidentId } : undefined,
      appearanceId: one.appearanceId ? { value: one.appearanceId } : undefined, showName: one.showName && named(kind),
      photoId: one.showPhoto && one.photoId ? { value: one.photoId } : undefined, caption: one.showPhoto ? one.caption.trim() : "",
    })),
    audience: { roles, areas: everywhere ? [] : areas, everywhere },
    liveUntil: end && stamp(end),
    checklist: { whoSawIt: draft.whoSawIt.trim(), cctvChecked: draft.cctvChecked, paidForChecked: draft.paidForChecked, namesNobody: draft.namesNobody && draft.persons.length === 0 },
  };
}
