import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { growth, path, root } from "../../test/fake/audit";
import { consistent, includes, leafHash, same } from "./merkle";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (data: Uint8Array) => Buffer.from(data).toString("hex");

// The leaves and roots that the Certificate Transparency projects test with.
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(bytes);
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
].map(bytes);

describe("published vectors", () => {
  it("roots of the plain definition are the published ones", () => {
    ROOTS.forEach((wanted, index) => expect(hex(root(LEAVES.slice(0, index + 1)))).toBe(hex(wanted)));
  });

  it("a published inclusion proof holds", async () => {
    const proof = [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ].map(bytes);
    expect(await includes(await leafHash(LEAVES[5]), 5n, 8n, proof, ROOTS[7])).toBe(true);
    expect(await includes(await leafHash(LEAVES[5]), 4n, 8n, proof, ROOTS[7])).toBe(false);
  });

  it("a published consistency proof holds", async () => {
    const proof = [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ].map(bytes);
    expect(await consistent(6n, ROOTS[5], 8n, ROOTS[7], proof)).toBe(true);
  });
});

const MOST = 40;
const entries = Array.from({ length: MOST }, (_, index) => new Uint8Array(createHash("sha256").update(`entry ${index}`).digest()));

describe("every tree up to 40 leaves", () => {
  it("each leaf is proven in each tree, and nowhere else", async () => {
    for (let size = 1; size <= MOST; size++) {
      const leaves = entries.slice(0, size);
      const top = root(leaves);
      for (let index = 0; index < size; index++) {
        const proof = path(index, leaves);
        const leaf = await leafHash(leaves[index]);
        expect(await includes(leaf, BigInt(index), BigInt(size), proof, top)).toBe(true);
        // Another index may take the same turns in a tree of another size, never in this one.
        if (size > 1) expect(await includes(leaf, BigInt((index + 1) % size), BigInt(size), proof, top)).toBe(false);
        expect(await includes(leaf, BigInt(index), BigInt(size), [...proof, top], top)).toBe(false);
        if (proof.length > 0) expect(await includes(leaf, BigInt(index), BigInt(size), proof.slice(1), top)).toBe(false);
      }
    }
  });

  it("each tree grows out of each smaller one, and out of no other", async () => {
    for (let size = 1; size <= MOST; size++) {
      const leaves = entries.slice(0, size);
      for (let first = 1; first <= size; first++) {
        const older = root(leaves.slice(0, first));
        const proof = growth(first, leaves);
        const top = root(leaves);
        expect(await consistent(BigInt(first), older, BigInt(size), top, proof)).toBe(true);
        const changed = [...leaves];
        changed[first - 1] = Uint8Array.of(1, 2, 3);
        const other = root(changed);
        expect(await consistent(BigInt(first), older, BigInt(size), other, growth(first, changed))).toBe(false);
      }
    }
  });

  it("a proof with one bit turned proves nothing", async () => {
    const leaves = entries.slice(0, 21);
    const proof = growth(13, leaves);
    for (let at = 0; at < proof.length; at++) {
      const turned = proof.map((hash) => hash.slice());
      turned[at][7] ^= 1;
      expect(await consistent(13n, root(leaves.slice(0, 13)), 21n, root(leaves), turned)).toBe(false);
    }
  });
});

describe("edges", () => {
  it("the empty log grows into any; a shrunk log into none", async () => {
    const empty = root([]);
    expect(await consistent(0n, empty, 0n, empty, [])).toBe(true);
    expect(await consistent(0n, empty, 3n, ROOTS[2], [])).toBe(true);
    expect(await consistent(0n, ROOTS[0], 3n, ROOTS[2], [])).toBe(false);
    expect(await consistent(3n, ROOTS[2], 2n, ROOTS[1], [])).toBe(false);
    expect(await consistent(3n, ROOTS[2], 8n, ROOTS[7], [])).toBe(false);
  });

  it("hashes of another length are refused", async () => {
    expect(await includes(await leafHash(LEAVES[0]), 0n, 2n, [bytes("00")], ROOTS[1])).toBe(false);
    expect(same(bytes("0011"), bytes("00"))).toBe(false);
  });

  it("an index outside the tree is refused", async () => {
    expect(await includes(await leafHash(LEAVES[0]), 1n, 1n, [], ROOTS[0])).toBe(false);
    expect(await includes(await leafHash(LEAVES[0]), -1n, 1n, [], ROOTS[0])).toBe(false);
  });
});
