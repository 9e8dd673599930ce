// What is new, on pages of something else: over the stand-in.
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { BulletinSchema, BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { BulletinKind, Role } from "@gen/policy/v1/policy_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptBulletin } from "../../test/fake/bulletin";
import { Stage } from "../../test/stage";

let stage: Stage;

function publish(kind = BulletinKind.ALERT): KeptBulletin {
  const kept: KeptBulletin = {
    proposer: "somebody", approved: 1, acknowledged: new Map(), sightings: [], answers: [],
    bulletin: create(BulletinSchema, {
      bulletinId: { value: crypto.randomUUID() }, kind, gallery: "alerts", galleryName: "Alerts", state: BulletinState.PUBLISHED, title: "Canary Title", text: "Canary words.",
      revision: 1, publishedAt: stage.hub.stamp(), liveUntil: timestampFromDate(new Date(Date.now() + 86_400_000)), audience: { roles: [Role.REPORTER], everywhere: true },
    }),
  };
  stage.hub.bulletins.unshift(kept);
  stage.hub.bulletinChanged(kept, "bulletin.publish");
  return kept;
}
const streams = () => stage.made.filter((one) => one.method === "WatchBulletins").length;
const news = () => stage.root.querySelector<HTMLElement>('[data-name="news"]');
// The stream stands once the page has opened it: what is published before goes unheard.
async function standing(role: Role, path: string, sees: string): Promise<void> {
  stage.open(role, path);
  await stage.sees(sees);
  await stage.until(() => stage.hub.streams.size > 0, "no stream");
}

beforeEach(() => {
  stage = new Stage();
  for (const one of stage.hub.people) one.termsNeeded = false;
});
afterEach(() => stage.close());

describe("what is new", () => {
  it("is said on a page of something else, with a link and without a word of it", async () => {
    await standing(Role.REPORTER, "/reports", "Your reports");
    const kept = publish();
    await stage.sees("A new alert has been published.");
    expect(news()?.getAttribute("role")).toBe("status");
    expect(stage.root.textContent).not.toContain("anary");
    publish(BulletinKind.NEWS);
    await stage.sees("2 new bulletins have been published, alerts among them.");
    // Gone: it is not announced any more.
    kept.bulletin.state = BulletinState.WITHDRAWN;
    stage.hub.bulletinChanged(kept, "bulletin.withdraw");
    await stage.sees("A new bulletin has been published.");
    await stage.press('[data-name="news"] button');
    await stage.until(() => !news(), "it was hidden");
  });

  it("is below a report that is being written, and on top of the next page", async () => {
    await standing(Role.REPORTER, "/report", "Report an incident");
    publish();
    await stage.sees("A new alert has been published.");
    const main = stage.root.querySelector("main")!;
    expect(main.compareDocumentPosition(news()!) & Node.DOCUMENT_POSITION_FOLLOWING, "after what is written in").toBeTruthy();
    window.location.hash = "#/reports";
    await stage.sees("Your reports");
    await stage.until(() => news() && main.compareDocumentPosition(news()!) & Node.DOCUMENT_POSITION_PRECEDING, "on top");
  });

  it("comes by one stream, which the pages of the bulletins share; what they show is not said again", async () => {
    await standing(Role.REPORTER, "/bulletins", "There are no bulletins now");
    const kept = publish();
    await stage.sees("New alert: Canary Title");
    expect(news()).toBeNull();
    window.location.hash = `#/bulletins/${kept.bulletin.bulletinId!.value}`;
    await stage.sees("Canary words.");
    window.location.hash = "#/reports";
    await stage.sees("Your reports");
    expect(streams()).toBe(1);
    publish();
    await stage.sees("A new alert has been published.");
    expect(streams()).toBe(1);
  });

  it("is not for whoever checks what was done", async () => {
    sessionStorage.setItem("smarthub.purpose.melton", "5");
    stage.open(Role.DPO, "/figures");
    await stage.sees("Figures");
    expect(streams()).toBe(0);
  });
});
