// A real town starts: the first coordinator's link, then organisations, areas, sites and people, all
// in the page.
import { Axe } from "./axe";
import { check, type Suite } from "./check";
import { administration } from "./members";
import type { Options } from "./options";
import { launch, Person, type Studio } from "./person";
import { freshCode } from "./totp";

const LOGIN = "morgan.vale@example.org";
const PASSWORD = "four plain words here";
let secret = "";

async function takeUp(studio: Studio, link: string): Promise<Person> {
  const first = await Person.open(studio, false);
  await first.page.goto(link);
  await first.heading("Start your scheme").waitFor();
  check(!/demonstration/i.test(await first.page.locator("body").innerText()), "a real town is not called a demonstration");
  await first.shot("00-first-start-1-link");
  await first.page.getByLabel("Your name").fill("Morgan Vale");
  await first.page.getByLabel("Email address").fill(LOGIN);
  await first.page.getByLabel("Choose a password").fill(PASSWORD);
  await first.page.getByLabel("The same password again").fill(PASSWORD);
  await first.named("continue").click();
  await first.heading("Set up your phone").waitFor();
  await first.shot("00-first-start-2-phone");
  await first.page.getByText("I cannot scan the code").click();
  secret = ((await first.page.locator("#totp-secret").textContent()) ?? "").trim();
  await first.page.getByLabel("6-digit code").fill(await freshCode(secret));
  await first.named("confirm").click();
  await first.heading("Your account is ready").waitFor();
  await first.signIn({ role: "coordinator", login: LOGIN, password: PASSWORD, totp_secret: secret, scheme: "" });
  await first.heading("Queue").waitFor();
  await first.sees("Nothing waits for you.");
  await first.shot("00-first-start-3-empty-queue");
  return first;
}

// Somebody who has an account joins another scheme with it: no second password and no second phone.
async function joins(coordinator: Person, link: string): Promise<void> {
  const { page } = coordinator;
  await page.goto(link);
  await coordinator.heading("Start your scheme").waitFor();
  await page.getByLabel("Yes, I have one").check();
  await page.getByLabel("Your name").fill("Morgan Vale");
  check((await page.getByLabel("The same password again").count()) === 0, "no password is chosen");
  await page.getByLabel("Email address").fill(LOGIN);
  await page.getByLabel("Password").fill(PASSWORD);
  await coordinator.shot("00-first-start-4-has-account");
  await coordinator.named("continue").click();
  await page.getByLabel("6-digit code").fill(await freshCode(secret));
  await coordinator.named("confirm").click();
  await coordinator.heading("Your account is ready").waitFor();
  await coordinator.goto("/#/scheme");
  await coordinator.page.reload();
  await coordinator.heading("Choose a scheme").waitFor();
  await coordinator.sees("SMART Oakham");
  await coordinator.shot("00-first-start-5-two-schemes");
}

export async function firstStart(options: Options, run: (suites: Suite[]) => Promise<boolean>): Promise<boolean> {
  const browser = await launch();
  const axe = new Axe();
  const studio: Studio = { browser, base: options.base, screens: options.screens, axe };
  let coordinator: Person;
  const good = await run([
    { name: "the first coordinator takes up the link and signs in", run: async () => { coordinator = await takeUp(studio, options.invitation); } },
    { name: "the coordinator sets the scheme up and invites", run: () => administration(studio, coordinator) },
    { name: "somebody who has an account joins a second scheme", run: () => joins(coordinator, options.secondInvitation) },
    { name: "axe: nothing serious or critical", run: async () => check(axe.found.length === 0, axe.found.join("\n      ")) },
    { name: "no page complained", run: async () => check(coordinator.complaints.length === 0, coordinator.complaints.join("\n      ")) },
  ]);
  await browser.close();
  return good;
}
