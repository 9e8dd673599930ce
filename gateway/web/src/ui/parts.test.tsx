import { create } from "@bufbuild/protobuf";
import { MonthlyFigureSchema } from "@gen/insight/v1/insight_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import { render } from "preact";
import { describe, expect, it } from "vitest";
import { beganIn, topOf } from "../pages/figures";
import { flawsOf } from "./page";
import { qrPath } from "./qr";
import { isWithheld, shown } from "./withheld";

const text = (node: unknown) => {
  const root = document.createElement("div");
  render(<>{node as never}</>, root);
  return root.textContent;
};

describe("withheld", () => {
  const withheld = create(WithheldSchema, { paths: ["suspects.name", "goods"], reasons: ["default"] });
  it("is a path, its parents and its children, and nothing else", () => {
    expect(isWithheld(withheld, "suspects.name")).toBe(true);
    expect(isWithheld(withheld, "suspects")).toBe(true);
    expect(isWithheld(withheld, "goods.what")).toBe(true);
    expect(isWithheld(withheld, "suspects.names")).toBe(false);
    expect(isWithheld(withheld, "suspects.hair")).toBe(false);
    expect(isWithheld(undefined, "goods")).toBe(false);
  });
  it("is said; empty is another thing", () => {
    expect(text(shown(withheld, "suspects.name", ""))).toBe("Not shown to your role");
    expect(text(shown(withheld, "place", ""))).toBe("Not given");
    expect(text(shown(withheld, "place", "Till 2"))).toBe("Till 2");
  });
});

describe("a problem's field", () => {
  const problem = (field: string) => flawsOf({ reason: 2, field, text: "Fill this in" }, { what: "goods", login: "login" })[0].id;
  it("is the last name of the path, without numbers", () => {
    expect(problem("report.goods[2].what")).toBe("goods");
    expect(problem("password.login")).toBe("login");
    expect(problem("elsewhere")).toBeUndefined();
  });
});

it("the QR code is squares of a known size, drawn here", () => {
  const { path, size } = qrPath("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP");
  expect(size).toBeGreaterThan(28);
  expect(path.startsWith("M4 4h1v1h-1z")).toBe(true);
});

it("the scheme begins with its first report; what was before is no zero", () => {
  const month = (name: string, reportedByMembers: number) => create(MonthlyFigureSchema, { month: name, reportedByMembers, recordedShopTheft: 20 });
  expect(beganIn([month("2026-01", 0), month("2026-02", 0), month("2026-03", 4), month("2026-04", 0)])).toBe("2026-03");
  expect(beganIn([month("2026-01", 0)])).toBe("");
});

it("the axis of the figures has round quarters", () => {
  for (const highest of [0, 1, 4, 5, 37, 48, 99, 350, 401, 1234]) {
    const top = topOf(highest);
    expect(top).toBeGreaterThanOrEqual(highest);
    expect(Number.isInteger(top / 4)).toBe(true);
  }
});
