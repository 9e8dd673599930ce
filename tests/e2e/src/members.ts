// Members, sites, agreements, requests and figures in the browser.
import { check } from "./check";
import { lastName } from "./invented";
import { DESK, Person, PHONE, type Studio } from "./person";
import { freshCode } from "./totp";

export async function administration(studio: Studio, coordinator: Person): Promise<void> {
  const { page } = coordinator;
  const mark = lastName();
  await coordinator.goto("/#/organisations");
  await coordinator.heading("Organisations and agreements").waitFor();
  await coordinator.named("add").click();
  await page.getByLabel("Kind").selectOption({ label: "Retailer" });
  await page.getByLabel("Name", { exact: true }).fill(`Blue Door Books ${mark}`);
  await page.getByLabel("Controller").fill("Blue Door Books Ltd");
  await page.getByLabel("Lawful basis").fill("Crime condition, UK GDPR Annex 1 para 5");
  await page.getByLabel("Contact").fill("data@bluedoor.example.org");
  await page.getByLabel("Last day of the agreement").fill(`${new Date().getFullYear() + 2}-03-31`);
  await coordinator.shot("60-organisation-new");
  await coordinator.named("save").click();
  await coordinator.sees(/recorded$/);
  await coordinator.shot("61-organisations");

  await coordinator.goto("/#/places");
  await coordinator.heading("Areas and sites").waitFor();
  await coordinator.named("add-area").click();
  await page.getByLabel("Name of the area").fill(`Riverside ${mark}`);
  await coordinator.named("save").click();
  await coordinator.sees(`Added Riverside ${mark}`);
  await coordinator.named("add-site").click();
  await page.getByLabel("Area", { exact: true }).selectOption({ label: `Riverside ${mark}` });
  await page.getByLabel("Organisation").selectOption({ label: `Blue Door Books ${mark}` });
  await page.getByLabel("Name of the site").fill("Blue Door Books, Bridge Street");
  await page.getByLabel(/Address/).fill("4 Bridge Street");
  await coordinator.shot("62-site-new");
  await coordinator.named("save").click();
  await coordinator.sees("Added Blue Door Books, Bridge Street");
  await coordinator.shot("63-sites");

  await coordinator.goto("/#/people/invite");
  await page.getByLabel("Name", { exact: true }).fill("Ash Field");
  await page.getByLabel("Email address").fill(`ash.${mark.toLowerCase()}@example.org`);
  await page.getByLabel("Reporter").check();
  await page.getByLabel("Organisation").selectOption({ label: `Blue Door Books ${mark} (retailer)` });
  await page.getByLabel("Blue Door Books, Bridge Street").check();
  await coordinator.shot("64-invite");
  await coordinator.named("invite").click();
  await coordinator.sees("Give this link to");
  await coordinator.named("copy").click();
  await coordinator.sees(/Copied|Copying did not work/);
  await coordinator.shot("65-invitation-link");
  const link = (await page.locator("#invitation-link").textContent()) ?? "";
  check(link.startsWith(`${studio.base}/invitation#`), `the one-time link is ${link.split("#")[0]}#…`);
  await takeUp(studio, link, `ash.${mark.toLowerCase()}@example.org`);

  await coordinator.goto("/#/people");
  await coordinator.heading("People").waitFor();
  await coordinator.shot("67-people");
  await page.getByLabel("Find by name").fill("Ash Field");
  await coordinator.link("Ash Field").first().click();
  await coordinator.heading("Ash Field").waitFor();
  await coordinator.named("suspend").click();
  await coordinator.shot("68-person-suspend");
  await coordinator.named("confirm").click();
  await coordinator.sees("Suspended");
  await coordinator.named("restore").click();
  await coordinator.named("confirm").click();
  await coordinator.sees("Restored");
  await coordinator.named("role").click();
  await page.getByLabel("Site manager").check();
  await page.getByLabel("Organisation").selectOption({ label: `Blue Door Books ${mark} (retailer)` });
  await page.getByLabel("Blue Door Books, Bridge Street").check();
  await coordinator.shot("69-person-role");
  await coordinator.named("save").click();
  await coordinator.sees("Role changed");
  await coordinator.named("remove").click();
  await coordinator.named("confirm").click();
  await coordinator.sees("Removed");
}

