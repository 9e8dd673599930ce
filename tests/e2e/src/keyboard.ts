// The report form by keyboard alone: Tab, Space, Enter. Focus is always to be seen and never lost.
import { check, equal } from "./check";
import type { Person } from "./person";

const MOST_TABS = 120;

// Tabs on until the control with this text has focus.
async function tabTo(person: Person, text: RegExp): Promise<void> {
  const { page } = person;
  for (let turn = 0; turn < MOST_TABS; turn++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const found = document.activeElement as HTMLElement | null;
      const style = found && getComputedStyle(found);
      const label = found?.id ? document.querySelector(`label[for="${found.id}"]`)?.textContent : "";
      return {
        text: `${found?.textContent ?? ""} ${label ?? ""}`.trim(),
        seen: !!style && (style.outlineStyle !== "none" || style.boxShadow !== "none"),
      };
    });
    if (!text.test(at.text)) continue;
    check(at.seen, `focus on “${at.text}” cannot be seen`);
    return;
  }
  check(false, `${text} is not reached by Tab`);
}

// The page moves focus after it has painted, so a moment after the text can be seen.
async function hasFocus(person: Person, name: string, what: string): Promise<void> {
  const arrived = await person.page.waitForFunction((wanted) => document.activeElement?.classList.contains(wanted), name, { timeout: 5_000 }).catch(() => undefined);
  check(arrived !== undefined, what);
}

// What a button opens has focus; Escape closes it and gives focus back; Enter opens it again.
export async function openedByKeyboard(person: Person, opener: string): Promise<void> {
  const { page } = person;
  await person.named(opener).focus();
  await page.keyboard.press("Enter");
  await hasFocus(person, "sh-opened", "what was opened has focus");
  await page.keyboard.press("Escape");
  await page.locator(".sh-opened").waitFor({ state: "detached" });
  // Focus comes back right after what was opened is gone.
  const back = page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-name") === wanted, opener, { timeout: 5_000 });
  check(await back.then(() => true, () => false), "focus is back on the button");
  await page.keyboard.press("Enter");
  await hasFocus(person, "sh-opened", "it opens again");
}

// The galleries by keyboard: past what leads there into the first face, opened, and back.
export async function galleryByKeyboard(reporter: Person): Promise<void> {
  const { page } = reporter;
  await reporter.goto("/#/reports");
  await reporter.goto("/#/bulletins");
  await reporter.heading("Bulletins").waitFor();
  const face = page.locator(".sh-face").first();
  await face.waitFor();
  const title = ((await face.getByRole("link").first().textContent()) ?? "").trim();
  await page.evaluate(() => document.body.focus());
  await tabTo(reporter, new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
  await page.keyboard.press("Enter");
  await reporter.heading(title).waitFor();
  await tabTo(reporter, /^Seen again/);
  const hidden = await page.evaluate(() => {
    const { top, bottom } = document.activeElement!.getBoundingClientRect();
    return top < 0 || bottom > window.innerHeight;
  });
  check(!hidden, "what has focus is in the window");
  await tabTo(reporter, /^Mark as read/);
}

export async function byKeyboard(reporter: Person): Promise<void> {
  const { page } = reporter;
  await reporter.goto("/#/reports");
  await reporter.goto("/#/report");
  await reporter.heading("Report an incident").waitFor();
  await page.evaluate(() => document.body.focus());
  await tabTo(reporter, /^Send report/);
  await page.keyboard.press("Enter");
  await reporter.link("Choose what happened").waitFor();
  await hasFocus(reporter, "govuk-error-summary", "the error summary has focus");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  equal(await page.evaluate(() => document.activeElement?.id), "type", "the link leads to the question");
  await tabTo(reporter, /^Theft$/);
  await page.keyboard.press("Space");
  await tabTo(reporter, /^Within the hour$/);
  await page.keyboard.press("Space");
  await tabTo(reporter, /^Meat/);
  await page.keyboard.press("Space");
  await tabTo(reporter, /^1 person$/);
  await page.keyboard.press("Space");
  await tabTo(reporter, /^I saw it$/);
  await page.keyboard.press("Space");
  await tabTo(reporter, /Anything else/);
  await page.keyboard.type("Filled a bag and left by the back door.");
  await tabTo(reporter, /^Send report/);
  await page.keyboard.press("Enter");
  await reporter.heading("Report sent").waitFor();
  await hasFocus(reporter, "govuk-heading-l", "the heading of the answer has focus");
}
