// One person at one browser: signs in as a person would, leaves screenshots and axe results behind.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Axe } from "./axe";
import { witnesses } from "./check";
import type { SignInAs } from "./options";
import { freshCode } from "./totp";

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1060, height: 800 };

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", env: { ...process.env, LANGUAGE: "en_GB" }, args: ["--lang=en-GB", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

export interface Studio {
  browser: Browser;
  base: string;
  screens: string;
  axe: Axe;
}

export class Person {
  taps = 0;
  private constructor(readonly page: Page, readonly context: BrowserContext, private readonly studio: Studio) {}

  static async open(studio: Studio, phone: boolean): Promise<Person> {
    const context = await studio.browser.newContext({
      ignoreHTTPSErrors: true, viewport: phone ? PHONE : DESK, hasTouch: phone, isMobile: phone,
      deviceScaleFactor: 1, locale: "en-GB", timezoneId: "Europe/London", reducedMotion: "reduce",
    });
    context.setDefaultTimeout(10_000);
    await context.grantPermissions(["clipboard-write"]);
    const page = await context.newPage();
    // Whatever the browser refuses or the page drops is a failure of the test.
    const person = new Person(page, context, studio);
    witnesses.push(async () => {
      const problem = await page.locator(".govuk-error-summary, .sh-failed").allInnerTexts();
      return `${await page.title()} (${new URL(page.url()).hash.split("?")[0]}): ${problem.join(" ").replace(/\s+/g, " ") || "no problem said"}`;
    });
    page.on("pageerror", (error) => person.complaints.push(`page error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource|net::ERR_/.test(message.text())) person.complaints.push(`console: ${message.text()}`);
    });
    return person;
  }

  readonly complaints: string[] = [];

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.studio.base}${path}`);
  }

  // A press that counts: what a thumb does.
  async tap(target: Locator): Promise<void> {
    this.taps++;
    await target.click();
  }

  button = (name: string | RegExp) => this.page.getByRole("button", { name, exact: typeof name === "string" });
  link = (name: string | RegExp) => this.page.getByRole("link", { name });
  heading = (name: string | RegExp) => this.page.getByRole("heading", { name, level: 1 });
  named = (name: string) => this.page.locator(`[data-name="${name}"]`);
  async sees(text: string | RegExp, timeout = 10_000): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout });
  }

  // At 320 px (a desk at 400 %) nobody scrolls sideways.
  private async fitsNarrow(name: string): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const least = document.documentElement.clientWidth;
      const found = [...document.querySelectorAll("main *, header *, nav *")]
        .filter((one) => one.getBoundingClientRect().right > least + 1 && !one.closest(".sh-scroll, .govuk-visually-hidden"));
      return document.documentElement.scrollWidth > least ? found.slice(0, 3).map((one) => `${one.tagName}.${one.className}`) : [];
    });
    if (wide.length > 0) this.complaints.push(`${name}: scrolls sideways at 320 px: ${wide.join(" ")}`);
  }

  // A screenshot of the whole page; axe on it at this size and at the other, and at 320 px a look for
  // what does not fit.
  async shot(name: string, { windowOnly = false } = {}): Promise<void> {
    await this.studio.axe.look(this.page, name);
    const own = this.page.viewportSize()!;
    await this.page.setViewportSize(own.width === PHONE.width ? DESK : PHONE);
    await this.studio.axe.look(this.page, `${name} at the other size`);
    await this.page.setViewportSize({ width: 320, height: 640 });
    await this.fitsNarrow(name);
    await this.page.setViewportSize(own);
    await this.picture(name, { windowOnly });
  }

  // The screenshot alone; `windowOnly`: of what the window shows, where something lies over the page.
  async picture(name: string, { windowOnly = false } = {}): Promise<void> {
    if (!this.studio.screens) return;
    mkdirSync(this.studio.screens, { recursive: true });
    if (windowOnly) {
      await this.page.screenshot({ path: join(this.studio.screens, `${name}.png`), animations: "disabled" });
      return;
    }
    // Photos that are still on their way are waited for; one that does not come is a state of its own.
    await this.page.locator(".sh-photo--loading").first().waitFor({ state: "detached", timeout: 5_000 }).catch(() => undefined);
    // At the bottom what sticks to it lies where a reader of the page finds it.
    await this.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const { width, height } = await this.page.evaluate(() => ({ width: window.innerWidth, height: document.documentElement.scrollHeight }));
    // A long list is like its beginning: the picture ends there.
    const clip = { x: 0, y: 0, width, height: Math.min(height, width < 600 ? 4000 : 3200) };
    await this.page.screenshot({ path: join(this.studio.screens, `${name}.png`), fullPage: true, clip, animations: "disabled" });
  }

  // `purpose`: what to choose where the hub asks; `shots`: a prefix for screenshots on the way.
  async signIn(who: SignInAs, { purpose = "", shots = "" } = {}): Promise<void> {
    await this.goto("/");
    await this.heading("Sign in").waitFor();
    if (shots) await this.shot(`${shots}-1-sign-in`);
    await this.page.getByLabel("Email address").fill(who.login);
    await this.page.getByLabel("Password").fill(who.password);
    await this.button("Continue").click();
    await this.heading("Enter your 6-digit code").waitFor();
    if (shots) await this.shot(`${shots}-2-code`);
    await this.page.getByLabel("6-digit code").fill(await freshCode(who.totp_secret));
    await this.button("Sign in").click();
    await this.heading(/^(?!Enter your).+/).waitFor();
    if (await this.heading("Accept the scheme’s terms").isVisible()) {
      await this.page.getByRole("checkbox").waitFor();
      if (shots) await this.shot(`${shots}-3-terms`);
      await this.page.getByRole("checkbox").check();
      await this.button("Accept and continue").click();
      await this.heading(/^(?!Accept the scheme).+/).waitFor();
    }
    if (purpose) {
      await this.heading("What are you going to do?").waitFor();
      if (shots) await this.shot(`${shots}-4-purpose`);
      await this.page.getByLabel(purpose).check();
      await this.button("Continue").click();
      await this.heading(/^(?!What are you going to do).+/).waitFor();
    }
  }

  close = () => this.context.close();
}
