// A report being made on this phone, and the message it becomes.
import { create } from "@bufbuild/protobuf";
import { CctvState, type Report, ReportSchema } from "@gen/incident/v1/incident_pb";
import { AgeBand, Build, Height, ProofStanding, Source } from "@gen/incident/v1/people_pb";
import { IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { type People, toSlots } from "../../lib/mentions";
import type { Flaw } from "../../ui/page";
import { londonMidnight, londonTime, penceFrom, stamp, todayInLondon } from "../../words/dates";
import type { UrgencyKey } from "../../words/incident";

export type When = "now" | "hour" | "today" | "pick";

export interface SuspectDraft {
  age: AgeBand;
  height: Height;
  build: Build;
  hair: string;
  clothing: string;
  marks: string;
  name: string;
  // A photo was chosen; the photo itself is not part of a draft that is kept.
  photo: boolean;
}

export interface GoodsDraft {
  what: string;
  value: string;
  recovered: boolean;
}

export interface Draft {
  // Made here; it is the report's id and its idempotency key.
  id: string;
  siteId: string;
  urgencies: UrgencyKey[];
  type: IncidentType;
  when: When | "";
  day: string;
  from: string;
  to: string;
  place: string;
  goods: GoodsDraft[];
  suspects: SuspectDraft[];
  saidBy: Source;
  story: string;
  staff: string[];
  victims: { name: string; contact: string }[];
  witnesses: { name: string; contact: string }[];
  vehicles: { plate: string; description: string }[];
  cctv: CctvState;
  cctvOwner: string;
  recipients: Role[];
}

export const newSuspect = (): SuspectDraft => ({
  age: AgeBand.AGE_BAND_UNSPECIFIED, height: Height.UNSPECIFIED, build: Build.UNSPECIFIED,
  hair: "", clothing: "", marks: "", name: "", photo: false,
});

export const newDraft = (siteId: string): Draft => ({
  id: crypto.randomUUID(), siteId, urgencies: [], type: IncidentType.UNSPECIFIED, when: "",
  day: todayInLondon(), from: "", to: "", place: "", goods: [], suspects: [], saidBy: Source.UNSPECIFIED, story: "",
  staff: [], victims: [], witnesses: [], vehicles: [], cctv: CctvState.UNSPECIFIED, cctvOwner: "", recipients: [],
});

const namedStaff = (draft: Draft) => draft.staff.map((name) => name.trim()).filter(Boolean);
const namedVictims = (draft: Draft) => draft.victims.filter((one) => one.name.trim() || one.contact.trim());
const namedWitnesses = (draft: Draft) => draft.witnesses.filter((one) => one.name.trim() || one.contact.trim());

export const peopleOf = (draft: Draft): People => ({
  suspects: draft.suspects.length, victims: namedVictims(draft).length,
  witnesses: namedWitnesses(draft).length, staff: namedStaff(draft).length,
});

// A range, never a made-up instant. Undefined where the person's own times are no range.
export function happened(draft: Draft, now: Date): [Date, Date] | undefined {
  const before = (minutes: number): [Date, Date] => [new Date(now.getTime() - minutes * 60_000), now];
  if (draft.when === "now") return before(15);
  if (draft.when === "hour") return before(60);
  if (draft.when === "today") return [londonMidnight(todayInLondon(now))!, now];
  if (draft.when !== "pick") return undefined;
  const from = londonTime(draft.day, draft.from || "00:00");
  const to = londonTime(draft.day, draft.to || "23:59");
  if (!from || !to || from > to || from > now) return undefined;
  return [from, to > now ? now : to];
}

// What is missing or wrong, in the order of the page.
export function flawsIn(draft: Draft, now: Date): Flaw[] {
  const range = happened(draft, now);
  const tooOld = range && now.getTime() - range[0].getTime() > 31 * 86_400_000;
  const badValue = draft.goods.findIndex((one) => penceFrom(one.value) === null);
  const noName = draft.goods.findIndex((one) => !one.what.trim());
  return [
    !draft.siteId && { text: "Choose the shop", id: "site" },
    draft.type === IncidentType.UNSPECIFIED && { text: "Choose what happened", id: "type" },
    draft.when === "" && { text: "Choose about when it happened", id: "when" },
    draft.when === "pick" && !range && { text: "Enter a day and times that have passed, the earlier time first", id: "day" },
    tooOld && { text: "The day must be in the last 31 days", id: "day" },
    noName >= 0 && { text: "Say what was taken, or remove the line", id: `goods-${noName}` },
    badValue >= 0 && { text: "Enter the value in pounds, like 12 or 12.50", id: `value-${badValue}` },
    draft.suspects.length > 0 && draft.saidBy === Source.UNSPECIFIED && { text: "Say how you know", id: "said-by" },
    draft.story.length > 4000 && { text: "Shorten what happened to 4,000 characters", id: "story" },
  ].filter(Boolean) as Flaw[];
}

export function toReport(draft: Draft, now: Date): Report {
  const [from, to] = happened(draft, now)!;
  const urgency = Object.fromEntries(draft.urgencies.map((key) => [key, true]));
  const trimmed = (text: string) => text.trim();
  return create(ReportSchema, {
    siteId: { value: draft.siteId },
    type: draft.type,
    urgency,
    happenedFrom: stamp(from),
    happenedTo: stamp(to),
    place: trimmed(draft.place),
    goods: draft.goods.map((one) => ({
      what: trimmed(one.what), valuePence: penceFrom(one.value) ?? undefined, recovered: one.recovered,
    })),
    whatHappened: toSlots(trimmed(draft.story), peopleOf(draft)),
    suspects: draft.suspects.map((one) => ({
      name: trimmed(one.name), aboutHowOld: one.age, height: one.height, build: one.build,
      hair: trimmed(one.hair), clothing: trimmed(one.clothing), marks: trimmed(one.marks),
      standing: ProofStanding.SUSPECTED, saidBy: draft.saidBy,
    })),
    victims: namedVictims(draft).map((one) => ({ name: trimmed(one.name), contact: trimmed(one.contact) })),
    witnesses: namedWitnesses(draft).map((one) => ({ name: trimmed(one.name), contact: trimmed(one.contact) })),
    staff: namedStaff(draft).map((name) => ({ name })),
    vehicles: draft.vehicles.filter((one) => one.plate.trim() || one.description.trim())
      .map((one) => ({ plate: trimmed(one.plate).toUpperCase(), description: trimmed(one.description) })),
    cctv: { state: draft.cctv, owner: draft.cctv === CctvState.YES ? trimmed(draft.cctvOwner) : "" },
    wantedRecipients: draft.recipients,
  });
}
