// Dates, times and money as the GOV.UK style writes them; always the time of Europe/London.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { clock, DAY, dayOf, momentOf, parts } from "./civil";

export { dayOf, momentOf } from "./civil";

const DAY_AND_MONTH = parts({ day: "numeric", month: "long" });
// Further away a day without its year is mistaken for another, in milliseconds.
const NEAR = 180 * 86_400_000;
const EXACT = parts({ hour: "numeric", minute: "2-digit", second: "2-digit", hour12: true });
const MONTH = parts({ month: "long", year: "numeric" });

// To the second, as evidence needs it: "3 March 2026 at 4:05:09pm".
export function exactly(at: Timestamp | undefined): string {
  return at ? `${day(at)} at ${EXACT.format(timestampDate(at)).replace(/\s/g, "").toLowerCase().replace(/^0:/, "12:")}` : "";
}

export const day = (at: Timestamp | undefined) => (at ? dayOf(timestampDate(at)) : "");
export const moment = (at: Timestamp | undefined) => (at ? momentOf(timestampDate(at)) : "");

// Near now in words, and without the year: "today at 4:05pm", "yesterday at 11am", "3 March at 4:05pm".
export function near(at: Timestamp | undefined, now = new Date()): string {
  if (!at) return "";
  const date = timestampDate(at);
  const sameDay = (other: Date) => DAY.format(date) === DAY.format(other);
  const shift = (days: number) => new Date(now.getTime() + days * 86_400_000);
  if (sameDay(now)) return `today at ${clock(date)}`;
  if (sameDay(shift(-1))) return `yesterday at ${clock(date)}`;
  if (sameDay(shift(1))) return `tomorrow at ${clock(date)}`;
  const text = Math.abs(date.getTime() - now.getTime()) < NEAR ? DAY_AND_MONTH.format(date) : DAY.format(date);
  return `${text} at ${clock(date)}`;
}

// When something is due: a day that ends at midnight is "the end of" that day.
export function until(at: Timestamp | undefined, now = new Date()): string {
  if (!at) return "";
  const date = timestampDate(at);
  if (clock(date) !== "midnight") return near(at, now);
  return `the end of ${near(stamp(new Date(date.getTime() - 60_000)), now).replace(/ at .*/, "")}`;
}

// The day that something due then is due on: midnight ends the day before.
const dueDay = (at: Date) => todayInLondon(clock(at) === "midnight" ? new Date(at.getTime() - 60_000) : at);

// Civil days from today to the day it is due; below 0: that day is over. Undefined where there is no date.
export function daysUntil(at: Timestamp | undefined, now = new Date()): number | undefined {
  if (!at) return undefined;
  return Math.round((Date.parse(dueDay(timestampDate(at))) - Date.parse(todayInLondon(now))) / 86_400_000);
}

// "due today", "due tomorrow", "due in 3 days", "overdue by 2 days", "overdue since today at 2:30pm".
export function dueWords(at: Timestamp | undefined, now = new Date()): string {
  const days = daysUntil(at, now);
  if (days === undefined) return "";
  if (days < 0) return days === -1 ? "overdue by 1 day" : `overdue by ${-days} days`;
  if (timestampDate(at!).getTime() < now.getTime()) return `overdue since ${near(at, now)}`;
  return days === 0 ? "due today" : days === 1 ? "due tomorrow" : `due in ${days} days`;
}

// "3 March 2026, between 4:05pm and 5pm"; a range, because nobody knows the instant.
export function range(from: Timestamp | undefined, to: Timestamp | undefined): string {
  if (!from || !to) return moment(from ?? to);
  const [start, end] = [timestampDate(from), timestampDate(to)];
  if (end.getTime() - start.getTime() < 60_000) return momentOf(start);
  if (DAY.format(start) === DAY.format(end)) {
    return `${DAY.format(start)}, between ${clock(start)} and ${clock(end)}`;
  }
  return `between ${momentOf(start)} and ${momentOf(end)}`;
}

export const stamp = (date: Date): Timestamp => timestampFromDate(date);

// "2026-03" as "March 2026".
export function monthWord(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return MONTH.format(new Date(Date.UTC(year, number - 1, 15)));
}

// The start of a civil day in London, given as YYYY-MM-DD; undefined where that is no day.
export function londonMidnight(text: string): Date | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const guess = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(guess.getTime())) return undefined;
  const hour = Number(parts({ hour: "2-digit", hourCycle: "h23" }).format(guess));
  return new Date(guess.getTime() - (hour === 0 ? 0 : 3_600_000));
}

// A London wall-clock time as an instant: "2026-07-03", "16:05".
export function londonTime(dayText: string, time: string): Date | undefined {
  const midnight = londonMidnight(dayText);
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  if (!midnight || !match) return undefined;
  return new Date(midnight.getTime() + (Number(match[1]) * 60 + Number(match[2])) * 60_000);
}

export function todayInLondon(now = new Date()): string {
  const found = new Map(parts({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(now)
    .map((part) => [part.type, part.value]));
  return `${found.get("year")}-${found.get("month")}-${found.get("day")}`;
}

export function pounds(pence: bigint | undefined): string {
  if (pence === undefined) return "Value not known";
  const whole = Number(pence) / 100;
  return new Intl.NumberFormat("en-GB", {
    style: "currency", currency: "GBP", minimumFractionDigits: Number.isInteger(whole) ? 0 : 2,
  }).format(whole);
}

// "12.50" or "£12" as pence; undefined where empty, null where it is no amount.
export function penceFrom(text: string): bigint | undefined | null {
  const bare = text.trim().replace(/^£/, "").replace(/,/g, "");
  if (bare === "") return undefined;
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(bare)) return null;
  const [whole, rest = ""] = bare.split(".");
  return BigInt(whole) * 100n + BigInt(rest.padEnd(2, "0"));
}
