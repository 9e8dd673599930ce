// What a person has asked of their system: colours of their own, and nothing that moves.
import { check } from "./check";
import type { Person } from "./person";

const look = (person: Person, name: string, property: string) => person.page.evaluate(
  ([text, what]) => {
    const found = [...document.querySelectorAll<HTMLElement>("button, nav a")].find((one) => one.textContent?.includes(text));
    return found ? getComputedStyle(found).getPropertyValue(what) : "";
  }, [name, property]);

export async function wishes(coordinator: Person): Promise<void> {
  const { page } = coordinator;
  await coordinator.goto("/#/requests");
  await coordinator.goto("/#/queue");
  await coordinator.heading("Queue").waitFor();
  await coordinator.page.locator("[data-incident]").first().waitFor();
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  check(await page.evaluate(() => matchMedia("(forced-colors: active)").matches), "the browser forces its colours");
  check(await look(coordinator, "Waiting for me", "background-color") !== await look(coordinator, "All open", "background-color"), "what is chosen is seen without the page's colours");
  check(await look(coordinator, "Queue", "border-bottom-color") !== await look(coordinator, "Requests", "border-bottom-color"), "the current page is seen without the page's colours");
  await coordinator.shot("89-forced-colours");
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s");
  }).map((one) => `${one.tagName}.${one.className}`));
  check(moving.length === 0, `moves all the same: ${moving.slice(0, 3).join(" ")}`);
  // Faces, tags and what is missing are seen without the page's colours too.
  await coordinator.goto("/#/bulletins");
  await page.locator('[data-bulletin] [data-state="shown"]').first().waitFor();
  await coordinator.shot("89-forced-colours-bulletins");
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" });
}
