// Asks for the newest checkpoint and checks it against the last one this browser saw.
import type { Clients } from "../api/clients";
import { checkSignature, parseCheckpoint, type Signed } from "./checkpoint";
import { lastSeen, see, type Seen } from "./log_memory";
import { consistent } from "./merkle";

export type Verdict =
  // The first look from this browser: remembered, nothing to compare with.
  | "first"
  | "grown"
  | "unchanged"
  // From here on: alarm. What was seen before is kept.
  | "rewritten"
  | "shrunk"
  | "other-log"
  | "bad-signature"
  | "unreadable";

export interface Check {
  verdict: Verdict;
  signed: Signed;
  now: Seen | undefined;
  before: Seen | undefined;
  // The signed note as it came, to be kept or sent to somebody else.
  text: string;
}

export const alarming = (verdict: Verdict) => !["first", "grown", "unchanged"].includes(verdict);

export async function checkLog(audit: Clients["audit"], scheme: string): Promise<Check> {
  const before = lastSeen(scheme);
  const reply = await audit.getCheckpoint({ seenSize: before?.size ?? 0n });
  const parsed = parseCheckpoint(reply.checkpoint);
  if (!parsed) return { verdict: "unreadable", signed: "bad", now: undefined, before, text: reply.checkpoint };
  const signed = await checkSignature(reply.checkpoint, reply.verifierKey);
  const now: Seen = { ...parsed, verifierKey: reply.verifierKey, seenAt: new Date() };
  const result = (verdict: Verdict): Check => ({ verdict, signed, now, before, text: reply.checkpoint });
  if (signed === "bad") return result("bad-signature");
  if (before) {
    if (before.origin !== now.origin || before.verifierKey !== now.verifierKey) return result("other-log");
    if (now.size < before.size) return result("shrunk");
    const grown = await consistent(before.size, before.root, now.size, now.root, reply.consistencyProof);
    if (!grown) return result("rewritten");
  }
  see(scheme, now);
  return result(!before ? "first" : now.size === before.size ? "unchanged" : "grown");
}
