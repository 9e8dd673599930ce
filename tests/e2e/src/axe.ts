// Accessibility of the page as it is now: axe-core, nothing against WCAG 2.2 A and AA, however small,
// and nothing against axe's own advice.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { matchRoute, type Pattern, ROUTES } from "../../../gateway/web/src/app/routes";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

// What axe does not know: where what is wrong is said, and that the button that does something has other
// words than the one that opened it.
function houseRules(): string[] {
  const found: string[] = [];
  const summaries = [...document.querySelectorAll(".govuk-error-summary")];
  if (summaries.length > 1) found.push("more than one error summary");
  for (const one of summaries) {
    if (one.nextElementSibling?.matches(".govuk-caption-l, h1") !== true) found.push("an error summary that is not directly above the heading");
  }
  // Said without a function of its own: what runs in the page takes none along.
  for (const opener of document.querySelectorAll<HTMLElement>("main button[aria-expanded=true]")) {
    const same = [...(opener.closest("section, li, main") ?? document).querySelectorAll("button")].filter((one) => one !== opener && one.textContent === opener.textContent);
    if (same.length > 0) found.push(`“${opener.textContent}” opened another button of that name`);
  }
  return found;
}

// Which page of the router's table an address is; undefined for the pages before it.
const patternOf = (url: string) => {
  const { hash } = new URL(url);
  return matchRoute(hash.replace(/^#/, "").split("?")[0].split("/").filter(Boolean))?.pattern;
};

export class Axe {
  // Every state looked at, and what was found in it.
  readonly looked: string[] = [];
  readonly found: string[] = [];
  // Pages of the router's table that were looked at.
  private readonly seen = new Set<Pattern>();

  // Pages that nothing looked at: a page without a step in these tests.
  unseen = () => (Object.keys(ROUTES) as Pattern[]).filter((pattern) => !this.seen.has(pattern));

  async look(page: Page, state: string): Promise<void> {
    // Through the debugger, not as a script tag: the page's security policy forbids inline script.
    await page.evaluate(source);
    const violations = await page.evaluate(async () => {
      // At the bottom what sticks to it lies where it belongs: elsewhere it covers a part of something
      // that can be scrolled free, which is no target too small.
      const { scrollY } = window;
      window.scrollTo(0, document.documentElement.scrollHeight);
      const axe = (window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: unknown[] }> } }).axe;
      const result = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "target-size": { enabled: true } },
      });
      window.scrollTo(0, scrollY);
      return result.violations;
    }) as Finding[];
    this.found.push(...(await page.evaluate(houseRules)).map((one) => `${state}: ${one}`));
    this.looked.push(state);
    const pattern = patternOf(page.url());
    if (pattern) this.seen.add(pattern);
    for (const one of violations) {
      const where = one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`);
      this.found.push(`${state}: ${one.impact} ${one.id}: ${one.help}\n    ${where.join("\n    ")}`);
    }
  }
}
