// A real town starts: the first coordinator's link, then organisations, areas, sites and people, all
// in the page.
import { Axe } from "./axe";
import { check, type Suite } from "./check";
import { administration } from "./members";
import type { Options } from "./options";
import { launch, Person, type Studio } from "./person";
import { freshCode } from "./totp";

async function takeUp(studio: Studio, link: string): Promise<Person> {
  const password = "four plain words here";
  const first = await Person.open(studio, false);
  await first.page.goto(link);
  await first.heading("Start your scheme").waitFor();
  check(!/demonstration/i.test(await first.page.locator("body").innerText()), "a real town is not called a demonstration");
  await first.shot("00-first-start-1-link");
  await first.page.getByLabel("Your name").fill("Morgan Vale");
  await first.page.getByLabel("Email address").fill("morgan.vale@example.org");
  await first.page.getByLabel("Choose a password").fill(password);
  await first.page.getByLabel("The same password again").fill(password);
  await first.named("continue").click();
  await first.heading("Set up your phone").waitFor();
  await first.shot("00-first-start-2-phone");
  await first.page.getByText("I cannot scan the code").click();
  const secret = ((await first.page.locator("#totp-secret").textContent()) ?? "").trim();
  await first.page.getByLabel("6-digit code").fill(await freshCode(secret));
  await first.named("confirm").click();
  await first.heading("Your account is ready").waitFor();
  await first.signIn({ role: "coordinator", login: "morgan.vale@example.org", password, totp_secret: secret, scheme: "" });
  await first.heading("Queue").waitFor();
  await first.sees("Nothing waits for you.");
  await first.shot("00-first-start-3-empty-queue");
  return first;
}

export async function firstStart(options: Options, run: (suites: Suite[]) => Promise<boolean>): Promise<boolean> {
  const browser = await launch();
  const axe = new Axe();
  const studio: Studio = { browser, base: options.base, screens: options.screens, axe };
  let coordinator: Person;
  const good = await run([
    { name: "the first coordinator takes up the link and signs in", run: async () => { coordinator = await takeUp(studio, options.invitation); } },
    { name: "the coordinator sets the scheme up and invites", run: () => administration(studio, coordinator) },
    { name: "axe: nothing serious or critical", run: async () => check(axe.found.length === 0, axe.found.join("\n      ")) },
    { name: "no page complained", run: async () => check(coordinator.complaints.length === 0, coordinator.complaints.join("\n      ")) },
  ]);
  await browser.close();
  return good;
}
