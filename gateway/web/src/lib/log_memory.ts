// The last checkpoint this browser saw, per scheme. A log that does not grow out of it has been
// rewritten or shows different people different logs, whatever the server says.
import { recall } from "../app/hub";
import { type Checkpoint, fromBase64, toBase64 } from "./checkpoint";

export interface Seen extends Checkpoint {
  verifierKey: string;
  seenAt: Date;
}

const key = (scheme: string) => `smarthub.checkpoint.${scheme}`;

export function lastSeen(scheme: string): Seen | undefined {
  try {
    const found = JSON.parse(recall(window.localStorage, key(scheme)) ?? "null");
    if (!found) return undefined;
    return {
      origin: found.origin, size: BigInt(found.size), root: fromBase64(found.root),
      verifierKey: found.verifierKey, seenAt: new Date(found.seenAt),
    };
  } catch {
    return undefined;
  }
}

export function see(scheme: string, seen: Seen): void {
  window.localStorage.setItem(key(scheme), JSON.stringify({
    origin: seen.origin, size: String(seen.size), root: toBase64(seen.root),
    verifierKey: seen.verifierKey, seenAt: seen.seenAt.toISOString(),
  }));
}
