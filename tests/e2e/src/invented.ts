// Names that are nobody's, each of its kind, so that the tests can run again on the same town; they are on
// the pictures, so they read as names and titles do.
const CONSONANTS = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"];
const VOWELS = ["a", "e", "i", "o", "u"];
const one = (of: string[]) => of[Math.floor(Math.random() * of.length)];

// "Tamoriv": a last name, or the name of a place.
export function lastName(): string {
  const text = [0, 1, 2].map(() => one(CONSONANTS) + one(VOWELS)).join("") + one(CONSONANTS);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Makes a title one of its kind; nothing that a name could have in it.
export const mark = () => `(no. ${1_000 + Math.floor(Math.random() * 9_000)})`;
