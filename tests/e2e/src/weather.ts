// Mistakes of people and of networks: each is said, and nothing is lost.
import { check, equal } from "./check";
import { as, type Options } from "./options";
import { Person, type Studio } from "./person";
import { freshCode } from "./totp";

export async function mistakes(studio: Studio, options: Options): Promise<void> {
  const manager = as(options.people, "site_manager");
  const guest = await Person.open(studio, true);
  await guest.goto("/");
  await guest.heading("Sign in").waitFor();
  await guest.sees("Demonstration");
  await guest.named("continue").click();
  await guest.sees("There is a problem");
  await guest.link("Enter your email address").click();
  equal(await guest.page.evaluate(() => document.activeElement?.id), "login", "the error summary leads to the field");
  await guest.page.getByLabel("Email address").fill(manager.login);
  await guest.page.getByLabel("Password").fill("not the password at all");
  await guest.named("continue").click();
  await guest.link("The email address or password is not right").waitFor();
  await guest.shot("03-sign-in-wrong");
  await guest.page.getByLabel("Password").fill(manager.password);
  await guest.named("continue").click();
  await guest.page.getByLabel("6-digit code").fill("000000");
  await guest.named("sign-in").click();
  await guest.link(/That code is not right/).waitFor();
  await guest.shot("04-code-wrong");
  await guest.button("I do not have my phone").click();
  await guest.heading("Enter a recovery code").waitFor();
  await guest.shot("05-recovery-code");
  await guest.button("Use a 6-digit code").click();
  await guest.page.getByLabel("6-digit code").fill(await freshCode(manager.totp_secret));
  await guest.named("sign-in").click();
  await guest.heading(/^(?!Enter your).+/).waitFor();
  if (await guest.heading("Accept the scheme’s terms").isVisible()) {
    await guest.named("accept").click();
    await guest.link(/Tick the box/).waitFor();
    await guest.page.getByRole("checkbox").check();
    await guest.named("accept").click();
  }
  await guest.goto("/#/report");
  await guest.heading("Report an incident").waitFor();
  await guest.named("send").click();
  await guest.link("Choose what happened").waitFor();
  await guest.shot("06-report-mistakes");
  await guest.goto("/invitation#not-a-token");
  await guest.heading("This link does not work").waitFor();
  equal(await guest.button("Try again").count(), 0, "what cannot help is not offered");
  await guest.shot("07-invitation-wrong");
  check(guest.complaints.length === 0, guest.complaints.join("; "));
  await guest.close();
}

// A reload in the middle of writing loses nothing; what was true "just now" is asked again.
export async function survivesReload(reporter: Person): Promise<void> {
  const { page } = reporter;
  await reporter.goto("/#/reports");
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  await reporter.button("Abuse").click();
  await reporter.button("Just now").click();
  await page.getByLabel(/Anything else/).fill("Shouted at the till.");
  for (let turn = 0; turn < 100 && !(await drafts(reporter)); turn++) await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.reload();
  await reporter.sees("You were writing this report");
  equal(await page.getByLabel(/Anything else/).inputValue(), "Shouted at the till.", "the words are there");
  equal(await reporter.button(/Abuse/).getAttribute("aria-pressed"), "true", "the kind is there");
  equal(await reporter.button("Just now").getAttribute("aria-pressed"), "false", "the time is asked again");
  await reporter.shot("85-report-found-again");
  await reporter.button("Start again").click();
  for (let turn = 0; turn < 100 && (await drafts(reporter)); turn++) await page.evaluate(() => new Promise(requestAnimationFrame));
  equal(await page.getByLabel(/Anything else/).inputValue(), "", "begun anew");
  equal(await drafts(reporter), 0, "nothing of it is kept");
}

const drafts = (person: Person) => person.page.evaluate(() => new Promise<number>((resolve) => {
  const open = indexedDB.open("smarthub");
  open.onsuccess = () => {
    const keys = open.result.transaction("reports").objectStore("reports").getAllKeys();
    keys.onsuccess = () => {
      open.result.close();
      resolve(keys.result.filter((one) => String(one).startsWith("draft/")).length);
    };
  };
}));

const REPORT = "**/smarthub.incident.v1.IncidentService/ReportIncident";

// No signal while sending: the report is kept, survives a closed page, is sent once under its id.
export async function badWeather(reporter: Person, coordinator: Person): Promise<void> {
  const { page, context } = reporter;
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  await reporter.button("Nuisance").click();
  await reporter.button("Within the hour").click();
  await page.getByLabel(/Anything else/).fill("Shouting at the door, the telephone is 07700 900123.");
  await reporter.sees(/phone number or email address/);
  await reporter.shot("80-report-scan-hint");
  await page.getByLabel(/Anything else/).fill("Shouting at the door for an hour.");
  let id = "";
  await context.route(REPORT, (route) => route.abort("internetdisconnected"));
  await reporter.named("send").click();
  await reporter.heading("Not sent yet").waitFor();
  await reporter.shot("81-report-not-sent");
  await page.reload();
  await reporter.goto("/#/reports");
  await reporter.sees("is kept on this phone");
  await reporter.shot("82-report-kept");
  // The answer is lost on its way back: the second send must not make a second report.
  await context.unroute(REPORT);
  let sent = 0;
  await context.route(REPORT, async (route) => {
    sent++;
    if (sent > 1) return route.continue();
    const answer = await route.fetch();
    check(answer.ok(), `the first send is taken, status ${answer.status()}`);
    return route.abort("connectionreset");
  });
  await reporter.named("send-kept").click();
  await reporter.sees("There is a problem");
  const cards = page.locator("[data-incident]");
  await reporter.named("send-kept").click();
  await page.getByText("is kept on this phone").waitFor({ state: "detached" });
  await context.unroute(REPORT);
  await page.reload();
  await cards.first().waitFor();
  id = (await cards.first().getAttribute("data-incident")) ?? "";
  equal(await page.locator(`[data-incident="${id}"]`).count(), 1, "it is listed once");
  await coordinator.goto("/#/queue");
  await coordinator.page.locator(`[data-incident="${id}"] a`).first().click();
  await coordinator.heading("Nuisance").waitFor();
  await coordinator.named("incident.return").click();
  await coordinator.page.getByLabel("What is missing").fill("Which entrance was it?");
  await coordinator.shot("83-coordinator-return");
  await coordinator.named("confirm").click();
  await coordinator.sees("Report returned to the shop");
  await reporter.goto(`/#/reports/${id}`);
  await reporter.sees("Which entrance was it?");
  await page.getByLabel("Your answer").fill("The back door.");
  await reporter.shot("84-reporter-completes");
  await reporter.named("confirm").click();
  await reporter.sees("Answered. The report has gone back");
}
