import { describe, expect, it } from "vitest";
import { Signer } from "../../test/fake/audit";
import { checkSignature, parseCheckpoint } from "./checkpoint";

const entries = [1, 2, 3].map((byte) => Uint8Array.of(byte));

describe("a checkpoint", () => {
  const signer = new Signer("hub.example/melton");
  const note = signer.checkpoint(entries);

  it("says origin, size and root", () => {
    const read = parseCheckpoint(note)!;
    expect(read.origin).toBe("hub.example/melton");
    expect(read.size).toBe(3n);
    expect(read.root).toHaveLength(32);
  });

  it("is signed by its log and by no other", async () => {
    expect(await checkSignature(note, signer.verifierKey)).toBe("good");
    expect(await checkSignature(note, new Signer("hub.example/melton").verifierKey)).toBe("bad");
    expect(await checkSignature(note, new Signer("hub.example/other").verifierKey)).toBe("bad");
  });

  it("with another size is not signed", async () => {
    expect(await checkSignature(note.replace("\n3\n", "\n4\n"), signer.verifierKey)).toBe("bad");
  });

  it("under a key whose short name is not its own is not signed", async () => {
    const [name, , ...rest] = signer.verifierKey.split("+");
    expect(await checkSignature(note, [name, "00000000", ...rest].join("+"))).toBe("bad");
  });

  it.each([
    ["nothing", ""], ["no signature", "origin\n3\nAAAA\n"], ["a size that is none", note.replace("\n3\n", "\n03\n")],
    ["a short root", "o\n1\nAAAA\n\n— o AAAA\n"], ["no base64", "o\n1\n!!\n\n— o AAAA\n"],
    ["another dash", note.replace("—", "-")],
  ])("with %s is unreadable", (_, text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});
