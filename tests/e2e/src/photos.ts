// Photos of suspects: chosen on a phone, cleaned there, sent after the report; seen, stated, taken back,
// removed, and taken as evidence, each by whom it may be.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check, equal } from "./check";
import { lastName } from "./invented";
import type { Cast } from "./journey";
import { as, atSiteOf, type Options } from "./options";
import { Person, type Studio } from "./person";

// Real photos; and stills of nobody, for what is to be seen on a picture of a page: no real face stands
// there as a suspect.
const image = (name: string) => fileURLToPath(new URL(`../../data/images/${name}`, import.meta.url));
export const drawn = (number: number) => fileURLToPath(new URL(`../../../services/demo/stills/still-${number}.jpg`, import.meta.url));
const PIECES = "**/smarthub.evidence.v1.EvidenceService/SendPhotoPiece";
const START = "**/smarthub.evidence.v1.EvidenceService/StartPhoto";

export interface WithPhotos {
  id: string;
  // As the first suspect was named.
  name: string;
}

const rows = (person: Person) => person.page.locator("[data-photo-row]");
const shown = (person: Person) => person.page.locator('main [data-state="shown"] img');

async function beginReport(reporter: Person, suspects: string): Promise<void> {
  await reporter.goto("/#/reports");
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  for (const name of ["Theft", "Just now", suspects, "I saw it"]) await reporter.button(name).click();
}

async function chosen(reporter: Person, number: number): Promise<{ width: number; height: number }> {
  const preview = reporter.page.locator(`[data-name="photo-${number}-preview"] img`);
  await preview.waitFor();
  return preview.evaluate((one: HTMLImageElement) => one.decode().then(() => ({ width: one.naturalWidth, height: one.naturalHeight })));
}

// Two suspects with a photo each; the connection fails once on the way.
export async function reportWithPhotos(reporter: Person): Promise<WithPhotos> {
  const { page } = reporter;
  const name = `Rowan Thistle ${lastName()}`;
  await beginReport(reporter, "2 people");
  await reporter.button("18 to 29").first().click();
  await page.getByText("Clothing, marks, name of suspect 1").click();
  await page.locator("#suspect-1-name").fill(name);
  await page.locator("#photo-1").setInputFiles({ name: "note.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo at all") });
  await reporter.sees("This is not a photo that can be read.");
  await reporter.shot("100-report-photo-wrong");
  await page.locator("#photo-1").setInputFiles(image("grace_hopper.jpg"));
  await chosen(reporter, 1);
  await page.locator("#photo-1").setInputFiles(drawn(3));
  await page.locator("#photo-2").setInputFiles(image("Portrait_6.jpg"));
  const upright = await chosen(reporter, 2);
  check(upright.height > upright.width && upright.height <= 1600, `turned upright and made smaller: ${upright.width} x ${upright.height}`);
  await reporter.named("photo-2-remove").click();
  equal(await page.locator('[data-name="photo-2-preview"]').count(), 0, "removed again");
  await page.locator("#photo-2").setInputFiles(image("Portrait_6.jpg"));
  await chosen(reporter, 2);
  await reporter.shot("101-report-photos-chosen");

  const sent: Buffer[] = [];
  let failed = false;
  await reporter.context.route(PIECES, async (route) => {
    sent.push(route.request().postDataBuffer() ?? Buffer.alloc(0));
    if (failed) return route.continue();
    failed = true;
    return route.abort("connectionreset");
  });
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  await page.locator('[data-upload="again"]').waitFor();
  await reporter.shot("102-report-sent-photo-again");
  await page.waitForFunction(() => document.querySelectorAll('[data-upload="sent"]').length === 2, undefined, { timeout: 30_000 });
  await reporter.context.unroute(PIECES);
  check(sent.length >= 3 && !sent.some((one) => one.includes("Exif")), "where and with what it was taken never leaves the phone");
  await reporter.shot("103-report-photos-sent");

  await reporter.link("See where it stands").click();
  await shown(reporter).nth(1).waitFor({ timeout: 20_000 });
  const id = new URL(page.url()).hash.split("/").pop() ?? "";
  await reporter.shot("104-reporter-photos");
  return { id, name };
}

export const openReport = async (person: Person, id: string) => {
  await person.goto("/#/figures");
  await person.goto(`/#/reports/${id}`);
  await person.heading("Theft from the shop").waitFor();
};

export async function stated(manager: Person, id: string): Promise<void> {
  await openReport(manager, id);
  await shown(manager).nth(1).waitFor();
  const first = rows(manager).first();
  await first.locator('[data-name="photo-state"]').click();
  await first.locator('[data-name="confirm"]').click();
  await manager.sees("Enter whose camera it is");
  await manager.shot("105-manager-authority-mistakes");
  await first.getByLabel("Whose camera is it?").fill("Tilbrook Foods");
  await first.getByLabel("Who agreed that the scheme may use it?").fill("Nell Tilbrook, store manager");
  await first.locator('[data-name="confirm"]').click();
  await manager.sees("Whose CCTV it is has been recorded");
  await manager.sees("Nell Tilbrook, store manager");
  await manager.shot("106-manager-authority-stated");
}

// Large, over the page; Escape closes it and focus is where it was.
export async function seenLarge(coordinator: Person, id: string): Promise<void> {
  await openReport(coordinator, id);
  await coordinator.named("photo-large").first().click();
  const large = coordinator.page.locator('dialog [data-state="shown"] img');
  await large.waitFor();
  const side = await large.evaluate((one: HTMLImageElement) => one.decode().then(() => Math.max(one.naturalWidth, one.naturalHeight)));
  check(side > 320 && side <= 1600, `the large picture is ${side} pixels`);
  await coordinator.shot("107-photo-large", { windowOnly: true });
  await coordinator.page.keyboard.press("Escape");
  await large.waitFor({ state: "detached" });
  equal(await coordinator.page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.name), "photo-large", "focus comes back");
}

