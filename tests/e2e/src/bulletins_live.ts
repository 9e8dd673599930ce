// A bulletin that is up: on a shop's open page by itself, read and answered on a phone, changed, and gone
// from every page within 2 seconds.
import { approve, exempt, type Live, missing, propose, publish } from "./bulletins";
import { check, equal } from "./check";
import type { Person } from "./person";
import { mark } from "./invented";
import { afresh, card, faces, openPerson } from "./subjects";

// From the press of a button to the last picture gone from somebody else's page, in milliseconds.
const RECALL = 2_000;

// A phone with the galleries open. `look` makes something appear there.
export async function appearsOn(reporter: Person, title: string, make: () => Promise<void>): Promise<number> {
  await afresh(reporter, "/bulletins");
  await reporter.page.locator('[data-live="live"]').waitFor();
  equal(await reporter.page.getByText(title).count(), 0, "it is not there before");
  const mark = crypto.randomUUID();
  await reporter.page.evaluate((text) => { document.body.dataset.mark = text; }, mark);
  await make();
  const start = Date.now();
  await reporter.page.getByRole("link", { name: title }).first().waitFor();
  const after = Date.now() - start;
  equal(await reporter.page.evaluate(() => document.body.dataset.mark), mark, "the page was not loaded again");
  return after;
}

export async function readInShop(reporter: Person, { id, title }: Live): Promise<void> {
  await faces(reporter).first().waitFor();
  await reporter.shot("170-shop-bulletins");
  await card(reporter, id).getByText("New", { exact: true }).waitFor();
  await card(reporter, id).getByRole("link").first().click();
  await reporter.heading(title).waitFor();
  const large = faces(reporter).first();
  await large.waitFor();
  const side = await large.evaluate((one: HTMLImageElement) => one.decode().then(() => Math.max(one.naturalWidth, one.naturalHeight)));
  check(side > 320, `the picture is the large one: ${side} pixels`);
  equal(await reporter.page.getByText("Proposed by").count(), 0, "a shop does not see who proposed it");
  await reporter.shot("171-shop-bulletin");
  await reporter.named("bulletin.acknowledge").click();
  await reporter.sees("Read at your shop on");
  const size = await reporter.named("bulletin.sighting").boundingBox();
  check(size && size.height >= 48, "a target for a thumb");
  reporter.taps = 0;
  await reporter.tap(reporter.named("bulletin.sighting"));
  await reporter.sees("Your coordinator has been told.");
  equal(reporter.taps, 1, "seen again is one tap");
  await reporter.shot("172-shop-seen-again");
  await afresh(reporter, "/bulletins");
  await card(reporter, id).waitFor();
  equal(await card(reporter, id).getByText("New", { exact: true }).count(), 0, "read is no longer new");
  await reporter.page.getByText("Filter", { exact: true }).click();
  await reporter.page.getByLabel("About how old").selectOption({ label: "50 or over" });
  await reporter.shot("173-shop-filter");
  await reporter.named("filter-show").click();
  await reporter.sees("No bulletin fits this filter.");
  await reporter.shot("174-shop-nothing-fits");
}

export async function heardBack(coordinator: Person, { id }: Live, subject: string): Promise<void> {
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.page.locator("[data-sighting]").first().waitFor();
  await coordinator.shot("175-coordinator-sighting");
  await afresh(coordinator, `/subjects/${subject}`);
  for (const event of ["sighting", "bulletin", "notice", "appearance"]) await coordinator.page.locator(`[data-event="${event}"]`).first().waitFor();
  await faces(coordinator).first().waitFor();
  await coordinator.shot("176-person-line-of-time");
}

