// The main job in a real browser: a shop reports on a phone; the coordinator accepts and passes it to
// police and council; each answers on its own; the reporter sees each answer; the DPO sees every step.
import { check, equal } from "./check";
import { as, type Options } from "./options";
import { Person, type Studio } from "./person";

const MOST_TAPS = 8;

export interface Cast {
  reporter: Person;
  coordinator: Person;
  police: Person;
  council: Person;
  dpo: Person;
}

export async function signEverybodyIn(studio: Studio, { people }: Options): Promise<Cast> {
  const open = async (role: string, phone: boolean, purpose: string, shots: string) => {
    const person = await Person.open(studio, phone);
    await person.signIn(as(people, role), { purpose, shots });
    return person;
  };
  return {
    reporter: await open("reporter", true, "", "01-reporter"),
    coordinator: await open("coordinator", false, "", ""),
    police: await open("police", false, "Investigation", "02-police"),
    council: await open("council", false, "Enforcement", ""),
    dpo: await open("dpo", false, "Audit", ""),
  };
}

// A theft with goods and one suspect: 8 taps from the list of reports. Gives the report's id
// and the shop's name.
export async function report(reporter: Person): Promise<{ id: string; site: string }> {
  await reporter.goto("/#/reports");
  await reporter.heading("Your reports").waitFor();
  await reporter.shot("10-reporter-home");
  reporter.taps = 0;
  await reporter.tap(reporter.named("report"));
  await reporter.heading("Report an incident").waitFor();
  const danger = await reporter.page.getByText("This does not call the police. Danger now:").boundingBox();
  const title = await reporter.heading("Report an incident").boundingBox();
  check(danger && title && danger.y < title.y, "the 999 line comes first");
  await reporter.shot("11-report-empty");
  await reporter.tap(reporter.button("Theft"));
  await reporter.tap(reporter.button("Just now"));
  await reporter.tap(reporter.named("goods-Meat"));
  await reporter.tap(reporter.button("1 person"));
  await reporter.tap(reporter.button("I saw it"));
  await reporter.tap(reporter.button("18 to 29"));
  await reporter.shot("12-report-filled");
  await reporter.tap(reporter.named("send"));
  await reporter.heading("Report sent").waitFor();
  equal(reporter.taps <= MOST_TAPS, true, `a theft takes ${reporter.taps} taps, at most ${MOST_TAPS}`);
  console.log(`      a theft with goods and one suspect took ${reporter.taps} taps`);
  await reporter.shot("13-report-sent");
  const href = await reporter.link("See where it stands").getAttribute("href");
  const id = href?.split("/").pop() ?? "";
  check(/^[0-9a-f-]{36}$/.test(id), "the confirmation links to the report");
  await reporter.link("See where it stands").click();
  await reporter.sees("Waiting for the coordinator");
  await reporter.shot("14-report-waiting");
  const site = ((await reporter.page.locator(".govuk-caption-l").textContent()) ?? "").trim();
  return { id, site };
}

export async function acceptAndPass(coordinator: Person, id: string): Promise<void> {
  await coordinator.page.locator(`[data-incident="${id}"]`).waitFor();
  await coordinator.page.locator('[data-name="announcement"]').filter({ hasText: /new report/ }).waitFor();
  await coordinator.shot("20-coordinator-queue");
  await coordinator.page.locator(`[data-incident="${id}"] a`).first().click();
  await coordinator.heading("Theft from the shop").waitFor();
  await coordinator.shot("21-coordinator-report");
  await coordinator.named("incident.accept").click();
  await coordinator.sees("Report accepted");
  await coordinator.named("incident.pass").click();
  check(await coordinator.page.getByLabel("Police").isChecked(), "the policy's suggestion is chosen already");
  await coordinator.page.getByLabel("Council").check();
  await coordinator.shot("22-coordinator-pass");
  await coordinator.named("confirm").click();
  await coordinator.sees("Passed to the police and the council");
  await coordinator.shot("23-coordinator-passed");
}

export interface AgencyAnswer {
  shots: string;
  outcome: string;
  reference: string;
  note: string;
  agencyNote: string;
}

