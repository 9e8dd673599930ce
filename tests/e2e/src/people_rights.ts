// What somebody outside may ask, and what the scheme owes whoever is held: the public page without an
// account, challenges, notices, letters.
import { check, equal } from "./check";
import { Person, PHONE, type Studio } from "./person";

const TEXTS: [string, string][] = [
  ["Who is responsible (the controller)", "SMART Melton (invented), 1 Market Place, Melton Mowbray"],
  ["How to reach them", "office@example.org"],
  ["Data protection officer", "Data protection office, dpo@example.org"],
  ["Where to write with a complaint", "SMART Melton, Complaints, 1 Market Place, Melton Mowbray"],
];

// Who is responsible, said once for everybody.
export async function publicTexts(coordinator: Person): Promise<void> {
  await coordinator.goto("/#/public-page");
  await coordinator.heading("Who is responsible").waitFor();
  await coordinator.page.getByLabel(TEXTS[0][0]).fill("");
  await coordinator.named("confirm").click();
  await coordinator.link("Enter “Who is responsible (the controller)”").waitFor();
  await coordinator.shot("120-public-texts-mistakes");
  for (const [label, text] of TEXTS) await coordinator.page.getByLabel(label).fill(text);
  await coordinator.named("confirm").click();
  await coordinator.sees("The public page and all new letters say this now");
  await coordinator.shot("121-public-texts");
}

// Somebody without an account, at a browser that knows nothing. Gives the reference.
export async function challenge(studio: Studio, name: string): Promise<{ outsider: Person; reference: string }> {
  const outsider = await Person.open(studio, true);
  const { page } = outsider;
  const scripts: number[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(Number(response.headers()["content-length"] ?? 0));
  });
  await outsider.goto("/privacy.html");
  await outsider.heading("Which scheme is it about?").waitFor();
  await outsider.shot("122-public-which-scheme");
  await page.getByLabel("Short name of the scheme").fill("nowhere-at-all");
  await outsider.named("choose-scheme").click();
  await outsider.sees("There is no scheme of this name here");
  scripts.length = 0;
  await outsider.goto("/privacy.html?scheme=melton");
  await outsider.heading("Privacy and your rights").waitFor();
  await outsider.sees("SMART Melton (invented), 1 Market Place");
  check(scripts.reduce((sum, one) => sum + one, 0) < 40_000, `the public page loads nothing of the app: ${scripts.join(" + ")} bytes of script`);
  for (const heading of ["Where it comes from", "Why the law lets us hold it", "Who sees it", "What happens to what you write to us", "Your right to object"]) {
    await page.getByRole("heading", { name: heading, level: 2 }).waitFor();
  }
  await outsider.sees("Annex 1, paragraph 5");
  await outsider.shot("123-public-page");
  await outsider.named("challenge").click();
  await outsider.heading("Ask, challenge or complain").waitFor();
  await page.getByRole("heading", { name: "What happens to what you write to us", level: 2 }).waitFor();
  await outsider.sees("data protection officer read it");
  await outsider.named("check").click();
  await outsider.link("Choose what it is about").waitFor();
  await outsider.shot("124-challenge-mistakes");
  await page.getByLabel("It was not me").check();
  await page.getByLabel("Your full name").fill(name);
  await page.getByLabel("How can the scheme reach you?").fill("07700 900123");
  await page.getByLabel("What happened, or what do you ask for?").fill("Somebody told me that my picture hangs in a shop. I was not there.");
  await outsider.named("check").click();
  await outsider.heading("Check your answers").waitFor();
  await outsider.shot("125-challenge-check");
  await outsider.named("send-challenge").click();
  await outsider.heading("The scheme has it").waitFor();
  const reference = ((await outsider.named("reference").textContent()) ?? "").trim();
  check(reference.replace(/[^0-9A-Za-z]/g, "").length >= 22, "a reference of 128 bits");
  check(!page.url().includes(reference), "the reference is in no address");
  await outsider.named("copy-reference").click();
  await outsider.sees("Copied");
  await outsider.shot("126-challenge-reference");
  await stands(outsider, reference, "Received", "127-challenge-received");
  await page.getByLabel("Your reference").fill("AAAA-BBBB-CCCC");
  await outsider.named("ask-standing").click();
  await outsider.sees("There is no challenge with this reference");
  await outsider.shot("128-challenge-unknown");
  return { outsider, reference };
}

