// RFC 6238 (SHA-1, 30 s, 6 digits), as the authenticator app on a phone does it. One code signs in
// once, so a second sign-in of one person within 30 s waits for the next code.
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function fromBase32(text: string): Buffer {
  let bits = "";
  for (const character of text.toUpperCase().replace(/[=\s]/g, "")) {
    bits += ALPHABET.indexOf(character).toString(2).padStart(5, "0");
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const used = new Map<string, number>();
const STEP = 30_000;

// A code that has not been used by these tests. The hub takes the neighbouring steps too (clock
// drift), so the last, this and the next step are three codes that are good now.
export async function freshCode(secret: string): Promise<string> {
  const last = used.get(secret) ?? 0;
  let step = Math.max(Math.floor(Date.now() / STEP), last + 1);
  while (step > Math.floor(Date.now() / STEP) + 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    step = Math.max(Math.floor(Date.now() / STEP), last + 1);
  }
  used.set(secret, step);
  return codeAt(secret, step);
}
