import { expect, it } from "vitest";
import { flawsInPhotos, type PhotoDraft } from "./photo_field";

const photo = (owner: string, agreedBy: string): PhotoDraft => ({ id: "p", suspect: 0, bytes: new Uint8Array(), cleaned: true, owner, agreedBy });

it("whose camera and who agreed are said together or not at all, each at its field", () => {
  expect(flawsInPhotos([photo("", ""), undefined, photo("Corner Foods", "Jo Marsh")])).toEqual([]);
  expect(flawsInPhotos([undefined, photo("Corner Foods", " ")]).map((flaw) => flaw.id)).toEqual(["photo-2-agreed"]);
  expect(flawsInPhotos([photo("", "Jo Marsh")]).map((flaw) => flaw.id)).toEqual(["photo-1-owner"]);
});
