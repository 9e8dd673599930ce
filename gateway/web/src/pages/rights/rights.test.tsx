// Challenges and notices at the scheme's desk.
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { IncidentSchema } from "@gen/incident/v1/incident_pb";
import { ChallengeGround, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { ChallengeOutcome, ChallengeSchema, ChallengeState, ExemptionProvision } from "@gen/subject/v1/subject_pb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Stage } from "../../../test/stage";
import { offPaper, onPaper } from "../../words/letter";
import { latestReview } from "./record_notice";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

function challenged(overdue = false): string {
  const at = (days: number) => timestampFromDate(new Date(Date.now() + days * 86_400_000));
  const challengeId = { value: crypto.randomUUID() };
  stage.hub.challenges.push({ reference: "REF", challenge: create(ChallengeSchema, {
    challengeId, state: ChallengeState.RECEIVED, ground: ChallengeGround.MISTAKEN_IDENTITY, name: "Canary Challenger", contact: "canary@example.org",
    what: "It was not me.", receivedAt: at(-2), answerBy: at(overdue ? -1 : 28), overdue,
  }) });
  return challengeId.value;
}

function held(name: string): string {
  const appearance = { value: crypto.randomUUID() };
  stage.hub.incidents.push(create(IncidentSchema, {
    incidentId: { value: crypto.randomUUID() }, type: IncidentType.THEFT_FROM_SHOP, siteName: "Corner Foods", reportedAt: stage.hub.stamp(), happenedFrom: stage.hub.stamp(),
    suspects: [{ name, appearanceId: appearance }],
  }));
  const id = crypto.randomUUID();
  stage.hub.subjects.push({ id, appearance: appearance.value, links: [] });
  return id;
}

const dpo = () => sessionStorage.setItem("smarthub.purpose.melton", "5");
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("challenges", () => {
  it("the coordinator finds the person, and what is decided frees or freezes them", async () => {
    const person = held("Robin Ash");
    const id = challenged(true);
    stage.open(Role.COORDINATOR, "/challenges");
    await stage.sees("Overdue");
    await stage.sees("Says it was not them");
    await stage.press('[data-name="review"]');
    await stage.fill(`[id="${id}-query"]`, "Robin Ash");
    await stage.press('[data-name="find-person"]');
    await stage.sees("Found: 1.");
    await stage.press(`[id="${id}-whose-2"]`);
    await stage.press(`[id="${id}-facts-2"]`);
    await tick();
    await stage.submit("[data-challenge] form");
    await stage.sees("The person is frozen");
    expect(stage.hub.frozen.has(person)).toBe(true);
    // Taking it off them again needs a reason.
    await stage.press('[data-name="review"]');
    await stage.press(`[id="${id}-whose"]`);
    await stage.sees("Why is it not about the same person any more?");
    await stage.submit("[data-challenge] form");
    await stage.sees("Say in 10 to 500 characters");
    expect(stage.hub.frozen.has(person)).toBe(true);
    await stage.press('[data-name="review"]');
    await stage.press('[data-name="decide"]');
    await stage.submit("[data-challenge] form");
    await stage.sees("Give your reasons in 10 characters or more");
    await stage.press(`[id="${id}-outcome-3"]`);
    await stage.fill(`[id="${id}-decision"]`, "The picture shows them beyond doubt.");
    // It froze for the risk of the wrong person: that ends with a reason only.
    await stage.submit("[data-challenge] form");
    await stage.sees("why it is the right person");
    expect(stage.hub.frozen.has(person)).toBe(true);
    await stage.fill(`[id="${id}-right-one"]`, "The till slip has their card.");
    await stage.submit("[data-challenge] form");
    await stage.sees("Decided. Now send the answer");
    expect(stage.hub.challenges[0].challenge.outcome).toBe(ChallengeOutcome.REFUSED);
    expect(stage.hub.frozen.has(person)).toBe(false);
  });

  it("one that was upheld freezes until somebody says what was put right", async () => {
    held("Robin Ash");
    const id = challenged();
    Object.assign(stage.hub.challenges[0].challenge, { state: ChallengeState.DECIDED, outcome: ChallengeOutcome.UPHELD, freezes: true, decision: "They are right." });
    stage.open(Role.COORDINATOR, "/challenges");
    await stage.sees("No challenge is open.");
    await stage.press(".sh-chips button:last-child");
    await stage.sees("Say what was put right");
    await stage.press('[data-name="review"]');
    await stage.fill(`[id="${id}-right"]`, "The wrong picture was removed.");
    await stage.submit("[data-challenge] form");
    await stage.sees("no longer frozen by this challenge");
  });

  it("the DPO reads them, decides nothing, and is told what is withheld", async () => {
    challenged();
    dpo();
    stage.open(Role.DPO, "/challenges");
    await stage.sees("Says it was not them");
    expect(stage.root.textContent).toContain("Not shown to your role");
    expect(stage.root.textContent).not.toContain("anary");
    expect(stage.root.querySelector('[data-name="review"]')).toBeNull();
  });
});

describe("notices", () => {
  it("whom notice is due to, and a reason why it waits, which the DPO reads", async () => {
    const first = held("Robin Ash");
    stage.open(Role.COORDINATOR, "/notices");
    await stage.sees("Overdue");
    window.location.hash = `#/notices/exempt?subject=${first}`;
    await stage.sees("Record why a person is not told yet");
    await stage.submit();
    await stage.sees("Choose what lets it wait");
    await stage.press("#provision");
    await stage.fill("#reason", "Police are looking for this person now.");
    await stage.fill("#review", latestReview(new Date().toISOString().slice(0, 10)));
    await stage.submit();
    await stage.sees("Why they are not told yet has been recorded");
    window.location.hash = "#/notices";
    await stage.sees("Nobody has to be told now.");
    await stage.sees("It would harm the prevention or detection of crime");
    expect(ExemptionProvision.CRIME).toBe(1);
  });

  it("the letter has nothing but the letter, and needs the scheme's texts", async () => {
    const person = held("Robin Ash");
    const print = vi.fn();
    window.print = print;
    stage.open(Role.COORDINATOR, `/notices/letter/${person}`);
    await stage.sees("It is not a finding that you did anything wrong.");
    await stage.press('[data-name="print"]');
    expect(print).toHaveBeenCalled();
    expect(stage.root.querySelector(".sh-letter button, .sh-letter a")).toBeNull();
    // Which letter it is leads along to the record that it was handed over.
    const printed = stage.root.querySelector('[data-name="which-letter"]')!.textContent!;
    expect(printed).toBe(onPaper(person.replace(/-/g, "")));
    window.location.hash = stage.root.querySelector<HTMLAnchorElement>('a[href*="letter="]')!.getAttribute("href")!;
    await stage.sees("Which letter do they have?");
    expect(stage.root.querySelector<HTMLInputElement>("#letter")!.value).toBe(printed);
    await stage.press("#way");
    await stage.submit();
    await stage.sees("That they were told has been recorded");
    expect(stage.hub.told.has(person)).toBe(true);
  });

  it("whoever records it later reads off the paper which letter it was; another is refused", async () => {
    const person = held("Robin Ash");
    const other = held("Sam Oak");
    stage.open(Role.COORDINATOR, `/notices/record?subject=${person}`);
    await stage.sees("Which letter do they have?");
    await stage.press("#way");
    await stage.submit();
    await stage.sees("Enter the 16 letters and digits at the foot of the letter");
    await stage.fill("#letter", onPaper(other.replace(/-/g, "")));
    await stage.submit();
    await stage.sees("Print it again, hand it over, then record that one");
    expect(stage.hub.told.has(person)).toBe(false);
    await stage.fill("#letter", ` ${onPaper(person.replace(/-/g, "")).toUpperCase()} `);
    await stage.submit();
    await stage.sees("That they were told has been recorded");
  });

  it("the texts of the public page are all said or none is saved", async () => {
    stage.open(Role.COORDINATOR, "/public-page");
    await stage.find("#controller");
    await stage.fill("#controller", "");
    await stage.submit();
    await stage.sees("Enter “Who is responsible (the controller)”");
    await stage.fill("#controller", "SMART Melton");
    await stage.submit();
    await stage.sees("The public page and all new letters say this now");
  });
});

it("an exemption runs for at most six months, and never past a month's end", () => {
  expect(latestReview("2026-11-23")).toBe("2027-05-23");
  expect(latestReview("2026-08-31")).toBe("2027-02-28");
  expect(latestReview("2027-08-30")).toBe("2028-02-29");
});

it("which letter it is reads the same on paper and off it", () => {
  const digest = "0123456789abcdef".repeat(4);
  expect(onPaper(digest)).toBe("0123-4567-89ab-cdef");
  expect(offPaper(" 0123-4567 89AB-cdef")).toBe(digest.slice(0, 16));
  expect(offPaper(digest)).toBe(digest);
  for (const wrong of ["", "0123-4567", "ghij-klmn-opqr-stuv", `${digest}0`]) expect(offPaper(wrong)).toBe("");
  expect(onPaper("")).toBe("");
});
