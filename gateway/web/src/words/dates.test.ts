import { describe, expect, it } from "vitest";
import { daysUntil, dueWords, exactly, londonMidnight, londonTime, momentOf, monthWord, near, penceFrom, pounds, range, stamp, todayInLondon, until } from "./dates";

describe("times are London's", () => {
  it("in winter and in summer", () => {
    expect(londonMidnight("2026-01-15")!.toISOString()).toBe("2026-01-15T00:00:00.000Z");
    expect(londonMidnight("2026-07-15")!.toISOString()).toBe("2026-07-14T23:00:00.000Z");
    expect(londonTime("2026-07-15", "16:05")!.toISOString()).toBe("2026-07-15T15:05:00.000Z");
  });
  it("after half past eleven in summer it is tomorrow already", () => {
    expect(todayInLondon(new Date("2026-07-15T23:30:00Z"))).toBe("2026-07-16");
  });
  it.each(["", "2026-13-01", "15/07/2026", "x"])("%s is no day", (text) => expect(londonMidnight(text)).toBeUndefined());
});

describe("words for times", () => {
  it("are GOV.UK style", () => {
    expect(momentOf(new Date("2026-03-03T16:05:00Z"))).toBe("3 March 2026 at 4:05pm");
    expect(momentOf(new Date("2026-03-03T16:00:00Z"))).toBe("3 March 2026 at 4pm");
    expect(momentOf(new Date("2026-03-03T12:00:00Z"))).toBe("3 March 2026 at midday");
    expect(momentOf(new Date("2026-03-03T00:00:00Z"))).toBe("3 March 2026 at midnight");
    expect(momentOf(new Date("2026-03-03T12:30:00Z"))).toBe("3 March 2026 at 12:30pm");
    expect(momentOf(new Date("2026-03-03T00:30:00Z"))).toBe("3 March 2026 at 12:30am");
  });
  it("near now are words", () => {
    const now = new Date("2026-11-23T12:00:00Z");
    expect(near(stamp(new Date("2026-11-23T09:15:00Z")), now)).toBe("today at 9:15am");
    expect(near(stamp(new Date("2026-11-22T09:15:00Z")), now)).toBe("yesterday at 9:15am");
    expect(near(stamp(new Date("2026-11-24T09:15:00Z")), now)).toBe("tomorrow at 9:15am");
    expect(near(stamp(new Date("2025-11-24T09:15:00Z")), now)).toBe("24 November 2025 at 9:15am");
  });
  it("due at midnight is the end of the day before", () => {
    const now = new Date("2026-07-15T12:00:00Z");
    expect(until(stamp(new Date("2026-07-15T23:00:00Z")), now)).toBe("the end of today");
    expect(until(stamp(new Date("2026-07-14T23:00:00Z")), now)).toBe("the end of yesterday");
    expect(until(stamp(new Date("2026-07-19T23:00:00Z")), now)).toBe("the end of 19 July");
    expect(until(stamp(new Date("2026-07-15T13:30:00Z")), now)).toBe("today at 2:30pm");
    expect(until(undefined, now)).toBe("");
  });
  it("say how long there is, and how long it is over", () => {
    const now = new Date("2026-07-15T12:00:00Z");
    const due = (text: string) => dueWords(stamp(new Date(text)), now);
    // Midnight in London ends the day before.
    expect(due("2026-07-15T23:00:00Z")).toBe("due today");
    expect(due("2026-07-16T23:00:00Z")).toBe("due tomorrow");
    expect(due("2026-07-18T23:00:00Z")).toBe("due in 3 days");
    expect(due("2026-07-15T13:30:00Z")).toBe("due today");
    expect(due("2026-07-15T10:30:00Z")).toBe("overdue since today at 11:30am");
    expect(due("2026-07-14T23:00:00Z")).toBe("overdue by 1 day");
    expect(due("2026-07-13T23:00:00Z")).toBe("overdue by 2 days");
    expect(dueWords(undefined, now)).toBe("");
    expect(daysUntil(undefined, now)).toBeUndefined();
  });
  it("far away have their year", () => {
    const now = new Date("2026-11-23T12:00:00Z");
    expect(until(stamp(new Date("2027-01-05T00:00:00Z")), now)).toBe("the end of 4 January");
    expect(until(stamp(new Date("2026-01-05T00:00:00Z")), now)).toBe("the end of 4 January 2026");
  });
  it("say a range as a range", () => {
    const at = (text: string) => stamp(new Date(text));
    expect(range(at("2026-03-03T16:05:00Z"), at("2026-03-03T17:00:00Z"))).toBe("3 March 2026, between 4:05pm and 5pm");
    expect(range(at("2026-03-03T16:05:00Z"), at("2026-03-04T17:00:00Z"))).toBe("between 3 March 2026 at 4:05pm and 4 March 2026 at 5pm");
  });
  it("are exact where they are evidence", () => {
    expect(exactly(stamp(new Date("2026-07-03T15:05:09Z")))).toBe("3 July 2026 at 4:05:09pm");
    expect(exactly(stamp(new Date("2026-03-03T12:00:00Z")))).toBe("3 March 2026 at 12:00:00pm");
    expect(exactly(stamp(new Date("2026-03-03T00:30:01Z")))).toBe("3 March 2026 at 12:30:01am");
    expect(exactly(undefined)).toBe("");
  });
  it("months", () => expect(monthWord("2026-03")).toBe("March 2026"));
});

describe("money", () => {
  it("is read as people type it", () => {
    expect(penceFrom("12")).toBe(1200n);
    expect(penceFrom("£12.5")).toBe(1250n);
    expect(penceFrom(" 1,200.05 ")).toBe(120005n);
    expect(penceFrom("")).toBeUndefined();
    for (const text of ["x", "-1", "1.234", "12p", "1e9", "99999999"]) expect(penceFrom(text)).toBeNull();
  });
  it("is said in pounds", () => {
    expect(pounds(2500n)).toBe("£25");
    expect(pounds(1250n)).toBe("£12.50");
    expect(pounds(undefined)).toBe("Value not known");
  });
});
