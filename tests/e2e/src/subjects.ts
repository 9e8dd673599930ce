// People held, in the browser: reported, opened, likely the same, found although misspelt.
import { check } from "./check";
import type { SignInAs } from "./options";
import { as, type Options } from "./options";
import { Person, type Studio } from "./person";
import { drawn } from "./photos";

export const idIn = (person: Person) => new URL(person.page.url()).hash.split("?")[0].split("/").pop() ?? "";
export const faces = (person: Person) => person.page.locator('main [data-state="shown"] img');
export const card = (person: Person, id: string) => person.page.locator(`[data-bulletin="${id}"]`);

export async function afresh(person: Person, path: string): Promise<void> {
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

// The same with a photo, whose owner has agreed: as the coordinator says.
export async function reportWithFace(reporter: Person, coordinator: Person, name: string): Promise<string> {
  const { page } = reporter;
  await afresh(reporter, "/report");
  await reporter.heading("Report an incident").waitFor();
  for (const chip of ["Theft", "Just now", "1 person", "I saw it", "18 to 29"]) await reporter.button(chip).click();
  await page.getByText("Clothing, marks, name of suspect 1").click();
  await page.locator("#suspect-1-name").fill(name);
  await page.locator("#photo-1").setInputFiles(drawn(7));
  await page.locator('[data-name="photo-1-preview"] img').waitFor();
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  await page.locator('[data-upload="sent"]').waitFor({ timeout: 30_000 });
  const href = await reporter.link("See where it stands").getAttribute("href");
  const id = href?.split("/").pop() ?? "";
  await afresh(coordinator, `/reports/${id}`);
  const row = coordinator.page.locator("[data-photo-row]").first();
  await row.locator('[data-name="photo-state"]').click();
  await row.getByLabel("Whose camera is it?").fill("Tilbrook Foods");
  await row.getByLabel("Who agreed that the scheme may use it?").fill("Nell Tilbrook, store manager");
  await row.locator('[data-name="confirm"]').click();
  await coordinator.sees("Whose CCTV it is has been recorded");
  return id;
}

// From the report to the person's page. Gives the person's id.
export async function openPerson(coordinator: Person, report: string, shot = ""): Promise<string> {
  await afresh(coordinator, `/reports/${report}`);
  await coordinator.named("open-person").first().click();
  await coordinator.page.getByRole("heading", { name: "What is on record" }).waitFor();
  await coordinator.sees(/^(Named by members|Suspected), not proven$/);
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
