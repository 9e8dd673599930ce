// Bulletins in plain English.
import { BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinKind, PublicationItem, Role } from "@gen/policy/v1/policy_pb";

const KINDS: Record<BulletinKind, [string, string]> = {
  [BulletinKind.UNSPECIFIED]: ["Bulletin", "grey"],
  [BulletinKind.ID_SOUGHT]: ["Who is this?", "purple"],
  [BulletinKind.KNOWN_PERSON]: ["Known person", "blue"],
  [BulletinKind.EXCLUSION]: ["Excluded", "orange"],
  [BulletinKind.ALERT]: ["Alert", "red"],
  [BulletinKind.NEWS]: ["News", "grey"],
};
export const bulletinKindWord = (kind: BulletinKind) => KINDS[kind]?.[0] ?? "Bulletin";
export const bulletinKindColour = (kind: BulletinKind) => KINDS[kind]?.[1] ?? "grey";
// Alerts and news are words; the others show somebody.
export const showsPeople = (kind: BulletinKind) => kind !== BulletinKind.ALERT && kind !== BulletinKind.NEWS;

// What goes into a gallery of that kind, for whoever proposes.
const GALLERIES: Partial<Record<BulletinKind, string>> = {
  [BulletinKind.ID_SOUGHT]: "Nobody knows who they are. Shops are asked.",
  [BulletinKind.KNOWN_PERSON]: "The scheme knows who they are, and shops should recognise them.",
  [BulletinKind.EXCLUSION]: "They are banned from members’ premises.",
  [BulletinKind.ALERT]: "Something to watch for now. It comes first and stays a short time.",
  [BulletinKind.NEWS]: "Good to know. It stays longer.",
};
export const galleryHint = (kind: BulletinKind) => GALLERIES[kind];

const STATES: Record<BulletinState, [string, string]> = {
  [BulletinState.UNSPECIFIED]: ["Unknown", "grey"],
  [BulletinState.PROPOSED]: ["Waits for a second person", "yellow"],
  [BulletinState.APPROVED]: ["Approved, not published", "turquoise"],
  [BulletinState.REJECTED]: ["Rejected", "grey"],
  [BulletinState.PUBLISHED]: ["Live", "green"],
  [BulletinState.WITHDRAWN]: ["Withdrawn", "grey"],
  [BulletinState.EXPIRED]: ["Ended", "grey"],
};
export const bulletinStateWord = (state: BulletinState) => STATES[state]?.[0] ?? "Unknown";
export const bulletinStateColour = (state: BulletinState) => STATES[state]?.[1] ?? "grey";

// Where what is missing can be mended. `amend`: on the bulletin itself; `report`: in the report it is
// made from; the others have pages of their own.
export type Mend = "amend" | "report" | "notice" | "challenges" | "nowhere";
const MISSING: Record<PublicationItem, [string, Mend]> = {
  [PublicationItem.UNSPECIFIED]: ["Something is missing", "nowhere"],
  [PublicationItem.CHECKLIST]: ["Complete the checklist: who saw it, that CCTV was looked at, and that the goods were not paid for", "amend"],
  [PublicationItem.AGE_BAND]: ["Say about how old everybody in it is: this is part of the report", "report"],
  [PublicationItem.UNDER_10]: ["Somebody in it looks under 10, and is never shown. Leave them out", "amend"],
  [PublicationItem.AGE_SIGN_OFF]: ["Somebody in it is, or looks, under 18: the data protection officer or the police must sign for that, with a reason", "nowhere"],
  [PublicationItem.NOTICE]: ["Everybody in it must have been told that they are on record, or it must be recorded why not", "notice"],
  [PublicationItem.OWNER_AUTHORITY]: ["The owner of the camera must have agreed to the photo being shared: record who agreed, with the photo", "report"],
  [PublicationItem.AUDIENCE]: ["It would go to more people than the scheme’s policy allows. Choose fewer roles or areas", "amend"],
  [PublicationItem.EXPIRY]: ["It would be live for longer than the scheme’s policy allows. Choose an earlier day", "amend"],
  [PublicationItem.RESTRICTED]: ["Data about somebody in it is restricted: stored only, and not shown. Leave them out", "amend"],
  [PublicationItem.CHALLENGE]: ["Somebody in it has challenged what is held about them. That must be decided first", "challenges"],
  [PublicationItem.SECOND_PERSON]: ["A second person must approve it: not whoever proposed or reported it, and not from the same company or shop", "nowhere"],
};
const CONFIRM_NOBODY = "Confirm that it names and describes nobody";
// `kind`: of which bulletin, where that is known.
export function missingWords(item: PublicationItem, kind?: BulletinKind): string {
  if (item === PublicationItem.CHECKLIST && kind !== undefined && !showsPeople(kind)) return CONFIRM_NOBODY;
  return MISSING[item]?.[0] ?? MISSING[PublicationItem.UNSPECIFIED][0];
}
export const mendOf = (item: PublicationItem): Mend => MISSING[item]?.[1] ?? "nowhere";

// Why members do not see one that is up.
export function hidingWords(item: PublicationItem): string {
  switch (item) {
    case PublicationItem.CHALLENGE: return "Somebody in it has challenged what is held about them";
    case PublicationItem.AGE_SIGN_OFF: return "Somebody in it is now known to be under 18, and nobody has signed for that";
    case PublicationItem.EXPIRY: return "It has been live for as long as the scheme’s policy allows for whoever is in it";
    default: return "Data about somebody in it is restricted: stored only";
  }
}

// Who may be among those who see it, in the order of the form.
export const AUDIENCE_ROLES: [Role, string, string?][] = [
  [Role.REPORTER, "Shop staff"],
  [Role.SITE_MANAGER, "Shop managers"],
  [Role.POLICE, "Police"],
  [Role.COUNCIL, "Council"],
];
const LISTED = new Intl.ListFormat("en-GB", { type: "conjunction" });
export const listed = (words: string[]) => LISTED.format(words);
export const audienceWords = (roles: Role[]) => listed(AUDIENCE_ROLES.filter(([role]) => roles.includes(role)).map(([, text]) =>
  text.toLowerCase()));

// What the open page says when it lets go of a bulletin, by the action that ended it.
export function goneWords(action: string): string {
  if (action === "bulletin.withdraw") return "This bulletin was withdrawn";
  if (action === "bulletin.amend") return "This bulletin is being changed";
  return "This bulletin is no longer shown";
}