export async function stands(outsider: Person, reference: string, state: string, shot: string): Promise<void> {
  await outsider.goto("/privacy.html?scheme=melton#/");
  await outsider.named("standing").click();
  await outsider.page.getByLabel("Your reference").fill(reference);
  await outsider.named("ask-standing").click();
  await outsider.page.locator("[data-standing] .govuk-tag").getByText(state, { exact: true }).waitFor();
  const all = (await outsider.page.locator("[data-standing]").innerText()).replace(/\s+/g, " ");
  check(/^\S.*Received \d+ \w+ \d{4} (First looked at \d+ \w+ \d{4} )?Answer due by \d+ \w+ \d{4}$/.test(all), `state and dates, nothing else: ${all}`);
  await outsider.shot(shot);
}

const card = (person: Person, name: string) => person.page.locator("[data-challenge]").filter({ hasText: name });

// The coordinator finds the person and freezes them.
export async function reviewed(coordinator: Person, name: string, person: string): Promise<void> {
  await coordinator.goto("/#/challenges");
  await coordinator.heading("Challenges and requests").waitFor();
  const mine = card(coordinator, name);
  await mine.waitFor();
  await coordinator.shot("130-challenges");
  await mine.locator('[data-name="review"]').click();
  await mine.getByLabel("Find the person").fill(person);
  await mine.locator('[data-name="find-person"]').click();
  await mine.getByRole("radio", { name: new RegExp(person) }).first().check();
  await mine.getByLabel("Their identity is confirmed").check();
  await mine.getByLabel("Somebody may have been mistaken for them").check();
  await coordinator.shot("131-challenge-review");
  await mine.locator('[data-name="confirm"]').click();
  await coordinator.sees("The person is frozen: members cannot see them");
}

async function worksFor(person: Person, purpose: string): Promise<void> {
  await person.goto("/#/purpose");
  await person.page.getByLabel(purpose).check();
  await person.named("continue").click();
}

// Whoever proposed the bulletin decides nothing about it: the DPO does, who answers somebody.
export async function decided(coordinator: Person, answering: Person, name: string): Promise<void> {
  await coordinator.goto("/#/notices");
  await coordinator.goto("/#/challenges");
  await card(coordinator, name).locator('[data-name="decide"]').waitFor();
  await worksFor(answering, "Data-subject request");
  await answering.goto("/#/challenges");
  const mine = card(answering, name);
  await mine.locator('[data-name="decide"]').click();
  await mine.locator('[data-name="confirm"]').click();
  await answering.link("Choose the outcome").waitFor();
  await answering.shot("133-challenge-decide-mistakes");
  await mine.getByLabel("Refused").check();
  await mine.getByLabel("Your reasons").fill("Two officers and the store manager recognised the person in the picture.");
  await mine.getByLabel("Why is it the right person?").fill("Two officers know the person and named them apart.");
  await mine.locator('[data-name="confirm"]').click();
  await answering.sees("Decided. Now send the answer to the contact that they gave");
  await answering.button("Decided").click();
  await card(answering, name).getByText("Refused").first().waitFor();
  await answering.shot("134-challenge-decided");
  await worksFor(answering, "Audit");
}