// "Who is this?", of somebody who looks under 18: signed for by the DPO, answered by a shop, read by police.
export async function whoIsThis(cast: { reporter: Person; coordinator: Person; police: Person; dpo: Person }, report: string): Promise<void> {
  const { reporter, coordinator, police, dpo } = cast;
  const title = `Who is this, seen at the tills ${mark()}`;
  const subject = await openPerson(coordinator, report);
  const id = await propose(coordinator, { subject, gallery: "Who is this?", title, shots: "" });
  equal(await missing(coordinator), "AGE_SIGN_OFF,NOTICE,SECOND_PERSON", "somebody under 18 must be signed for");
  await coordinator.shot("180-under-18-missing");
  await afresh(dpo, `/bulletins/${id}`);
  await dpo.named("bulletin.sign_off_age").click();
  await dpo.named("confirm").click();
  await dpo.link(/Say why, in at least 10 characters/).waitFor();
  await dpo.shot("181-dpo-signs");
  await dpo.page.getByLabel("Why somebody under 18 must be shown").fill("Violence against staff in three shops this month.");
  await dpo.named("confirm").click();
  await dpo.sees("Signed: somebody under 18 may be shown");
  await afresh(coordinator, `/bulletins/${id}`);
  await exempt(coordinator, id);
  // A child is shown to no shop before it is published: an officer is the second person.
  await approve(coordinator, police, { id, title });
  await publish(coordinator);
  await afresh(reporter, `/bulletins/${id}`);
  await reporter.named("bulletin.answer").click();
  await reporter.named("answer-send").click();
  await reporter.link("Enter a name, or what they are called").waitFor();
  await reporter.shot("182-shop-answer-mistakes");
  await reporter.page.getByLabel("Name, or what they are called").fill("Robin from the skate park");
  await reporter.page.getByLabel("From where do you know them?").fill("Comes to our shop after school.");
  await reporter.button("I saw it").click();
  await reporter.named("answer-send").click();
  await reporter.sees("Your answer has been sent.");
  await reporter.shot("183-shop-answered");
  await afresh(police, `/bulletins/${id}`);
  await police.page.locator("[data-answer]").getByText("Robin from the skate park").waitFor();
  await police.shot("184-police-answer");
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.named("bulletin.expire").click();
  await coordinator.shot("185-end-now");
  await coordinator.named("confirm").click();
  await coordinator.sees("Ended: members no longer see it");
  await reporter.heading("This bulletin is no longer shown").waitFor();
  await afresh(reporter, `/bulletins/${id}`);
  await reporter.sees("This does not exist, or has not been shared with you");
  await reporter.shot("186-shop-bulletin-over");
}

// An alert is written at a desk and is on the phone at once, without a reload.
// Whoever writes a report meanwhile is told without a jump of what they write in, elsewhere on top.
export async function alert(coordinator: Person, reporter: Person, writer: Person): Promise<void> {
  const title = `False £20 notes in the town centre ${mark()}`;
  const { page } = coordinator;
  await afresh(coordinator, "/bulletins");
  await coordinator.named("new").click();
  await coordinator.heading("Write an alert or news").waitFor();
  await page.getByLabel("Alerts").check();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel(/^Text/).fill("Three shops were given false £20 notes since noon. The hologram rubs off.");
  await page.getByLabel("The whole scheme").check();
  await page.getByLabel("This names and describes nobody").check();
  await page.locator('[data-name="audience"] [data-count]').waitFor();
  await coordinator.shot("190-alert-write");
  await coordinator.named("propose").click();
  await coordinator.heading(title).waitFor();
  await coordinator.named("bulletin.publish").waitFor();
  await coordinator.shot("191-alert-ready");
  await afresh(writer, "/report");
  await writer.heading("Report an incident").waitFor();
  await writer.page.getByLabel(/^Anything else/).fill("A tall");
  const place = async () => JSON.stringify(await writer.page.getByLabel(/^Anything else/).boundingBox());
  const before = await place();
  const after = await appearsOn(reporter, title, () => publish(coordinator));
  await writer.named("news").getByText("A new alert has been published.").waitFor();
  equal(await place(), before, "what is being written in has not moved");
  equal(await writer.named("news").getByText(title).count(), 0, "nothing of what it says is on a page of something else");
  await afresh(writer, "/reports");
  await writer.heading("Your reports").waitFor();
  const news = await writer.named("news").boundingBox();
  const main = await writer.page.locator("main").boundingBox();
  check(news && main && news.y < main.y, "elsewhere it is above the page");
  await writer.shot("194-alert-elsewhere");
  await writer.link("Read the alert").click();
  await writer.heading(title).waitFor();
  equal(await writer.named("news").count(), 0, "what was opened is no longer news");
  await reporter.named("announcement").filter({ hasText: `New alert: ${title}` }).waitFor();
  console.log(`      the alert was on the phone ${after} ms after the coordinator read that it is published`);
  await reporter.shot("192-shop-alert");
  await reporter.link(title).click();
  await reporter.heading(title).waitFor();
  equal(await reporter.named("news").count(), 0, "a page that shows it does not announce it twice");
  await reporter.shot("193-shop-alert-open");
}