export async function passToPolice(coordinator: Person, id: string): Promise<void> {
  await openReport(coordinator, id);
  await coordinator.named("incident.accept").click();
  await coordinator.sees("Report accepted");
  await coordinator.named("incident.pass").click();
  await coordinator.page.getByLabel("Police").check();
  await coordinator.named("confirm").click();
  await coordinator.sees(/Passed to/);
}

// What the police save is what was received, bit for bit, and its SHA-256 is on the page.
export async function original(police: Person, id: string): Promise<void> {
  await openReport(police, id);
  await shown(police).first().waitFor();
  equal(await police.named("photo-withdraw").count(), 0, "an agency takes no photo back");
  const download = police.page.waitForEvent("download");
  await police.named("photo-original").first().click();
  const bytes = readFileSync(await (await download).path());
  await police.page.locator('[data-original="good"]').waitFor();
  const said = (await police.page.locator('[data-original="good"] .sh-secret').textContent()) ?? "";
  equal(said.trim(), createHash("sha256").update(bytes).digest("hex"), "the file saved has the SHA-256 said");
  check(bytes[0] === 0xff && bytes[1] === 0xd8, "it is a JPEG");
  await police.shot("108-police-original");
}

async function agreed(manager: Person, row: ReturnType<typeof rows>): Promise<void> {
  await row.locator('[data-name="photo-state"]').click();
  await row.getByLabel("Whose camera is it?").fill("Tilbrook Foods");
  await row.getByLabel("Who agreed that the scheme may use it?").fill("Nell Tilbrook, store manager");
  await row.locator('[data-name="confirm"]').click();
  await manager.sees("Whose CCTV it is has been recorded");
}

export async function takenBack(manager: Person, police: Person, id: string): Promise<void> {
  await openReport(manager, id);
  const second = rows(manager).nth(1);
  await second.locator('[data-name="photo-withdraw"], [data-name="photo-state"]').first().waitFor();
  // Taking back is of what was agreed to.
  await agreed(manager, second);
  await second.locator('[data-name="photo-withdraw"]').click();
  await manager.shot("109-manager-take-back");
  await manager.named("sure-withdraw").locator('[data-name="confirm"]').click();
  await manager.sees("Photo taken back. Nobody is shown it any more");
  await manager.page.locator('main [data-state="withdrawn"]').waitFor();
  await manager.shot("110-manager-taken-back");
  await openReport(police, id);
  await shown(police).first().waitFor();
  equal(await shown(police).count(), 1, "the police see the other photo only");
}

// Wrong picture: erased; the shop adds another. Police have the report, so the shop itself erases nothing
// of it any more.
export async function removedAndAdded(manager: Person, coordinator: Person, reporter: Person, id: string): Promise<void> {
  await openReport(manager, id);
  await rows(manager).nth(1).waitFor();
  equal(await rows(manager).nth(1).locator('[data-name="photo-remove"]').count(), 0, "what police have, a shop does not remove");
  await openReport(coordinator, id);
  await rows(coordinator).nth(1).locator('[data-name="photo-remove"]').click();
  await coordinator.shot("111-coordinator-remove");
  await coordinator.named("sure-remove").locator('[data-name="confirm"]').click();
  await rows(coordinator).nth(1).waitFor({ state: "detached" });
  equal(await rows(coordinator).count(), 1, "one photo is left");
  await openReport(reporter, id);
  await reporter.page.locator("#photo-2").setInputFiles(drawn(5));
  await reporter.named("send-photo").waitFor();
  await reporter.shot("112-reporter-adds-photo");
  // The preview of what was chosen before goes away in its own time.
  const before = await reporter.named("photo-2-preview").locator("img").getAttribute("src");
  await reporter.page.locator("#photo-2").setInputFiles(image("astronaut.png"));
  await reporter.named("photo-2-preview").locator(`img:not([src="${before}"])`).waitFor();
  await chosen(reporter, 2);
  await reporter.named("send-photo").click();
  // What was taken back of somebody holds for the next photo of them: until a manager agrees again.
  await reporter.page.locator('main [data-state="withdrawn"]').first().waitFor({ timeout: 20_000 });
  await openReport(manager, id);
  await agreed(manager, rows(manager).nth(1));
  await openReport(reporter, id);
  await shown(reporter).nth(1).waitFor({ timeout: 20_000 });
}

// A page that is closed takes its photos with it, and the next visit says so.
export async function lost(reporter: Person): Promise<void> {
  const { page } = reporter;
  await beginReport(reporter, "1 person");
  await page.locator("#photo-1").setInputFiles(image("grace_hopper.jpg"));
  await chosen(reporter, 1);
  await reporter.context.route(START, (route) => route.abort("connectionreset"));
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  await page.locator('[data-upload="again"]').waitFor();
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await reporter.context.unroute(START);
  await reporter.goto("/#/reports");
  await reporter.named("lost-photos").waitFor();
  await reporter.shot("113-photo-lost");
  await reporter.named("forget-lost").click();
  equal(await reporter.named("lost-photos").count(), 0, "told once");
}

// The manager of the shop where the report was made.
export async function managerOf(studio: Studio, { people }: Options): Promise<Person> {
  const manager = await Person.open(studio, false);
  await manager.signIn(atSiteOf(people, "site_manager", as(people, "reporter")));
  return manager;
}

export async function noFaceForDpo({ dpo }: Cast, id: string): Promise<void> {
  await dpo.goto("/#/figures");
  await dpo.goto(`/#/reports/${id}`);
  await dpo.sees("What was reported");
  equal(await dpo.page.locator("main img").count(), 0, "no report shows the DPO a face");
}
