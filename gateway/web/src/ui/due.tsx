// How urgent a date is, in words before colour: "Overdue by 2 days", "Due in 3 days".
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { daysUntil, dueWords } from "../words/dates";
import { Tag } from "./page";

// Days from when a date that lies ahead is worth a tag.
const SOON = 7;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

// Nothing where there is no date, or it is far away.
export function DueTag({ at }: { at: Timestamp | undefined }) {
  const days = daysUntil(at);
  if (days === undefined || days > SOON) return null;
  const words = dueWords(at);
  return <><Tag colour={words.startsWith("overdue") ? "red" : "yellow"}>{capital(words)}</Tag>{" "}</>;
}
