// A face goes up lawfully: from a report to a person, told or exempt, proposed by one, approved by another
// at a second browser, published, read and answered by a shop on its phone; and comes down within 2 seconds.
import { check, equal } from "./check";
import type { SignInAs } from "./options";
import { as, type Options } from "./options";
import { Person, type Studio } from "./person";

// From the press of a button to the last picture gone from somebody else's page, in milliseconds.
// The galleries of the policy.
const KNOWN = "Known to the scheme";
const RECALL = 2_000;

export interface Live {
  id: string;
  title: string;
}

const idIn = (person: Person) => new URL(person.page.url()).hash.split("?")[0].split("/").pop() ?? "";
const faces = (person: Person) => person.page.locator('main [data-state="shown"] img');
const card = (person: Person, id: string) => person.page.locator(`[data-bulletin="${id}"]`);

async function afresh(person: Person, path: string): Promise<void> {
  await person.goto("/#/figures");
  await person.goto(`/#${path}`);
}

// The manager of a shop of another company than the reporter's: the second person.
export async function second(studio: Studio, { people }: Options): Promise<Person> {
  const reporter = as(people, "reporter") as SignInAs & { of?: string };
  const others = (people as (SignInAs & { of?: string })[]).filter((one) => one.of !== reporter.of);
  const manager = await Person.open(studio, false);
  await manager.signIn(as(others, "site_manager"));
  return manager;
}

// A theft with one person in it; `name` empty: nobody knows it.
export async function reportOf(reporter: Person, name: string, age: string): Promise<string> {
  const { page } = reporter;
  await afresh(reporter, "/report");
  await reporter.heading("Report an incident").waitFor();
  for (const chip of ["Theft", "Just now", "1 person", "I saw it", age]) await reporter.button(chip).click();
  if (name) {
    await page.getByText("Clothing, marks, name of suspect 1").click();
    await page.locator("#suspect-1-name").fill(name);
  }
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  const href = await reporter.link("See where it stands").getAttribute("href");
  return href?.split("/").pop() ?? "";
}

// From the report to the person's page. Gives the person's id.
export async function openPerson(coordinator: Person, report: string, shot = ""): Promise<string> {
  await afresh(coordinator, `/reports/${report}`);
  await coordinator.named("open-person").first().click();
  await coordinator.page.getByRole("heading", { name: "What is held" }).waitFor();
  await coordinator.sees("Named by members, not proven");
  await coordinator.page.locator('[data-event="appearance"]').first().waitFor();
  if (shot) {
    await faces(coordinator).first().waitFor();
    await coordinator.shot(shot);
  }
  return idIn(coordinator);
}

// Two reports of one name: hinted, linked for a reason, and unlinked exactly.
export async function linked(coordinator: Person, report: string): Promise<void> {
  const { page } = coordinator;
  await afresh(coordinator, `/reports/${report}`);
  await coordinator.named("hints").first().click();
  const hint = page.getByRole("list", { name: "Likely the same" }).getByRole("listitem").first();
  await hint.getByText(/^Why: .*same name/).waitFor();
  await coordinator.shot("150-report-hints");
  await hint.locator('[data-name="link"]').click();
  await hint.locator('[data-name="link-confirm"]').click();
  await coordinator.sees("There is a problem");
  await coordinator.shot("151-link-mistakes");
  await hint.getByLabel("Why are they one person?").fill("The same coat and the same bag on both films");
  await hint.locator('[data-name="link-confirm"]').click();
  await coordinator.sees("Linked as one person.");
  await coordinator.named("open-person").first().click();
  await page.locator('[data-event="appearance"]').nth(1).waitFor();
  await page.locator("[data-link]").first().waitFor();
  await page.locator("[data-link]").first().locator('[data-name="undo"]').click();
  await page.getByLabel("Why are they two persons?").fill("The second film is of another day");
  await coordinator.shot("152-person-linked");
  await coordinator.named("unlink").click();
  await coordinator.sees("they are two persons again, each as before");
}

