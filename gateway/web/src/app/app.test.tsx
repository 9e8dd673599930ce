// Pages over the stand-in, without a network: what a person sees for what the hub says.
import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import { HandoverSchema, IncidentSchema } from "@gen/incident/v1/incident_pb";
import { IncidentState, IncidentType, Role } from "@gen/policy/v1/policy_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeHub } from "../../test/fake/router";
import { fail } from "../../test/fake/state";
import { Stage } from "../../test/stage";

let stage: Stage;
let root: HTMLElement;
let hub: FakeHub;
const open = (role: Role | undefined, path: string) => stage.open(role, path);
const sees = (text: string) => stage.sees(text);

const report = (hubNow: FakeHub) => {
  const one = create(IncidentSchema, {
    incidentId: { value: crypto.randomUUID() }, state: IncidentState.SUBMITTED, type: IncidentType.THEFT_FROM_SHOP,
    siteId: hubNow.sites[0].siteId, siteName: hubNow.sites[0].name, waitingFor: Role.COORDINATOR, reportedAt: hubNow.stamp(), unopened: true,
    suspects: [{ name: "Canary Name" }], goods: [{ what: "Canary Goods" }], whatHappened: "canary words", reporterName: "Sam Shaw",
  });
  hubNow.incidents.push(one);
  return one.incidentId!.value;
};

describe("pages", () => {
  beforeEach(() => {
    stage = new Stage();
    ({ root, hub } = stage);
  });
  afterEach(() => stage.close());

  it("nobody signed in sees the sign-in page and the notice, whatever they ask for", async () => {
    open(undefined, "/queue");
    await sees("Sign in");
    await sees("Demonstration, not a service of Melton Borough Council");
  });

  it("a real town is never called a demonstration", async () => {
    stage.notice = "Run by the traders of Oakham";
    open(undefined, "/queue");
    await sees("Run by the traders of Oakham");
    expect(root.textContent).not.toContain("emonstration");
  });

  it("a hub that says nothing of itself gets no notice", async () => {
    stage.notice = "";
    open(undefined, "/queue");
    await sees("Sign in");
    expect(root.querySelector(".sh-notice")).toBeNull();
  });

  it("terms come before anything personal", async () => {
    open(Role.REPORTER, "/reports");
    await sees("Accept the scheme’s terms");
    expect(root.textContent).not.toContain("There are no reports");
  });

  it("police choose a purpose first; it is shown afterwards", async () => {
    open(Role.POLICE, "/queue");
    await sees("What are you going to do?");
    root.querySelector<HTMLInputElement>("#purpose-2")!.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await sees("You are working for the purpose of enforcement");
    await sees("Worklist");
  });

  it("the coordinator's queue is live and shows what is new", async () => {
    report(hub);
    open(Role.COORDINATOR, "/queue");
    await sees("Live: new reports appear by themselves.");
    await sees("Waiting for you");
    const id = report(hub);
    hub.changed(id, "incident.report");
    await sees("1 new report since you opened this page");
    expect(root.querySelector(`[data-incident="${id}"]`)?.textContent).toContain("New");
  });

  it("a coordinator who opens a report has not been sent one", async () => {
    const id = report(hub);
    open(Role.COORDINATOR, "/queue");
    await sees("Live: new reports");
    hub.changed(id, "incident.read");
    hub.changed(report(hub), "incident.report");
    await sees("1 new report since you opened this page");
  });

  it("what the page does by itself says that nobody asked for it; what a person does never says so", async () => {
    const calls = (method: string) => stage.made.filter((one) => one.method === method).map((one) => one.unattended);
    open(Role.COORDINATOR, "/queue");
    await sees("Live: new reports");
    expect(calls("ListIncidents"), "the page is opened").toEqual([false]);
    hub.changed(report(hub), "incident.report");
    await sees("Theft from the shop");
    expect(calls("ListIncidents"), "something changed").toEqual([false, true]);
    hub.drop();
    await sees("Not live at the moment");
    await sees("Live: new reports");
    expect(calls("WatchQueue"), "the stream is taken up again").toEqual([false, true]);
    expect(calls("ListIncidents"), "what may have been missed").toEqual([false, true, true]);
    root.querySelector<HTMLButtonElement>(".sh-chips button:last-child")!.click();
    await sees("No report is finished yet.");
    expect(calls("ListIncidents"), "a person asks").toEqual([false, true, true, false]);
    expect(stage.made.filter((one) => one.unattended && !["ListIncidents", "WatchQueue", "WatchBulletins"].includes(one.method))).toEqual([]);
  });

  it("what the DPO may not see is said, not left empty", async () => {
    const id = report(hub);
    sessionStorage.setItem("smarthub.purpose.melton", "5");
    open(Role.DPO, `/reports/${id}`);
    await sees("Not shown to your role");
    expect(root.textContent).not.toContain("anary");
  });

  it("an agency whose question is open may go on without its answer", async () => {
    const id = report(hub);
    hub.incidents[0].state = IncidentState.PASSED;
    hub.incidents[0].handovers.push(create(HandoverSchema, { to: Role.POLICE, state: IncidentState.RETURNED, passedAt: hub.stamp(), agencyNote: "canary between agencies" }));
    sessionStorage.setItem("smarthub.purpose.melton", "2");
    open(Role.POLICE, `/reports/${id}`);
    await sees("Go on without an answer");
    expect(root.textContent).not.toContain("Take it on");
    expect(root.textContent).toContain("Note for police and council. The shop and other members do not see it.");
  });

  it("another role's page is not found", async () => {
    sessionStorage.setItem("smarthub.purpose.melton", "2");
    open(Role.POLICE, "/people");
    await sees("Page not found");
  });

  it("a session that ends leads to the sign-in page", async () => {
    open(Role.COORDINATOR, "/queue");
    await sees("Live");
    hub.fault = fail(Code.Unauthenticated, Reason.SESSION_ENDED);
    window.location.hash = "#/people";
    await sees("Email address");
    expect(root.textContent).toContain("You have been signed out. Sign in again to carry on.");
  });

  it("a hub that cannot be reached is said, with a way to try again", async () => {
    hub.fault = fail(Code.Unavailable, Reason.STORE_AWAY);
    open(Role.COORDINATOR, "/queue");
    await sees("The hub cannot be reached");
    hub.fault = undefined;
    root.querySelector<HTMLButtonElement>("main button")!.click();
    await sees("Queue");
  });
});