// Changed: a second person looks again, and until then members do not see it.
export async function amend(coordinator: Person, manager: Person, reporter: Person, live: Live): Promise<Live> {
  const title = `${live.title}, and cheese`;
  await afresh(reporter, `/bulletins/${live.id}`);
  await reporter.heading(live.title).waitFor();
  await afresh(coordinator, `/bulletins/${live.id}`);
  await coordinator.named("bulletin.amend").click();
  await coordinator.heading("Change the bulletin").waitFor();
  await faces(coordinator).first().waitFor();
  await coordinator.page.getByLabel("Title").fill(title);
  await coordinator.shot("200-amend");
  await coordinator.named("amend").click();
  await coordinator.heading(title).waitFor();
  await reporter.named("gone").waitFor();
  await reporter.shot("201-shop-being-changed");
  await approve(coordinator, manager, { id: live.id, title });
  await publish(coordinator);
  return { id: live.id, title };
}

// Withdrawn: the open page of one shop and the open list of another let go of it within 2 seconds.
export async function withdraw(coordinator: Person, manager: Person, reporter: Person, { id, title }: Live): Promise<void> {
  await afresh(reporter, `/bulletins/${id}`);
  await reporter.heading(title).waitFor();
  await faces(reporter).first().waitFor();
  await afresh(manager, "/bulletins");
  await card(manager, id).waitFor();
  await manager.page.locator('[data-live="live"]').waitFor();
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.named("bulletin.withdraw").click();
  await coordinator.named("confirm").click();
  await coordinator.link("Write the reason").waitFor();
  await coordinator.shot("210-withdraw");
  await coordinator.page.getByLabel("Why it is withdrawn").fill("It was somebody else after all.");
  const start = Date.now();
  const gone = Promise.all([
    reporter.named("gone").waitFor().then(() => Date.now() - start),
    card(manager, id).waitFor({ state: "detached" }).then(() => Date.now() - start),
  ]);
  await coordinator.named("confirm").click();
  const [page, list] = await gone;
  console.log(`      withdrawn: gone from an open page after ${page} ms, from an open list after ${list} ms`);
  check(page <= RECALL && list <= RECALL, `recalled within ${RECALL} ms: page ${page}, list ${list}`);
  await reporter.heading("This bulletin was withdrawn").waitFor();
  equal(await reporter.page.locator("main img").count(), 0, "no picture is left");
  equal(await reporter.page.getByText(title).count(), 0, "nor a word of it");
  await reporter.shot("211-shop-withdrawn");
  await coordinator.sees("Withdrawn: it has left every page");
  await coordinator.shot("212-coordinator-withdrawn");
  await afresh(coordinator, "/bulletins?show=over");
  await card(coordinator, id).waitFor();
  await coordinator.shot("213-ended");
}

// Rejected with its reason, by the second person.
export async function reject(coordinator: Person, manager: Person, subject: string): Promise<void> {
  const title = `Not sure about this one ${mark()}`;
  const id = await propose(coordinator, { subject, title, shots: "" });
  await afresh(manager, `/bulletins/${id}`);
  await manager.named("bulletin.reject").click();
  await manager.named("confirm").click();
  await manager.link("Write the reason").waitFor();
  await manager.shot("214-reject");
  await manager.page.getByLabel("Why it is rejected").fill("The picture shows somebody else.");
  await manager.named("confirm").click();
  await manager.page.getByText("Rejected", { exact: true }).first().waitFor();
  await manager.shot("215-rejected");
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.sees("The picture shows somebody else.");
}

// The DPO reads what was decided, and nobody's face or name; who looked is one link away.
export async function dpoReads(dpo: Person, { id }: Live, subject: string): Promise<void> {
  await afresh(dpo, "/bulletins");
  await dpo.heading("Bulletins").waitFor();
  await dpo.page.locator("[data-bulletin]").first().waitFor();
  await dpo.shot("220-dpo-bulletins");
  await afresh(dpo, `/bulletins/${id}`);
  await dpo.sees("Not shown to your role");
  equal(await dpo.page.locator("main img").count(), 0, "no face");
  await dpo.shot("221-dpo-bulletin");
  await afresh(dpo, `/subjects/${subject}`);
  await dpo.page.getByRole("heading", { name: "What is on record" }).waitFor();
  await dpo.shot("222-dpo-person");
  await dpo.link("Who looked at this person").click();
  await dpo.sees("Who looked at this record");
  await dpo.page.getByRole("region", { name: "Entries found" }).waitFor();
}