// Auditing, the DPO reads both lists and can do nothing in them.
export async function dpoReads(dpo: Person): Promise<void> {
  await dpo.goto("/#/challenges");
  await dpo.heading("Challenges and requests").waitFor();
  await dpo.button("Decided").click();
  await dpo.page.locator("[data-challenge]").first().waitFor();
  equal(await dpo.named("review").count() + await dpo.named("decide").count(), 0, "a DPO decides no challenge");
  await dpo.shot("135-dpo-challenges");
  await dpo.goto("/#/notices");
  await dpo.heading("Notices to people on record").waitFor();
  await dpo.page.locator("[data-exemption]").first().waitFor();
  equal(await dpo.link("Record that they were told").count(), 0, "a DPO records no notice");
  await dpo.shot("136-dpo-notices");
}

// Whoever is held is told, or a recorded reason lets that wait: nobody is published before.
export async function exempt(coordinator: Person, subject: string): Promise<void> {
  const { page } = coordinator;
  await coordinator.goto("/#/notices");
  await coordinator.heading("Notices to people on record").waitFor();
  await page.locator(`[data-due="${subject}"]`).waitFor();
  await coordinator.shot("140-notices");
  await coordinator.goto(`/#/notices/exempt?subject=${subject}`);
  await coordinator.heading("Record why a person is not told yet").waitFor();
  await coordinator.named("confirm").click();
  await coordinator.link("Choose what lets it wait").waitFor();
  await coordinator.shot("141-exemption-mistakes");
  await page.getByLabel("It would harm the prevention or detection of crime").check();
  await page.getByLabel("The reason in this case").fill("Officers look for this person this month; a letter would warn them.");
  await page.getByLabel("Look at it again by").fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await coordinator.named("confirm").click();
  await coordinator.sees("Why they are not told yet has been recorded");
  await coordinator.shot("142-exemption-recorded");
}

// The letter, which on paper is a letter and nothing else; and that it was given.
export async function told(coordinator: Person, subject: string): Promise<void> {
  const { page } = coordinator;
  await coordinator.goto(`/#/notices/letter/${subject}`);
  await page.locator(".sh-letter h3").first().waitFor();
  await coordinator.shot("143-letter");
  await page.emulateMedia({ media: "print", reducedMotion: "reduce" });
  for (const part of [".sh-header", ".sh-nav", ".sh-footer", ".sh-not-printed"]) {
    check(!(await page.locator(part).first().isVisible()), `${part} is not printed`);
  }
  check(await page.locator(".sh-letter").isVisible(), "the letter is");
  await coordinator.picture("144-letter-printed");
  await page.emulateMedia({ media: "screen", reducedMotion: "reduce" });
  const printed = (await page.locator('[data-name="which-letter"]').textContent())!;
  // Whoever comes back to it another day has the paper only.
  await coordinator.goto(`/#/notices/record?subject=${subject}`);
  await coordinator.heading("Record that a person was told").waitFor();
  await page.getByLabel("Which letter do they have?").fill("0123-4567-89ab-cdef");
  await page.getByLabel("By post").check();
  await coordinator.named("confirm").click();
  await coordinator.sees("Print it again, hand it over, then record that one");
  await coordinator.shot("145-notice-another-letter");
  await coordinator.goto(`/#/notices/letter/${subject}`);
  await coordinator.link("record that they were told").click();
  await coordinator.heading("Record that a person was told").waitFor();
  equal(await page.getByLabel("Which letter do they have?").inputValue(), printed, "the letter that was printed");
  await coordinator.shot("145-notice-record");
  await page.getByLabel("By post").check();
  await coordinator.named("confirm").click();
  await coordinator.sees("That they were told has been recorded");
}

// Every page of the app leads to the public page, the sign-in page first of all.
export async function linked(studio: Studio): Promise<void> {
  const somebody = await Person.open(studio, true);
  equal(somebody.page.viewportSize()?.width, PHONE.width, "on a phone");
  await somebody.goto("/");
  await somebody.heading("Sign in").waitFor();
  await somebody.link("Privacy and your rights").click();
  await somebody.heading("Which scheme is it about?").waitFor();
  await somebody.close();
}
