// A bulletin on its way up: proposed by one, told or exempt, approved by another at a second browser,
// published.
import { check, equal } from "./check";
import { openedByKeyboard } from "./keyboard";
import type { Person } from "./person";
import { afresh, card, faces, idIn } from "./subjects";

// A gallery of the policy.
const KNOWN = "Known to the scheme";

export interface Live {
  id: string;
  title: string;
}

export interface Proposal {
  subject: string;
  gallery?: string;
  title: string;
  // Leads the names of the shots; empty: none.
  shots: string;
}

// Gives the bulletin's id.
export async function propose(coordinator: Person, { subject, gallery = KNOWN, title, shots }: Proposal): Promise<string> {
  const { page } = coordinator;
  await afresh(coordinator, `/subjects/${subject}`);
  await coordinator.named("propose").click();
  await coordinator.heading("Propose a bulletin").waitFor();
  await coordinator.named("chosen").waitFor();
  if (shots) {
    await coordinator.named("propose").click();
    await coordinator.link("Choose a gallery").waitFor();
    await coordinator.shot(`${shots}0-propose-mistakes`);
    await afresh(coordinator, `/subjects/${subject}`);
    await coordinator.named("propose").click();
    await coordinator.named("chosen").waitFor();
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

export const missing = async (person: Person) =>
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
  await openedByKeyboard(manager, "bulletin.review");
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
