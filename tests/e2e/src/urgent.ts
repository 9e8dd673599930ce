// A report that reaches police whatever the shop chose: the shop is told so, and why.
import type { Person } from "./person";

export async function urgent(reporter: Person): Promise<void> {
  await reporter.goto("/#/reports");
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  await reporter.button("Violence").click();
  await reporter.button("Nuisance").click();
  await reporter.button("Within the hour").click();
  await reporter.page.getByText("Place, vehicle, people, who should get it").click();
  await reporter.button("Council").click();
  await reporter.named("send").click();
  await reporter.heading("Report sent").waitFor();
  await reporter.page.locator('[data-name="at-once"]').getByText(/the police.* now because there was violence/).waitFor();
  await reporter.shot("15-report-urgent");
}
