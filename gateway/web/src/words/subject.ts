// People held, in plain English: by what somebody is likely the same as somebody else.
import { Likeness } from "@gen/subject/v1/subject_pb";
import { listed } from "./bulletin";

const LIKENESSES: Record<Likeness, string> = {
  [Likeness.UNSPECIFIED]: "",
  [Likeness.SAME_NAME]: "same name",
  [Likeness.NICKNAME]: "short form or nickname",
  [Likeness.SOUNDS_LIKE]: "name sounds alike",
  [Likeness.SPELT_LIKE]: "name is spelt alike",
  [Likeness.PLATE]: "same number plate, or part of it",
  [Likeness.LOOKS]: "looks alike",
  [Likeness.METHOD]: "same way of doing it",
};

// "Found by: same name and looks alike"; empty where nothing is said.
export function likenessWords(by: Likeness[]): string {
  const words = by.map((one) => LIKENESSES[one] ?? "").filter(Boolean);
  return words.length > 0 ? listed(words) : "";
}
