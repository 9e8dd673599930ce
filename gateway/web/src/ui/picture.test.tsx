import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import { EvidenceService, PhotoSchema } from "@gen/evidence/v1/evidence_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fail } from "../../test/fake/state";
import { clientsOver } from "../api/clients";
import { type Hub, HubContext } from "../app/hub";
import { Picture } from "./picture";

let root: HTMLElement;
const revoked = vi.fn();
const asked: { incident?: string; bulletin?: string }[] = [];

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  URL.createObjectURL = () => "blob:here";
  URL.revokeObjectURL = revoked;
  revoked.mockClear();
});
afterEach(() => {
  render(null, root);
  root.remove();
});

async function shows(answer: { picture?: Uint8Array; withheld?: string[] } | ConnectError, state: string): Promise<void> {
  const clients = clientsOver(createRouterTransport(({ service }) => service(EvidenceService, {
    getPhoto(request) {
      asked.push({ incident: request.incidentId?.value, bulletin: request.bulletinId?.value });
      if (answer instanceof ConnectError) throw answer;
      return { photo: create(PhotoSchema, { picture: answer.picture, width: 3, height: 4,
        withheld: answer.withheld && create(WithheldSchema, { paths: answer.withheld }) }) };
    },
  })));
  const hub = { clients, ended: () => undefined } as unknown as Hub;
  render(<HubContext.Provider value={hub}><Picture photoId="p" through={{ bulletin: "b" }} size="thumbnail" alt="Suspect 1" /></HubContext.Provider>, root);
  expect(root.querySelector("[data-state]")?.getAttribute("data-state")).toBe("loading");
  await vi.waitFor(() => expect(root.querySelector("[data-state]")?.getAttribute("data-state")).toBe(state));
}

it("shows what it was given, and lets go of it when it leaves", async () => {
  await shows({ picture: Uint8Array.of(1, 2, 3) }, "shown");
  expect(asked.pop()).toEqual({ bulletin: "b", incident: undefined });
  expect(root.querySelector("img")?.getAttribute("src")).toBe("blob:here");
  expect(root.querySelector("img")?.alt).toBe("Suspect 1");
  render(null, root);
  await vi.waitFor(() => expect(revoked).toHaveBeenCalledWith("blob:here"));
});

it("says that a role may not see it", async () => {
  await shows({ withheld: ["picture"] }, "withheld");
  expect(root.textContent).toContain("Photo not shown to your role");
});

it("says that it was withdrawn", async () => {
  await shows(fail(Code.NotFound, Reason.NOT_FOUND), "withdrawn");
  expect(root.textContent).toContain("Photo withdrawn");
});

it("says that it could not be loaded, and can be asked again", async () => {
  await shows(fail(Code.Unavailable, Reason.PICTURES_AWAY), "problem");
  expect(root.querySelector("button")?.textContent).toContain("Try again");
});
