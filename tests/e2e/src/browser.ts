// The browser suites: the journey, the other pages, bad weather; axe on every state.
import { Axe } from "./axe";
import { check, type Suite } from "./check";
import { acceptAndPass, type AgencyAnswer, type Cast, everyStep, logOnlyGrows, nothingMore, report, seesAnswer, signEverybodyIn, takeAndAnswer } from "./journey";
import { account, outOfDate } from "./account";
import { bulletinSuites } from "./bulletin_suites";
import { byKeyboard, galleryByKeyboard } from "./keyboard";
import { administration, certificates, figures, requestMore } from "./members";
import type { Options } from "./options";
import { launch, type Person, type Studio } from "./person";
import { rightsSuites } from "./rights_suites";
import { asked } from "./two_agencies";
import { urgent } from "./urgent";
import { wishes } from "./wishes";
import { badWeather, mistakes, survivesReload } from "./weather";

const POLICE: AgencyAnswer = {
  shots: "3", outcome: "Under investigation", reference: "26*700123", note: "An officer will view your CCTV on Thursday.",
  agencyNote: "Seen near the station too.",
};
const COUNCIL: AgencyAnswer = {
  shots: "4", outcome: "Council action (warned, advised or patrol changed)", reference: "CS-4411", note: "Wardens now walk past at closing time.",
  agencyNote: "Patrol plan changed for six weeks.",
};

export async function browserSuites(options: Options, run: (suites: Suite[]) => Promise<boolean>): Promise<boolean> {
  const browser = await launch();
  const axe = new Axe();
  const studio: Studio = { browser, base: options.base, screens: options.screens, axe };
  let cast: Cast;
  let id = "";
  let site = "";
  const others: Person[] = [];
  const everybody = (): Person[] => [...(cast ? Object.values(cast) as Person[] : []), ...others];
  // Nothing after the report makes sense without it: say that at once instead of waiting.
  const made = () => {
    check(id, "there is no report to follow");
    return true as const;
  };
  const good = await run([
    { name: "mistakes are said, linked to their field", run: () => mistakes(studio, options) },
    { name: "everybody signs in", run: async () => { cast = await signEverybodyIn(studio, options); } },
    { name: "a shop reports on a phone in at most 8 taps", run: async () => {
      await cast.coordinator.goto("/#/queue");
      await cast.coordinator.page.locator('[data-live="live"]').waitFor();
      ({ id, site } = await report(cast.reporter));
    } },
    { name: "the coordinator hears of it, accepts and passes it", run: () => made() && acceptAndPass(cast.coordinator, id) },
    { name: "police take it and answer", run: () => made() && takeAndAnswer(cast.police, id, POLICE) },
    { name: "the reporter sees the answer of the police", run: () => made() && seesAnswer(cast.reporter, id, POLICE, "34-reporter-sees-police") },
    { name: "the council takes it and answers", run: () => made() && takeAndAnswer(cast.council, id, COUNCIL) },
    { name: "the reporter sees the answer of the council", run: () => made() && seesAnswer(cast.reporter, id, COUNCIL, "44-reporter-sees-council") },
    { name: "after the last answer nothing more is waited for", run: () => made() && nothingMore(cast.reporter) },
    { name: "the DPO sees every step, proven in the browser", run: () => made() && everyStep(cast.dpo, id) },
    { name: "the log only grows, and a rewritten one is caught", run: () => logOnlyGrows(cast.dpo) },
    { name: "what a role may not see is said", run: async () => {
      await cast.dpo.goto(`/#/reports/${id}`);
      await cast.dpo.sees("Not shown to your role");
      await cast.dpo.shot("56-dpo-report-masked");
    } },
    { name: "an agency asks for more, the coordinator decides", run: () => requestMore(cast.police, cast.coordinator, site) },
    { name: "members, sites and agreements", run: () => administration(studio, cast.coordinator) },
    { name: "agency certificates", run: () => certificates(cast.coordinator) },
    { name: "figures", run: () => figures(cast.reporter) },
    { name: "the own account, and few recovery codes", run: () => account(cast.reporter) },
    { name: "a report by keyboard alone", run: () => byKeyboard(cast.reporter) },
    { name: "the galleries by keyboard alone", run: () => galleryByKeyboard(cast.reporter) },
    { name: "an urgent report goes to police now, and says why", run: () => urgent(cast.reporter) },
    { name: "two agencies ask at once, the shop answers each by its own box", run: () => asked(cast) },
    { name: "forced colours and reduced motion", run: () => wishes(cast.coordinator) },
    { name: "a report being written survives a reload", run: () => survivesReload(cast.reporter) },
    { name: "a page older than the hub says so", run: () => outOfDate(cast.reporter) },
    { name: "a report that cannot be sent is kept and sent once", run: () => badWeather(cast.reporter, cast.coordinator) },
    ...rightsSuites(studio, options, () => cast, others),
    ...bulletinSuites(studio, options, () => cast, others),
    { name: "every page of the router was looked at", run: async () => {
      check(axe.unseen().length === 0, `no step of these tests, no axe: ${axe.unseen().join(", ")}`);
    } },
    { name: "no page complained", run: async () => {
      const complaints = everybody().flatMap((one) => one.complaints);
      check(complaints.length === 0, complaints.join("\n      "));
    } },
    { name: "axe: nothing against WCAG 2.2 AA nor its own advice on any page or state", run: async () => {
      console.log(`      ${axe.looked.length} states looked at, ${axe.found.length} violations`);
      check(axe.looked.length > 0 && axe.found.length === 0, axe.found.join("\n      "));
    } },
  ]);
  await browser.close();
  return good;
}
