// A signed checkpoint of the log (C2SP tlog-checkpoint, a signed note): size and root, and who says
// so. docs/formats/audit.md has the bytes.

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
}

interface Signature {
  name: string;
  // Four bytes of key hash, then the signature.
  bytes: Uint8Array;
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

interface Note {
  // What is signed, its last newline included.
  text: string;
  signatures: Signature[];
}

function openNote(note: string): Note | undefined {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0) return undefined;
  const signatures = note.slice(cut + 2).split("\n").filter(Boolean).map((line) => {
    const match = /^— (\S+) (\S+)$/.exec(line);
    return match ? { name: match[1], bytes: fromBase64(match[2]) } : undefined;
  });
  if (signatures.length === 0 || signatures.includes(undefined)) return undefined;
  return { text: note.slice(0, cut + 1), signatures: signatures as Signature[] };
}

// Undefined where the note is not a checkpoint.
export function parseCheckpoint(note: string): Checkpoint | undefined {
  try {
    const opened = openNote(note);
    const [origin, size, root] = opened?.text.split("\n") ?? [];
    if (!origin || !/^(0|[1-9]\d*)$/.test(size ?? "")) return undefined;
    const hash = fromBase64(root);
    return hash.length === 32 ? { origin, size: BigInt(size), root: hash } : undefined;
  } catch {
    return undefined;
  }
}

export type Signed = "good" | "bad" | "cannot-check";

// Whether the verifier key `name+hash+key` signed the note. "cannot-check": this browser has no Ed25519.
export async function checkSignature(note: string, verifierKey: string): Promise<Signed> {
  let opened: Note | undefined;
  let key: Uint8Array;
  const [name = "", hash = "", ...rest] = verifierKey.split("+");
  try {
    opened = openNote(note);
    // The base64 of a key may itself have '+'.
    key = fromBase64(rest.join("+"));
  } catch {
    return "bad";
  }
  if (!opened || key.length !== 33 || key[0] !== 1) return "bad";
  const mine = opened.signatures.find((one) => one.name === name && one.bytes.length === 68
    && [...one.bytes.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash);
  if (!mine) return "bad";
  // The hash in the key's text must be the key's own: SHA-256(name, newline, key), first four bytes.
  const own = new Uint8Array(await crypto.subtle.digest("SHA-256",
    Uint8Array.from([...new TextEncoder().encode(`${name}\n`), ...key])));
  if (!mine.bytes.slice(0, 4).every((byte, index) => byte === own[index])) return "bad";
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key.slice(1), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "cannot-check";
  }
  const good = await crypto.subtle.verify({ name: "Ed25519" }, imported, mine.bytes.slice(4), new TextEncoder().encode(opened.text));
  return good ? "good" : "bad";
}
