import { describe, expect, it } from "vitest";
import { isHeic, within } from "./photo_file";

describe("a photo made ready", () => {
  it.each([
    [4000, 3000, [1600, 1200]], [3000, 4000, [1200, 1600]], [800, 600, [800, 600]], [1600, 1, [1600, 1]], [100_000, 1, [1600, 1]],
  ])("%i x %i is made %o", (width, height, wanted) => expect(within(width, height)).toEqual(wanted));

  const file = (brand: string) => new Uint8Array(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(8)]));
  it("is HEIC by what is in it, not by its name", () => {
    expect(isHeic(file("heic"))).toBe(true);
    expect(isHeic(file("mif1"))).toBe(true);
    expect(isHeic(file("mp42"))).toBe(false);
    expect(isHeic(new Uint8Array())).toBe(false);
  });
});
