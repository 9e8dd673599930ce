import { createClient, createRouterTransport } from "@connectrpc/connect";
import { AuditService } from "@gen/audit/v1/audit_pb";
import { beforeEach, describe, expect, it } from "vitest";
import { growth, Signer } from "../../test/fake/audit";
import { alarming, checkLog } from "./check_log";

const entry = (number: number) => new TextEncoder().encode(`entry ${number}`);

describe("the log as this browser knows it", () => {
  let signer: Signer;
  let leaves: Uint8Array[];
  let spoil: (text: string) => string;
  const audit = createClient(AuditService, createRouterTransport(({ service }) => {
    service(AuditService, {
      getCheckpoint: ({ seenSize }) => ({
        checkpoint: spoil(signer.checkpoint(leaves)), verifierKey: signer.verifierKey,
        consistencyProof: Number(seenSize) <= leaves.length ? growth(Number(seenSize), leaves) : [],
      }),
    });
  }));
  const look = async () => (await checkLog(audit, "melton")).verdict;

  beforeEach(() => {
    localStorage.clear();
    signer = new Signer("hub.example/melton");
    leaves = Array.from({ length: 7 }, (_, index) => entry(index));
    spoil = (text) => text;
  });

  it("is remembered, then seen unchanged, then grown", async () => {
    expect(await look()).toBe("first");
    expect(await look()).toBe("unchanged");
    leaves.push(entry(7), entry(8));
    expect(await look()).toBe("grown");
  });

  it("alarms when an old entry was changed, and keeps what it saw", async () => {
    await look();
    const honest = leaves.slice();
    leaves = leaves.map((one, index) => (index === 2 ? entry(99) : one));
    leaves.push(entry(7));
    expect(await look()).toBe("rewritten");
    expect(await look()).toBe("rewritten");
    leaves = [...honest, entry(7)];
    expect(await look()).toBe("grown");
  });

  it("alarms when entries are gone", async () => {
    await look();
    leaves.pop();
    expect(await look()).toBe("shrunk");
  });

  it("alarms on another key and on another log's name", async () => {
    await look();
    signer = new Signer("hub.example/melton");
    expect(await look()).toBe("other-log");
    signer = new Signer("hub.example/elsewhere");
    expect(await look()).toBe("other-log");
  });

  it("alarms on a checkpoint that is not signed, and does not remember it", async () => {
    spoil = (text) => text.replace("\n7\n", "\n9\n");
    expect(await look()).toBe("bad-signature");
    spoil = () => "nonsense";
    expect(await look()).toBe("unreadable");
    spoil = (text) => text;
    expect(await look()).toBe("first");
  });

  it("only growth is no alarm", () => {
    expect((["first", "grown", "unchanged"] as const).some(alarming)).toBe(false);
    expect((["rewritten", "shrunk", "other-log", "bad-signature", "unreadable"] as const).every(alarming)).toBe(true);
  });
});