export async function takeAndAnswer(officer: Person, id: string, answer: AgencyAnswer): Promise<void> {
  await officer.goto("/#/queue");
  await officer.page.locator(`[data-incident="${id}"]`).waitFor();
  await officer.shot(`${answer.shots}0-worklist`);
  await officer.page.locator(`[data-incident="${id}"] a`).first().click();
  await officer.named("incident.take").click();
  await officer.sees("You have taken the report on");
  await officer.shot(`${answer.shots}1-taken`);
  await officer.named("incident.answer").click();
  await officer.page.getByLabel("Outcome").selectOption({ label: answer.outcome });
  await officer.page.getByLabel("Your reference").fill(answer.reference);
  await officer.page.getByLabel("Note to the shop").fill(answer.note);
  await officer.page.getByLabel(/Note for police and council/).fill(answer.agencyNote);
  await officer.shot(`${answer.shots}2-answer`);
  await officer.named("confirm").click();
  await officer.sees("Your answer has gone to the shop");
  await officer.shot(`${answer.shots}3-answered`);
}

export async function seesAnswer(reporter: Person, id: string, answer: AgencyAnswer, shot: string): Promise<void> {
  await reporter.goto("/#/reports");
  await reporter.page.locator(`[data-incident="${id}"] a`).first().click();
  await reporter.sees(answer.outcome);
  await reporter.sees(answer.reference);
  await reporter.sees(answer.note);
  equal(await reporter.page.getByText(answer.agencyNote).count(), 0, "the shop does not see a note between agencies");
  await reporter.shot(shot);
}

// The last answer is in: that is said, and taking the report back is no red button.
export async function nothingMore(reporter: Person): Promise<void> {
  await reporter.sees("Nothing more is waited for.");
  const withdraw = await reporter.named("incident.withdraw").getAttribute("class");
  check(withdraw?.includes("govuk-button--secondary"), "withdrawing is a secondary action");
}

// Every step of the report is in the log, each proven in the browser.
export async function everyStep(dpo: Person, id: string): Promise<void> {
  await dpo.goto(`/#/audit/who?kind=1&record=${id}`);
  await dpo.sees("Who looked at this record");
  const table = dpo.page.getByRole("region", { name: "Entries found" });
  for (const step of ["Reported an incident", "Accepted a report", "Passed a report on", "Took a report on", "Answered a report", "Opened a report"]) {
    await table.getByText(step).first().waitFor();
  }
  equal(await table.getByText("Answered a report").count(), 2, "both answers are in the log");
  await dpo.shot("50-dpo-who-looked");
  await table.getByRole("link").first().click();
  await dpo.page.locator('[data-proof="proven"]').waitFor();
  await dpo.shot("51-dpo-entry-proven");
  await dpo.goto("/#/audit/who");
  await dpo.page.getByLabel("What a person did").check();
  await dpo.page.getByLabel("Find by name").fill("ashwell");
  await dpo.sees("1 person to choose from");
  await dpo.page.getByRole("combobox", { name: "Person" }).selectOption({ index: 1 });
  await dpo.named("ask").click();
  await dpo.sees("What this person did");
  await dpo.page.getByRole("region", { name: "Entries found" }).getByText(/Took a report on/).first().waitFor();
  await dpo.shot("50-dpo-what-a-person-did");
  await dpo.goto("/#/audit/log");
  await dpo.page.locator('[data-verdict="first"]').waitFor();
  await dpo.named("copy-checkpoint").click();
  await dpo.sees("Copied");
  await dpo.shot("52-dpo-log-first");
}

// The log grew since; a log that was rewritten is caught by what this browser remembers.
export async function logOnlyGrows(dpo: Person): Promise<void> {
  await dpo.goto("/#/audit");
  await dpo.heading("Audit entries").waitFor();
  await dpo.page.getByRole("region", { name: "Audit entries" }).waitFor();
  await dpo.shot("53-dpo-entries");
  await dpo.goto("/#/audit/log");
  await dpo.page.locator('[data-verdict="grown"], [data-verdict="unchanged"]').waitFor();
  await dpo.sees("Good");
  await dpo.shot("54-dpo-log-grown");
  await dpo.page.evaluate(() => {
    const key = Object.keys(localStorage).find((one) => one.startsWith("smarthub.checkpoint."))!;
    const seen = JSON.parse(localStorage.getItem(key)!);
    seen.root = btoa("\0".repeat(32));
    localStorage.setItem(key, JSON.stringify(seen));
  });
  await dpo.named("check").click();
  await dpo.page.locator('[data-verdict="rewritten"]').waitFor();
  await dpo.shot("55-dpo-log-alarm");
}
