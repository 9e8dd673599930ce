// A face goes up lawfully and comes down at once, one step after the other: what comes later uses what came
// first.
import * as bulletins from "./bulletins";
import * as up from "./bulletins_live";
import { check, type Suite } from "./check";
import { lastName, mark } from "./invented";
import type { Cast } from "./journey";
import type { Options } from "./options";
import type { Person, Studio } from "./person";
import { passToPolice } from "./photos";
import * as subjects from "./subjects";

// `cast` is asked when a suite runs; who else has a page open is added to `others`.
export function bulletinSuites(studio: Studio, options: Options, cast: () => Cast, others: Person[]): Suite[] {
  const name = `Rowan Ashdown ${lastName()}`;
  const title = `Known for meat ${mark()}`;
  let manager: Person;
  let report = "";
  let subject = "";
  let live: bulletins.Live = { id: "", title };
  const proposed = () => {
    check(live.id, "there is no bulletin to follow");
    return true as const;
  };
  return [
    { name: "a second person of another company signs in at a second browser", run: async () => {
      manager = await subjects.second(studio, options);
      others.push(manager);
    } },
    { name: "the coordinator opens a person from a report", run: async () => {
      report = await subjects.reportWithFace(cast().reporter, cast().coordinator, name);
      subject = await subjects.openPerson(cast().coordinator, report, "149-person");
    } },
    { name: "likely the same: linked for a reason, and unlinked as before", run: async () =>
      subjects.linked(cast().coordinator, await subjects.reportOf(cast().reporter, name, "18 to 29")) },
    { name: "a misspelt name is found, by whoever may see it", run: async () => {
      await passToPolice(cast().coordinator, report);
      await subjects.searched(cast().coordinator, cast().police, name);
    } },
    { name: "the coordinator proposes, and reads what is missing", run: async () => {
      check(subject, "there is nobody to show");
      live = { title, id: await bulletins.propose(cast().coordinator, { subject, title, shots: "16" }) };
      await bulletins.exempt(cast().coordinator, live.id);
    } },
    { name: "two browsers side by side: the second person approves", run: () => proposed() && bulletins.approve(cast().coordinator, manager, live, "16") },
    { name: "published, it is on a shop's open page without a reload", run: () => proposed()
      && up.appearsOn(cast().reporter, title, () => bulletins.publish(cast().coordinator, "166-published")) },
    { name: "a shop reads it, marks it as read, and says seen again in one tap", run: () => proposed() && up.readInShop(cast().reporter, live) },
    { name: "the coordinator hears of it, and it is in the person's line of time", run: () => proposed() && up.heardBack(cast().coordinator, live, subject) },
    { name: "who is this: under 18, signed for, answered by a shop, ended", run: async () =>
      up.whoIsThis(cast(), await subjects.reportOf(cast().reporter, "", "10 to 17")) },
    { name: "an alert appears on an open page without a reload, and is said on every other", run: () => up.alert(cast().coordinator, cast().reporter, manager) },
    { name: "changed, it waits for the second person again", run: async () => {
      proposed();
      live = await up.amend(cast().coordinator, manager, cast().reporter, live);
    } },
    { name: "the DPO reads what was decided, and nobody's face or name", run: () => proposed() && up.dpoReads(cast().dpo, live, subject) },
    { name: "withdrawn, it leaves an open page and an open list within 2 s", run: () => proposed() && up.withdraw(cast().coordinator, manager, cast().reporter, live) },
    { name: "the second person rejects with a reason", run: () => up.reject(cast().coordinator, manager, subject) },
  ];
}