// Found although it is misspelt; what is not theirs to see is not there, and nothing counts it.
export async function searched(coordinator: Person, police: Person, name: string): Promise<void> {
  const misspelt = name.replace("Rowan", "Rowen");
  await afresh(coordinator, "/search");
  await coordinator.heading("Find a person").waitFor();
  await coordinator.named("search").click();
  await coordinator.link("Enter at least 2 letters or digits").waitFor();
  await coordinator.shot("153-search-empty");
  await coordinator.page.getByLabel(/^Name, nickname/).fill(misspelt);
  await coordinator.named("search").click();
  await coordinator.page.locator("[data-appearance]").filter({ hasText: name }).first().waitFor();
  await coordinator.shot("154-search-found");
  await coordinator.page.getByLabel(/^Name, nickname/).fill("Zzyzx Qwv");
  await coordinator.named("search").click();
  await coordinator.sees("Nobody was found");
  await coordinator.shot("155-search-nobody");
  check(!coordinator.page.url().includes("Qwv"), "what was looked for is in no address");
  await afresh(police, "/search");
  await police.page.getByLabel(/^Name, nickname/).fill(name);
  await police.named("search").click();
  await police.page.locator("[data-appearance]").filter({ hasText: name }).first().waitFor();
  await police.shot("156-search-police");
}

interface Proposal {
  subject: string;
  gallery: string;
  title: string;
  // Leads the names of the shots; empty: none.
  shots: string;
}

// Gives the bulletin's id.
export async function propose(coordinator: Person, { subject, gallery, title, shots }: Proposal): Promise<string> {
  const { page } = coordinator;
  await afresh(coordinator, `/subjects/${subject}`);
  await coordinator.named("propose").click();
  await coordinator.heading("Propose a bulletin").waitFor();
  await coordinator.named("chosen").waitFor();
  if (shots) {
    await coordinator.named("propose").click();
    await coordinator.link("Choose where it hangs").waitFor();
    await coordinator.shot(`${shots}0-propose-mistakes`);
  }
  await page.getByLabel(gallery).check();
  if (shots) {
    await page.getByLabel("Show the photo").waitFor();
    await faces(coordinator).first().waitFor();
    await page.getByLabel(/^Show the name/).check();
    await page.getByLabel(/^Words under the photo/).fill("At the self-checkout");
  }
  await page.getByLabel("Title").fill(title);
  await page.getByLabel(/^Text/).fill("Works in the afternoon. Tell the manager and keep your distance.");
  await page.getByLabel("Shop staff").check();
  await page.getByLabel("The whole scheme").check();
  const count = page.locator('[data-name="audience"] [data-count]');
  await count.waitFor();
  check(Number(await count.getAttribute("data-count")) >= 2, "the sites that will see it are counted");
  await page.getByLabel("Who saw it?").fill("The till manager");
  await page.getByLabel("CCTV was looked at").check();
  await page.getByLabel("The goods were not paid for").check();
  if (shots) await coordinator.shot(`${shots}1-propose`);
  await coordinator.named("propose").click();
  await coordinator.heading(title).waitFor();
  await coordinator.sees("Still missing");
  if (shots) await coordinator.shot(`${shots}2-proposed`);
  return idIn(coordinator);
}

const missing = async (person: Person) =>
  (await person.page.locator("[data-missing]").evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.missing ?? ""))).sort().join();

// Why the person is not told yet, from where the bulletin says that it is missing.
export async function exempt(coordinator: Person, id: string): Promise<void> {
  const { page } = coordinator;
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.sees("Still missing");
  equal(await missing(coordinator), "NOTICE,SECOND_PERSON", "what is missing is named");
  await page.locator('[data-missing="NOTICE"]').getByRole("link", { name: /record why not/ }).click();
  await coordinator.heading("Record why a person is not told yet").waitFor();
  await page.getByLabel("It would harm the prevention or detection of crime").check();
  await page.getByLabel("The reason in this case").fill("Officers look for this person this month; a letter would warn them.");
  await page.getByLabel("Look at it again by").fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await coordinator.named("confirm").click();
  await coordinator.sees("Why they are not told yet has been recorded");
}

