// Photos and the rights of the people in them, one after the other: what comes later uses what came first.
import { check, type Suite } from "./check";
import type { Cast } from "./journey";
import type { Options } from "./options";
import * as rights from "./people_rights";
import type { Person, Studio } from "./person";
import * as photos from "./photos";
import * as up from "./published";

// `cast` is asked when a suite runs; who else has a page open is added to `others`.
export function rightsSuites(studio: Studio, options: Options, cast: () => Cast, others: Person[]): Suite[] {
  let made: photos.WithPhotos = { id: "", name: "" };
  let manager: Person;
  let outsider: { outsider: Person; reference: string } | undefined;
  let subject = "";
  let bulletin = "";
  const challenger = () => `Casey Rook ${made.name.split(" ").pop()}`;
  const reported = () => {
    check(made.id, "there is no report with photos to follow");
    return true as const;
  };
  return [
    { name: "a report with photos, cleaned on the phone, sent after it and again where the way broke", run: async () => { made = await photos.reportWithPhotos(cast().reporter); } },
    { name: "the manager states whose CCTV it is", run: async () => {
      reported();
      manager = await photos.managerOf(studio, options);
      others.push(manager);
      await photos.stated(manager, made.id);
    } },
    { name: "the coordinator sees it large", run: () => reported() && photos.seenLarge(cast().coordinator, made.id) },
    { name: "the police take the original, checked by its SHA-256", run: async () => {
      reported();
      await photos.passToPolice(cast().coordinator, made.id);
      await photos.original(cast().police, made.id);
    } },
    { name: "a photo is taken back everywhere", run: () => reported() && photos.takenBack(manager, cast().police, made.id) },
    { name: "a wrong photo is removed and another added", run: () => reported() && photos.removedAndAdded(manager, cast().coordinator, cast().reporter, made.id) },
    { name: "a photo that its page took with it is said", run: () => photos.lost(cast().reporter) },
    { name: "no report shows the DPO a face", run: () => reported() && photos.noFaceForDpo(cast(), made.id) },
    { name: "the sign-in page leads to the public page", run: () => rights.linked(studio) },
    { name: "the scheme says who is responsible", run: () => rights.publicTexts(cast().coordinator) },
    { name: "notice is due, and waits for a recorded reason", run: async () => {
      reported();
      subject = await up.subjectOf(cast().coordinator, made.name);
      await rights.exempt(cast().coordinator, subject);
    } },
    { name: "the person is published, with the photo", run: async () => {
      check(subject, "there is nobody to publish");
      bulletin = await up.published(cast().coordinator, cast().police, made, subject);
    } },
    { name: "somebody without an account challenges, and keeps a reference", run: async () => {
      outsider = await rights.challenge(studio, challenger());
      others.push(outsider.outsider);
    } },
    { name: "the coordinator finds and freezes them: the bulletin leaves an open page within 2 s", run: async () => {
      check(bulletin && outsider, "there is no bulletin and challenge to follow");
      await up.leavesTheGallery(cast().reporter, bulletin, () => rights.reviewed(cast().coordinator, challenger(), made.name));
      await cast().coordinator.shot("132-challenge-frozen");
      await rights.stands(outsider.outsider, outsider.reference, "Being looked at", "129-challenge-looked-at");
    } },
    { name: "the challenge is decided", run: () => rights.decided(cast().coordinator, cast().dpo, challenger()) },
    { name: "the DPO reads challenges and exemptions", run: () => rights.dpoReads(cast().dpo) },
    { name: "notice is given by letter", run: async () => {
      check(subject, "there is nobody to tell");
      await rights.told(cast().coordinator, subject);
    } },
  ];
}
