// Which letter it is: the digest of what it says, in a form that somebody can read off paper.
const SHORT = 16;

// The first 16 digits, in fours.
export const onPaper = (digest: string) => digest.slice(0, SHORT).replace(/(.{4})(?=.)/g, "$1-");
// What was read off paper as the hub takes it; empty: not what is printed on a letter.
export function offPaper(text: string): string {
  const digits = text.toLowerCase().replace(/[\s-]/g, "");
  return /^[0-9a-f]{16,64}$/.test(digits) ? digits : "";
}
