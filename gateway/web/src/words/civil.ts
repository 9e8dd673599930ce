// Days and times of Europe/London as the GOV.UK style writes them, from a Date; nothing here knows the
// contract, so that the public page stays small.
const ZONE = "Europe/London";
export const parts = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
export const DAY = parts({ day: "numeric", month: "long", year: "numeric" });
const CLOCK = parts({ hour: "numeric", minute: "2-digit", hour12: true });

// "4:05pm", "11am", "midday", "midnight".
export function clock(date: Date): string {
  const text = CLOCK.format(date).replace(/\s/g, "").toLowerCase();
  if (text === "12:00pm" || text === "0:00pm") return "midday";
  if (text === "12:00am" || text === "0:00am") return "midnight";
  return text.replace(/^0:/, "12:").replace(":00", "");
}

export const dayOf = (date: Date) => DAY.format(date);
export const momentOf = (date: Date) => `${DAY.format(date)} at ${clock(date)}`;