// The invited person's own phone: password, authenticator app, recovery codes, first code, sign-in.
async function takeUp(studio: Studio, link: string, login: string): Promise<void> {
  const password = "three plain words";
  const guest = await Person.open(studio, true);
  await guest.page.goto(link);
  await guest.heading("Take up your invitation").waitFor();
  check(!guest.page.url().includes("#"), "the token has left the address");
  await guest.page.getByLabel("Choose a password").fill(password);
  await guest.page.getByLabel("The same password again").fill(password);
  await guest.shot("66-invitation-1-password");
  await guest.named("continue").click();
  await guest.heading("Set up your phone").waitFor();
  await guest.page.getByText("I cannot scan the code").click();
  const secret = ((await guest.page.locator("#totp-secret").textContent()) ?? "").trim();
  await guest.page.getByLabel("6-digit code").fill("12");
  await guest.named("confirm").click();
  await guest.sees("There is a problem");
  await guest.shot("66-invitation-2-phone");
  await guest.page.getByLabel("6-digit code").fill(await freshCode(secret));
  await guest.named("confirm").click();
  await guest.heading("Your account is ready").waitFor();
  await guest.shot("66-invitation-3-ready");
  await guest.signIn({ role: "reporter", login, password, totp_secret: secret, scheme: "" });
  await guest.heading(/Report|Reports/).waitFor();
  check(guest.complaints.length === 0, guest.complaints.join("; "));
  await guest.close();
}

export async function requestMore(police: Person, coordinator: Person, site: string): Promise<void> {
  const reason = "A series of thefts of meat at this shop since spring.";
  await police.goto("/#/requests");
  await police.heading("Ask to see more reports").waitFor();
  await police.page.getByRole("combobox", { name: "Shop" }).selectOption({ label: site });
  const days = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  await police.page.getByLabel("First day").fill(days(30));
  await police.page.getByLabel("Last day").fill(days(0));
  await police.page.getByLabel("Why you need them").fill(reason);
  await police.shot("57-police-ask-for-more");
  await police.named("ask").click();
  await police.sees("The coordinator has your request");
  await coordinator.goto("/#/requests");
  await coordinator.heading("Requests to see reports").waitFor();
  await coordinator.sees(reason);
  await coordinator.named("decide").first().click();
  await coordinator.page.getByRole("checkbox").first().check();
  await coordinator.page.getByLabel("Reason for your decision").first().fill("It fits the pattern of the series.");
  await coordinator.shot("58-coordinator-decides-request");
  await coordinator.named("grant").first().click();
  await coordinator.sees("Granted 1 report");
  await police.goto("/#/queue");
  await police.goto("/#/requests");
  await police.sees("It fits the pattern of the series.");
  await police.shot("59-police-request-decided");
}

export async function certificates(coordinator: Person): Promise<void> {
  const { page } = coordinator;
  const system = `Browser test ${lastName()}`;
  await coordinator.goto("/#/certificates");
  await coordinator.heading("Agency certificates").waitFor();
  await coordinator.named("issue").click();
  await coordinator.link("Choose the organisation").waitFor();
  await coordinator.shot("72-certificates-mistakes");
  await page.getByLabel("Organisation").selectOption({ index: 1 });
  await page.getByLabel("Name of the system").fill(system);
  await coordinator.named("issue").click();
  await coordinator.sees("The private key is shown this once only.");
  check((await page.locator("pre").first().innerText()).startsWith("-----BEGIN CERTIFICATE-----"), "a certificate is shown");
  await coordinator.page.reload();
  await coordinator.heading("Agency certificates").waitFor();
  await coordinator.button(`Revoke ${system}`).click();
  await coordinator.sees("is shut out within 5 seconds");
  // Taken after the key has gone: a private key has no place in a picture.
  await coordinator.shot("73-certificate-revoke");
  await coordinator.named("confirm").click();
  await coordinator.sees(`Revoked ${system}`);
}

export async function figures(reporter: Person): Promise<void> {
  await reporter.goto("/#/figures");
  await reporter.heading("Recorded crime and members’ reports").waitFor();
  await reporter.page.getByRole("img", { name: /Bars of the table/ }).waitFor();
  await reporter.shot("70-figures-phone");
  await reporter.page.setViewportSize(DESK);
  await reporter.shot("71-figures");
  await reporter.page.setViewportSize(PHONE);
}
