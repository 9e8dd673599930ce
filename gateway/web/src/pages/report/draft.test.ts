import { timestampDate } from "@bufbuild/protobuf/wkt";
import { AgeBand, ProofStanding, Source } from "@gen/incident/v1/people_pb";
import { IncidentType } from "@gen/policy/v1/policy_pb";
import { beforeEach, describe, expect, it } from "vitest";
import { rememberUsual, usualGoods, usualSite, usualStaff } from "../../lib/remembered";
import { type Draft, flawsIn, happened, newDraft, newSuspect, toReport } from "./draft";

const NOW = new Date("2026-07-15T14:00:00Z");
const SITE = "6f1c2a3e-5b7d-4e9f-8a1b-2c3d4e5f6a7b";
const theft = (part: Partial<Draft> = {}): Draft => ({
  ...newDraft(SITE), type: IncidentType.THEFT_FROM_SHOP, when: "now", saidBy: Source.SAW_IT,
  goods: [{ what: "Meat", value: "25", recovered: false }],
  suspects: [{ ...newSuspect(), age: AgeBand.AGE_BAND_18_TO_29 }], ...part,
});

describe("about when", () => {
  it.each([
    ["now", "2026-07-15T13:45:00.000Z"], ["hour", "2026-07-15T13:00:00.000Z"], ["today", "2026-07-14T23:00:00.000Z"],
  ] as const)("%s is a range that ends now", (when, from) => {
    const [start, end] = happened(theft({ when }), NOW)!;
    expect(start.toISOString()).toBe(from);
    expect(end).toEqual(NOW);
  });
  it("a day without times is that whole day, and never reaches into the future", () => {
    const [start, end] = happened(theft({ when: "pick", day: "2026-07-15" }), NOW)!;
    expect(start.toISOString()).toBe("2026-07-14T23:00:00.000Z");
    expect(end).toEqual(NOW);
  });
  it.each([{ day: "2026-07-16" }, { day: "2026-07-14", from: "12:00", to: "11:00" }, { day: "" }])("%o is no range", (part) => {
    expect(happened(theft({ when: "pick", ...part }), NOW)).toBeUndefined();
  });
});

describe("what is missing", () => {
  it("is nothing in a theft with goods and one suspect", () => expect(flawsIn(theft(), NOW)).toEqual([]));
  it.each([
    [{ siteId: "" }, "site"], [{ type: IncidentType.UNSPECIFIED }, "type"], [{ when: "" as const }, "when"],
    [{ when: "pick" as const, day: "2026-01-01" }, "day"], [{ saidBy: Source.UNSPECIFIED }, "said-by"],
    [{ goods: [{ what: " ", value: "", recovered: false }] }, "goods-0"], [{ goods: [{ what: "Meat", value: "x", recovered: false }] }, "value-0"],
    [{ story: "x".repeat(4001) }, "story"],
  ])("%o is said at its field", (part, id) => {
    expect(flawsIn(theft(part), NOW).map((flaw) => flaw.id)).toContain(id);
  });
});

describe("the message", () => {
  it("says what the phone said", () => {
    const report = toReport(theft({ urgencies: ["weapon"], story: " suspect 1 ran " }), NOW);
    expect(report.siteId?.value).toBe(SITE);
    expect(report.goods[0]).toMatchObject({ what: "Meat", valuePence: 2500n, recovered: false });
    expect(report.suspects[0]).toMatchObject({ standing: ProofStanding.SUSPECTED, saidBy: Source.SAW_IT });
    expect(report.urgency).toMatchObject({ weapon: true, violence: false });
    expect(report.whatHappened).toBe("{p1} ran");
    expect(timestampDate(report.happenedTo!)).toEqual(NOW);
  });
  it("is the same each time it is made for the same moment", () => {
    const draft = theft();
    expect(toReport(draft, NOW)).toEqual(toReport(draft, NOW));
  });
  it("leaves empty people and vehicles out", () => {
    const report = toReport(theft({ witnesses: [{ name: " ", contact: "" }], vehicles: [{ plate: "", description: "" }], staff: [""] }), NOW);
    expect([report.witnesses.length, report.vehicles.length, report.staff.length]).toEqual([0, 0, 0]);
  });
});

describe("what a phone remembers", () => {
  beforeEach(() => localStorage.clear());
  it("is site, goods and staff, most used first", () => {
    rememberUsual("melton", SITE, [{ what: "Candles", value: "8" }], ["Jo"]);
    rememberUsual("melton", SITE, [{ what: "Candles", value: "9" }, { what: "Meat", value: "31" }], ["Sam"]);
    expect(usualGoods("melton").slice(0, 2)).toEqual([{ what: "Candles", value: "9" }, { what: "Meat", value: "31" }]);
    expect(usualGoods("melton").filter((one) => one.what === "Meat")).toHaveLength(1);
    expect(usualStaff("melton")).toEqual(["Sam", "Jo"]);
    expect(usualSite("melton")).toBe(SITE);
    expect(usualSite("other")).toBe("");
  });
  it("holds nothing about the people reported", () => {
    const draft = theft({ story: "suspect 1 shouted", suspects: [{ ...newSuspect(), name: "Canary Name", marks: "canary mark" }] });
    rememberUsual("melton", draft.siteId, draft.goods, draft.staff);
    expect(JSON.stringify(localStorage)).not.toMatch(/canary|shouted/i);
    expect(localStorage.getItem("smarthub.usual.melton")).not.toMatch(/canary|shouted/i);
  });
  it("survives nonsense in storage", () => {
    localStorage.setItem("smarthub.usual.melton", "{");
    expect(usualGoods("melton").length).toBe(8);
  });
});