// Two browsers side by side: the coordinator cannot approve their own, the manager of another company can.
export async function approve(coordinator: Person, manager: Person, { id, title }: Live, shots = ""): Promise<void> {
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.heading(title).waitFor();
  equal(await coordinator.named("bulletin.review").count(), 0, "nobody approves their own");
  equal(await coordinator.named("bulletin.publish").count(), 0, "nor publishes it alone");
  await afresh(manager, "/bulletins?show=waiting");
  await card(manager, id).waitFor();
  if (shots) await manager.shot(`${shots}3-second-waiting`);
  await card(manager, id).getByRole("link").first().click();
  await manager.heading(title).waitFor();
  await manager.sees("Still missing");
  await manager.named("bulletin.review").click();
  await manager.sees("By approving you say that you looked at this as the second person");
  if (shots) await manager.shot(`${shots}4-second-approves`);
  await manager.named("confirm").click();
  await manager.page.getByText("Approved", { exact: true }).first().waitFor();
  // The coordinator's page has heard of it without a reload.
  await coordinator.named("bulletin.publish").waitFor();
  await coordinator.sees("Nothing is missing.");
  if (shots) await coordinator.shot(`${shots}5-ready`);
}

export async function publish(coordinator: Person, shot = ""): Promise<void> {
  await coordinator.named("bulletin.publish").click();
  await coordinator.sees("Everybody under “Who will see this” can see it at once.");
  await coordinator.named("confirm").click();
  await coordinator.sees("Published: members can see it now");
  if (shot) await coordinator.shot(shot);
}

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
export async function whoIsThis(cast: { reporter: Person; coordinator: Person; police: Person; dpo: Person }, manager: Person, report: string): Promise<void> {
  const { reporter, coordinator, police, dpo } = cast;
  const title = `Who is this, seen at the tills ${Date.now().toString(36)}`;
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
  await approve(coordinator, manager, { id, title });
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
  await reporter.sees("Your coordinator and the police can read your answer.");
  await reporter.shot("183-shop-answered");
  await afresh(police, `/bulletins/${id}`);
  await police.page.locator("[data-answer]").getByText("Robin from the skate park").waitFor();
  await police.shot("184-police-answer");
  await afresh(coordinator, `/bulletins/${id}`);
  await coordinator.named("bulletin.expire").click();
  await coordinator.shot("185-end-now");
  await coordinator.named("confirm").click();
  await coordinator.sees("Ended: members no longer see it");
  await afresh(reporter, `/bulletins/${id}`);
  await reporter.sees("This does not exist, or has not been shared with you");
  await reporter.shot("186-shop-bulletin-over");
}

// An alert is written at a desk and is on the phone at once, without a reload.
export async function alert(coordinator: Person, reporter: Person): Promise<void> {
  const title = `False £20 notes in the town centre ${Date.now().toString(36)}`;
  const { page } = coordinator;
  await afresh(coordinator, "/bulletins");
  await coordinator.named("new").click();
  await coordinator.heading("Write an alert or news").waitFor();
  await page.getByLabel("Alerts").check();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel(/^Text/).fill("Three shops were given false £20 notes since noon. The hologram rubs off.");
  await page.getByLabel("The whole scheme").check();
  await page.locator('[data-name="audience"] [data-count]').waitFor();
  await coordinator.shot("190-alert-write");
  await coordinator.named("propose").click();
  await coordinator.heading(title).waitFor();
  await coordinator.named("bulletin.publish").waitFor();
  await coordinator.shot("191-alert-ready");
  const after = await appearsOn(reporter, title, () => publish(coordinator));
  await reporter.named("announcement").filter({ hasText: `New alert: ${title}` }).waitFor();
  console.log(`      the alert was on the phone ${after} ms after the coordinator read that it is published`);
  await reporter.shot("192-shop-alert");
  await reporter.link(title).click();
  await reporter.heading(title).waitFor();
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
  const title = `Not sure about this one ${Date.now().toString(36)}`;
  const id = await propose(coordinator, { subject, gallery: KNOWN, title, shots: "" });
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
  await dpo.page.getByRole("heading", { name: "What is held" }).waitFor();
  await dpo.shot("222-dpo-person");
  await dpo.link("Who looked at this person").click();
  await dpo.sees("Who looked at this record");
  await dpo.page.getByRole("region", { name: "Entries found" }).waitFor();
}
