// The photos of a report: who sees them, and what each may do.
import { create } from "@bufbuild/protobuf";
import { PhotoSchema, PhotoState } from "@gen/evidence/v1/evidence_pb";
import { IncidentSchema } from "@gen/incident/v1/incident_pb";
import { IncidentState, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Stage } from "../../../test/stage";

const PIXELS = Uint8Array.of(0xff, 0xd8, 0xff, 1, 2, 3);
let stage: Stage;
let id: string;

function report(suspects = 1): string {
  const one = create(IncidentSchema, {
    incidentId: { value: crypto.randomUUID() }, state: IncidentState.SUBMITTED, type: IncidentType.THEFT_FROM_SHOP,
    siteId: stage.hub.sites[0].siteId, siteName: stage.hub.sites[0].name, reportedAt: stage.hub.stamp(),
    handovers: [{ to: Role.POLICE, state: IncidentState.PASSED }],
    suspects: Array.from({ length: suspects }, () => ({ appearanceId: { value: crypto.randomUUID() } })),
  });
  stage.hub.incidents.push(one);
  return one.incidentId!.value;
}

function photo(incident: string, authority?: { owner: string; agreedBy: string }): void {
  stage.hub.photos.push({
    bytes: PIXELS, size: PIXELS.length, sha256: new Uint8Array(),
    photo: create(PhotoSchema, {
      photoId: { value: crypto.randomUUID() }, incidentId: { value: incident }, state: PhotoState.READY, authority,
      appearanceId: stage.hub.incidents.find((one) => one.incidentId?.value === incident)!.suspects[0].appearanceId,
      originalSha256: createHash("sha256").update(PIXELS).digest("hex"), originalBytes: BigInt(PIXELS.length), width: 3, height: 4,
    }),
  });
}

describe("photos of a report", () => {
  beforeEach(() => {
    stage = new Stage();
    URL.createObjectURL = () => "blob:here";
    URL.revokeObjectURL = () => undefined;
    for (const person of stage.hub.people) person.termsNeeded = false;
    id = report();
  });
  afterEach(() => stage.close());

  it("a manager says whose CCTV it is, takes the photo back, and nobody is shown it", async () => {
    photo(id);
    stage.open(Role.SITE_MANAGER, `/reports/${id}`);
    await stage.find('[data-state="shown"]');
    await stage.sees("Until that is said, no bulletin can show this photo.");
    await stage.press('[data-name="photo-state"]');
    await stage.submit('[data-photo-row] form');
    await stage.sees("Enter whose camera it is");
    await stage.fill('input[id$="-owner"]', "Corner Foods");
    await stage.fill('input[id$="-agreed"]', "Jo Marsh, manager");
    await stage.submit('[data-photo-row] form');
    await stage.sees("Whose CCTV it is has been recorded");
    await vi.waitFor(() => expect(stage.root.textContent).toContain("Jo Marsh, manager"));
    await stage.press('[data-name="photo-withdraw"]');
    await stage.press('[data-name="sure-withdraw"] [data-name="confirm"]');
    await stage.sees("Photo taken back");
    await stage.find('[data-state="withdrawn"]');
    expect(stage.root.querySelector("img")).toBeNull();
  });

  it("a photo is removed only after a second press", async () => {
    photo(id);
    stage.open(Role.COORDINATOR, `/reports/${id}`);
    await stage.press('[data-name="photo-remove"]');
    expect(stage.hub.photos.length).toBe(1);
    await stage.press('[data-name="sure-remove"] [data-name="confirm"]');
    await vi.waitFor(() => expect(stage.hub.photos.length).toBe(0));
  });

  it("police take the original, checked; a wrong one is not saved", async () => {
    photo(id, { owner: "Corner Foods", agreedBy: "Jo Marsh" });
    sessionStorage.setItem("smarthub.purpose.melton", "2");
    stage.open(Role.POLICE, `/reports/${id}`);
    await stage.press('[data-name="photo-original"]');
    await stage.find('[data-original="good"]');
    expect(stage.root.querySelector('[data-name="photo-withdraw"]')).toBeNull();
    stage.hub.photos[0].bytes = Uint8Array.of(9, 9, 9);
    await stage.press('[data-name="photo-original"]');
    await stage.find('[data-original="bad"]');
  });

  it("the DPO has no face, and asks for none", async () => {
    photo(id);
    sessionStorage.setItem("smarthub.purpose.melton", "5");
    stage.open(Role.DPO, `/reports/${id}`);
    await stage.sees("What was reported");
    expect(stage.made.some((one) => one.method === "ListPhotos" || one.method === "GetPhoto")).toBe(false);
  });

  it("a shop may add a photo of somebody who has none", async () => {
    const other = report(2);
    photo(other);
    stage.open(Role.REPORTER, `/reports/${other}`);
    await stage.find("#photo-2");
    expect(stage.root.querySelector("#photo-1")).toBeNull();
  });
});
