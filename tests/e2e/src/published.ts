// A person of a report goes up, and comes down: what the pages of bulletins do by hand is done by calls
// here, so that the rights of the person can be looked at.
import type { Person } from "./person";
import type { WithPhotos } from "./photos";
import { type Json, newId, rpc } from "./rpc";

// The person's page: made from the report, found by name as a coordinator finds it.
export async function subjectOf(coordinator: Person, name: string): Promise<string> {
  await coordinator.goto("/#/search");
  await coordinator.page.getByLabel(/^Name, nickname or part/).fill(name);
  await coordinator.named("search").click();
  await coordinator.named("open-person").first().click();
  await coordinator.page.waitForURL(/#\/subjects\//);
  return new URL(coordinator.page.url()).hash.split("/").pop() ?? "";
}

// A bulletin of the first suspect with the photo: proposed by the coordinator, approved by the police.
export async function published(coordinator: Person, police: Person, { id }: WithPhotos, subject: string): Promise<string> {
  const { incident } = await rpc<{ incident: { suspects: { appearanceId: Json }[] } }>(coordinator, "CRIME_PREVENTION", "incident.v1.IncidentService/GetIncident", { incidentId: { value: id } });
  const { appearanceId } = incident.suspects[0];
  const { photos } = await rpc<{ photos: { photoId: Json; appearanceId: Json }[] }>(coordinator, "CRIME_PREVENTION", "evidence.v1.EvidenceService/ListPhotos", { incidentId: { value: id } });
  const photo = photos.find((one) => one.appearanceId.value === appearanceId.value);
  const { bulletinId } = await rpc<{ bulletinId: { value: string } }>(coordinator, "CRIME_PREVENTION", "bulletin.v1.BulletinService/ProposeBulletin", {
    requestId: newId(), gallery: "known", title: "Seen with bags again", text: "Fills bags with meat and coffee.",
    persons: [{ subjectId: { value: subject }, incidentId: { value: id }, appearanceId, showName: true, photoId: photo?.photoId, caption: "On the shop's CCTV" }],
    audience: { roles: ["ROLE_REPORTER", "ROLE_SITE_MANAGER", "ROLE_POLICE"], everywhere: true },
    checklist: { whoSawIt: "the till manager", cctvChecked: true, paidForChecked: true },
  });
  await rpc(police, "INVESTIGATION", "bulletin.v1.BulletinService/ReviewBulletin", { requestId: newId(), bulletinId, revision: await revisionOf(police, "INVESTIGATION", bulletinId) });
  await rpc(coordinator, "CRIME_PREVENTION", "bulletin.v1.BulletinService/PublishBulletin", { requestId: newId(), bulletinId, revision: await revisionOf(coordinator, "CRIME_PREVENTION", bulletinId) });
  // What it announces elsewhere has been read.
  await coordinator.goto("/#/bulletins");
  await coordinator.heading("Bulletins").waitFor();
  return bulletinId.value;
}

const revisionOf = async (person: Person, purpose: string, bulletinId: Json) =>
  (await rpc<{ bulletin: { revision?: number } }>(person, purpose, "bulletin.v1.BulletinService/GetBulletin", { bulletinId })).bulletin.revision ?? 0;

// On an open page of a shop, with its picture; `change` makes it go, within 2 s of having been made.
export async function leavesTheGallery(reporter: Person, bulletin: string, change: () => Promise<void>): Promise<void> {
  const { page } = reporter;
  await reporter.goto("/#/bulletins");
  await reporter.goto("/#/bulletins?gallery=known");
  const card = page.locator(`[data-bulletin="${bulletin}"]`);
  await card.locator('[data-state="shown"]').waitFor();
  await change();
  const since = Date.now();
  await card.waitFor({ state: "detached", timeout: 2_000 });
  console.log(`      it left an open page ${Date.now() - since} ms after it was said to be frozen`);
}
