// People in free text are mention slots, `{p1}` in the order of suspects, victims, witnesses, staff.
// On the page they read "suspect 1"; the slots travel, so that erasing a person erases their mention.
export interface People {
  suspects: number;
  victims: number;
  witnesses: number;
  staff: number;
}

const STANDINGS: [keyof People, string][] = [
  ["suspects", "suspect"], ["victims", "victim"], ["witnesses", "witness"], ["staff", "staff member"],
];

// In slot order: "suspect 1", "suspect 2", "victim 1" …
export function names(people: People): string[] {
  return STANDINGS.flatMap(([key, word]) => Array.from({ length: people[key] }, (_, index) => `${word} ${index + 1}`));
}

export function toSlots(text: string, people: People): string {
  return names(people).reduce(
    (rest, name, index) => rest.replace(new RegExp(`\\b${name}\\b(?!\\d)`, "gi"), `{p${index + 1}}`), text,
  );
}

export function fromSlots(text: string, people: People): string {
  const all = names(people);
  return text.replace(/\{p(\d+)\}/g, (slot, number: string) => all[Number(number) - 1] ?? slot);
}
