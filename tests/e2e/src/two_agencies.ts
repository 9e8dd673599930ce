// Police and council each ask the shop about one report: each question has its own box, and answering
// one leaves the other open. What the hub's scan finds in an answer is sent only when said again.
import { equal } from "./check";
import type { Cast } from "./journey";
import type { Person } from "./person";

async function made(reporter: Person): Promise<string> {
  await reporter.goto("/#/reports");
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  await reporter.button("Nuisance").click();
  await reporter.button("Within the hour").click();
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  return (await reporter.link("See where it stands").getAttribute("href"))?.split("/").pop() ?? "";
}

async function passToBoth(coordinator: Person, id: string): Promise<void> {
  await coordinator.goto(`/#/reports/${id}`);
  await coordinator.named("incident.accept").click();
  await coordinator.sees("Report accepted");
  await coordinator.named("incident.pass").click();
  await coordinator.page.getByLabel("Police").check();
  await coordinator.page.getByLabel("Council").check();
  await coordinator.named("confirm").click();
  await coordinator.sees(/^Passed to the .* and the /);
}

async function ask(officer: Person, id: string, question: string): Promise<void> {
  await officer.goto(`/#/reports/${id}`);
  await officer.named("incident.take").click();
  await officer.sees("You have taken the report on");
  await officer.named("incident.ask_back").click();
  await officer.page.getByLabel("Your question").fill(question);
  await officer.named("confirm").click();
  await officer.sees("Your question has gone to the shop");
}

export async function asked({ reporter, coordinator, police, council }: Cast): Promise<void> {
  const { page } = reporter;
  const id = await made(reporter);
  await passToBoth(coordinator, id);
  await ask(police, id, "Is there film of the entrance?");
  await ask(council, id, "Were the wardens there?");
  await reporter.goto(`/#/reports/${id}`);
  const box = (agency: string) => page.locator(`[data-question="${agency}"]`);
  await box("Police").waitFor();
  await box("Council").waitFor();
  await reporter.shot("87-two-questions");

  await box("Council").getByLabel("Your answer").fill("Yes. Call the manager on 07700 900123.");
  await box("Council").getByRole("button").click();
  await box("Council").getByRole("button", { name: "Send all the same" }).waitFor();
  equal(await box("Police").getByRole("button", { name: "Send all the same" }).count(), 0, "only the answer that was looked at");
  await reporter.shot("88-answer-scanned");
  // Other words are looked at anew.
  await box("Council").getByLabel("Your answer").fill("Yes. Call the shop on 07700 900123.");
  await box("Council").getByRole("button", { name: "Send your answer" }).click();
  await box("Council").getByRole("button", { name: "Send all the same" }).click();
  await reporter.sees("Answered. The report has gone back");
  await box("Council").waitFor({ state: "detached" });
  await box("Police").getByLabel("Your answer").fill("Yes, from two sides.");
  await box("Police").getByRole("button").click();
  await box("Police").waitFor({ state: "detached" });
  equal(await page.locator("[data-question]").count(), 0, "no question is left");
  for (const officer of [police, council]) {
    await officer.goto("/#/queue");
    await officer.goto(`/#/reports/${id}`);
    await officer.named("incident.answer").waitFor();
  }
}
