// People held, over the stand-in: opened from a report, linked, unlinked, found.
import { create } from "@bufbuild/protobuf";
import { IncidentSchema } from "@gen/incident/v1/incident_pb";
import { ProofStanding, Source } from "@gen/incident/v1/people_pb";
import { IncidentState, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Stage } from "../../../test/stage";

let stage: Stage;
const id = () => ({ value: crypto.randomUUID() });

function report(name: string, plate = ""): { incident: string; appearance: string } {
  const incidentId = id();
  const appearanceId = id();
  stage.hub.incidents.unshift(create(IncidentSchema, {
    incidentId, state: IncidentState.ACCEPTED, type: IncidentType.THEFT_FROM_SHOP, siteId: stage.hub.sites[0].siteId, siteName: stage.hub.sites[0].name,
    happenedFrom: stage.hub.stamp(), suspects: [{ appearanceId, name, hair: "Grey", standing: ProofStanding.SUSPECTED, saidBy: Source.SAW_IT }],
    vehicles: plate ? [{ plate }] : [],
  }));
  return { incident: incidentId.value, appearance: appearanceId.value };
}
const text = () => stage.root.textContent ?? "";

beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

describe("a person", () => {
  it("is opened from a report, and says that nothing is proven", async () => {
    const { incident } = report("Canary Name");
    stage.open(Role.COORDINATOR, `/reports/${incident}`);
    await stage.press('[data-name="open-person"]');
    await stage.sees("What is on record");
    await stage.sees("Named by members, not proven");
    await stage.sees("How it is known: seen by the person who reported it");
    await stage.sees("This person must be told that they are on record");
    expect(stage.root.querySelector("h1")?.textContent).toBe("Canary Name");
    expect(stage.root.querySelector('[data-name="propose"]')?.getAttribute("href")).toContain("#/bulletins/new?subject=");
  });

  it("is not offered to whom it is not", async () => {
    const { incident } = report("Canary Name");
    sessionStorage.setItem("smarthub.purpose.melton", "5");
    stage.open(Role.DPO, `/reports/${incident}`);
    await stage.sees("What was reported");
    expect(stage.root.querySelector('[data-name="open-person"]')).toBeNull();
  });

  it("is linked with another for a reason, and unlinked for another", async () => {
    const first = report("Canary Name");
    const second = report("canary name");
    stage.open(Role.COORDINATOR, `/reports/${second.incident}`);
    await stage.press('[data-name="hints"]');
    await stage.sees("Why: same name and looks alike");
    await stage.press('[data-name="link"]');
    await stage.submit("main li form");
    await stage.sees("Say why they are one person");
    await stage.fill("main li form textarea", "Same coat on both films");
    await stage.submit("main li form");
    await stage.sees("Linked as one person.");
    const kept = stage.hub.subjects.find((one) => one.appearance === first.appearance)!;
    expect(kept.links.length).toBe(1);
    window.location.hash = `#/subjects/${kept.id}`;
    await stage.sees("Same coat on both films");
    expect(stage.root.querySelectorAll('[data-event="appearance"]').length).toBe(2);
    await stage.press('[data-name="undo"]');
    await stage.fill("main li form textarea", "The film was of another day");
    await stage.submit("main li form");
    await stage.sees("they are two persons again");
    expect(kept.links.length).toBe(0);
  });
});

describe("search", () => {
  it("says why somebody was found, opens them, and counts nothing", async () => {
    const { appearance } = report("Canary Name", "AB12 CDE");
    stage.hub.subjects.push({ id: "s", appearance, links: [] });
    report("Somebody Else");
    sessionStorage.setItem("smarthub.purpose.melton", "2");
    stage.open(Role.POLICE, "/search");
    await stage.sees("Each search is recorded.");
    await stage.fill("#query", "a");
    await stage.submit("main form");
    await stage.sees("Enter at least 2 letters or digits");
    await stage.fill("#query", "12cd");
    await stage.submit("main form");
    await stage.sees("Why: same number plate, or part of it");
    expect(text()).not.toContain("Somebody Else");
    expect(text()).not.toMatch(/\d+ (people|results|found)/);
    expect(window.location.hash, "a name in an address stays in the browser's memory").toBe("#/search");
    await stage.press('[data-name="open-person"]');
    await stage.sees("What is on record");
  });

  it("police open whom somebody has opened before, and else go to the report", async () => {
    report("Canary Name");
    sessionStorage.setItem("smarthub.purpose.melton", "2");
    stage.open(Role.POLICE, "/search");
    await stage.fill("#query", "canary");
    await stage.submit("main form");
    await stage.sees("Likely first");
    await stage.sees("The report");
    expect(stage.root.querySelector('[data-name="open-person"]')).toBeNull();
  });

  it("nobody found: says what else to try", async () => {
    stage.open(Role.COORDINATOR, "/search");
    await stage.sees("Find a person");
    await stage.fill("#query", "Nemo");
    await stage.submit("main form");
    await stage.sees("Nobody was found");
    await stage.sees("another spelling");
  });
});
