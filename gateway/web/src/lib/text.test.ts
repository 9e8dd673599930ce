import { describe, expect, it } from "vitest";
import { fromSlots, names, toSlots } from "./mentions";
import { parse } from "./router";
import { warnings } from "./scan";

const people = { suspects: 2, victims: 1, witnesses: 0, staff: 1 };

describe("mention slots", () => {
  it("are numbered suspects, victims, witnesses, staff", () => {
    expect(names(people)).toEqual(["suspect 1", "suspect 2", "victim 1", "staff member 1"]);
  });
  it("travel as slots and read as words", () => {
    const sent = toSlots("Suspect 2 pushed victim 1; staff member 1 saw suspect 1.", people);
    expect(sent).toBe("{p2} pushed {p3}; {p4} saw {p1}.");
    expect(fromSlots(sent, people)).toBe("suspect 2 pushed victim 1; staff member 1 saw suspect 1.");
  });
  it("leave other words and unknown slots alone", () => {
    expect(toSlots("suspect 12 and suspects", people)).toBe("suspect 12 and suspects");
    expect(fromSlots("{p9} {p0} {px}", people)).toBe("{p9} {p0} {px}");
  });
});

describe("the first look at free text", () => {
  it.each([
    "He is called Darren and ran off", "Mr Smith ran off", "the man was Polish", "call 07700 900123", "write to a.b@example.org",
    "lives at LE13 0XX", "drove AB12 CDE", "it was seen by Jane Doe yesterday",
  ])("warns of %s", (text) => expect(warnings(text).length).toBeGreaterThan(0));
  it.each(["Two bottles and 3 kg of meat", "ran towards Market Place", "", "suspect 1 hid 12 packs in a bag at 4pm"])(
    "lets %s pass", (text) => expect(warnings(text)).toEqual([]));
});

describe("addresses", () => {
  it("are what is behind #/", () => {
    expect(parse("#/reports/abc").parts).toEqual(["reports", "abc"]);
    expect(parse("#/audit/who?person=x").query.get("person")).toBe("x");
    expect(parse("").path).toBe("/");
    expect(parse("#login").path).toBe("/");
  });
});
