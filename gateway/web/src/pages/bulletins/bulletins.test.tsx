// Bulletins over the stand-in: what each role sees, and what leaves or reaches an open page by itself.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { BulletinPersonSchema, BulletinSchema, BulletinState } from "@gen/bulletin/v1/bulletin_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { IncidentSchema } from "@gen/incident/v1/incident_pb";
import { AgeBand, ProofStanding, Source } from "@gen/incident/v1/people_pb";
import { BulletinKind, IncidentState, IncidentType, PublicationItem, Role } from "@gen/policy/v1/policy_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptBulletin } from "../../../test/fake/bulletin";
import { fail } from "../../../test/fake/state";
import { Stage } from "../../../test/stage";

let stage: Stage;
const id = () => ({ value: crypto.randomUUID() });

// One published bulletin, unless told otherwise.
function hang(part: MessageInitShape<typeof BulletinSchema> = {}, people = 1): KeptBulletin {
  const kept: KeptBulletin = {
    proposer: "somebody", approved: 1, acknowledged: new Map(), sightings: [], answers: [],
    bulletin: create(BulletinSchema, {
      bulletinId: id(), kind: BulletinKind.ID_SOUGHT, gallery: "id-sought", galleryName: "Who is this?", state: BulletinState.PUBLISHED, title: "Seen taking meat",
      text: "Look out after four.", revision: 1, proposedBy: "Kit Lowe", proposedAt: stage.hub.stamp(), publishedAt: stage.hub.stamp(),
      liveUntil: timestampFromDate(new Date(Date.now() + 86_400_000)), audience: { roles: [Role.REPORTER, Role.SITE_MANAGER, Role.POLICE], everywhere: true },
      checklist: { whoSawIt: "The till manager", cctvChecked: true, paidForChecked: true },
      persons: Array.from({ length: people }, (_, index) => create(BulletinPersonSchema, {
        subjectId: id(), appearanceId: id(), aboutHowOld: AgeBand.AGE_BAND_18_TO_29, hair: `Hair ${index}`, standing: ProofStanding.SUSPECTED, saidBy: Source.CCTV_CHECKED,
      })),
      ...(part as object),
    }),
  };
  stage.hub.bulletins.unshift(kept);
  return kept;
}
const shop = () => stage.hub.people.find((one) => one.membership.role === Role.REPORTER)!;
const page = (kept: KeptBulletin) => `/bulletins/${kept.bulletin.bulletinId!.value}`;
const card = (kept: KeptBulletin) => stage.root.querySelector(`[data-bulletin="${kept.bulletin.bulletinId!.value}"]`);
const text = () => stage.root.textContent ?? "";

beforeEach(() => {
  stage = new Stage();
  shop().termsNeeded = false;
});
afterEach(() => stage.close());

describe("the galleries", () => {
  it("show a face with how far it is proven, and that it is new, until a shop has read it", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, "/bulletins");
    await stage.sees("Seen taking meat");
    await stage.sees("Live: new bulletins appear by themselves.");
    expect(card(kept)?.textContent).toContain("New");
    expect(card(kept)?.textContent).toContain("Suspected, not proven");
    expect(card(kept)?.textContent, "nobody named them").not.toContain("Named by members");
    expect(card(kept)?.textContent).toContain("Name not known");
    expect(text(), "a reporter proposes nothing").not.toContain("Write an alert or news");
  });

  it("an alert appears on the open page and is read out with its title", async () => {
    stage.open(Role.REPORTER, "/bulletins");
    await stage.sees("There are no bulletins now");
    await stage.sees("Live: new");
    const kept = hang({ kind: BulletinKind.ALERT, persons: [], title: "False £20 notes" });
    stage.hub.bulletinChanged(kept, "bulletin.publish");
    await stage.sees("New alert: False £20 notes");
    expect(card(kept)?.className).toContain("sh-words--alert");
  });

  it("an alert is told to whoever looks at another gallery", async () => {
    stage.open(Role.REPORTER, "/bulletins?gallery=known");
    await stage.sees("Nothing is in this gallery now.");
    await stage.sees("Live: new");
    stage.hub.bulletinChanged(hang({ kind: BulletinKind.ALERT, gallery: "alerts", persons: [], title: "False £20 notes" }), "bulletin.publish");
    await stage.sees("There is a new alert, under “All”.");
  });

  it("what is withdrawn leaves the open page before the list is read again", async () => {
    const kept = hang();
    const other = hang({ title: "Somebody else" });
    stage.open(Role.REPORTER, "/bulletins");
    await stage.sees("Seen taking meat");
    await stage.sees("Live: new");
    const asked = stage.made.filter((one) => one.method === "ListBulletins").length;
    kept.bulletin.state = BulletinState.WITHDRAWN;
    stage.hub.bulletinChanged(kept, "bulletin.withdraw");
    await stage.until(() => !card(kept), "the card is still there");
    expect(stage.made.filter((one) => one.method === "ListBulletins").length, "let go of without asking").toBe(asked);
    expect(card(other)).not.toBeNull();
    expect(text()).toContain("A bulletin on this page is no longer shown.");
  });

  it("one gallery, and what waits, are parts of the same list", async () => {
    hang();
    hang({ kind: BulletinKind.NEWS, gallery: "news", persons: [], title: "New radio channel" });
    hang({ state: BulletinState.PROPOSED, title: "Not yet" });
    stage.open(Role.COORDINATOR, "/bulletins");
    await stage.sees("New radio channel");
    window.location.hash = "#/bulletins?gallery=news";
    await stage.until(() => !text().includes("Seen taking meat") && text().includes("New radio channel"), "only news");
    window.location.hash = "#/bulletins?show=waiting";
    await stage.sees("Not yet");
    await stage.sees("Waits for a second person");
    expect(stage.made.filter((one) => one.method === "WatchBulletins").length, "one stream").toBe(1);
  });

  it("what does not fit the filter says so; failures offer to try again", async () => {
    hang();
    stage.open(Role.REPORTER, "/bulletins?age=5");
    await stage.sees("No bulletin fits this filter.");
    stage.hub.fault = fail(Code.Unavailable, Reason.STORE_AWAY);
    window.location.hash = "#/bulletins";
    await stage.sees("The hub cannot be reached");
    stage.hub.fault = undefined;
    await stage.press("main .sh-failed button");
    await stage.sees("Seen taking meat");
  });
});

describe("a bulletin in a shop", () => {
  it("is marked as read, once for the shop", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    await stage.press('[data-name="bulletin.acknowledge"]');
    await stage.sees("Read at your shop on");
    expect(kept.acknowledged.size).toBe(1);
    expect(stage.root.querySelector('[data-name="bulletin.acknowledge"]')).toBeNull();
  });

  it("seen again is one tap, told once", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    const button = await stage.find('[data-name="bulletin.sighting"]');
    button.click();
    button.click();
    await stage.sees("Your coordinator has been told.");
    expect(kept.sightings.length).toBe(1);
    expect(stage.root.querySelector('[data-name="bulletin.sighting"]')).toBeNull();
  });

  it("several people: each has a button of their own", async () => {
    const kept = hang({}, 2);
    stage.open(Role.REPORTER, page(kept));
    await stage.sees("Seen again: person 2");
    stage.root.querySelectorAll<HTMLElement>('[data-name="bulletin.sighting"]')[1].click();
    await stage.sees("Your coordinator has been told.");
    expect(kept.sightings[0].subjectId?.value).toBe(kept.bulletin.persons[1].subjectId?.value);
    expect(stage.root.querySelectorAll('[data-name="bulletin.sighting"]').length).toBe(1);
  });

  it("a tap that got lost is the same tap when it is tried again", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    await stage.sees("Seen again");
    stage.hub.fault = fail(Code.Unavailable, Reason.OUTCOME_UNKNOWN);
    await stage.press('[data-name="bulletin.sighting"]');
    await stage.sees("it will not be saved twice");
    stage.hub.fault = undefined;
    await stage.press('[data-name="bulletin.sighting"]');
    await stage.sees("Your coordinator has been told.");
  });

  it("who it is goes to coordinator and police, with who says so", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    // Said before either is sent.
    await stage.sees("see it with your name");
    await stage.press('[data-name="bulletin.answer"]');
    await stage.press('[data-name="answer-send"]');
    await stage.submit();
    await stage.sees("Enter a name, or what they are called");
    await stage.fill("#answer-name", "Dave from the market");
    await stage.fill("#answer-how", "He used to work here");
    await stage.press("#answer-by button");
    await stage.submit();
    await stage.sees("Your answer has been sent.");
    expect(kept.answers[0]).toMatchObject({ name: "Dave from the market", saidBy: Source.SAW_IT });
  });

  it("leaves the open page when it is withdrawn", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    await stage.sees("Look out after four.");
    kept.bulletin.state = BulletinState.WITHDRAWN;
    stage.hub.bulletinChanged(kept, "bulletin.withdraw");
    await stage.sees("This bulletin was withdrawn");
    expect(text()).not.toContain("Look out after four.");
    await stage.until(() => document.title.includes("This bulletin was withdrawn"), "the window's title is an older one");
  });

  it("leaves the open page when its person is frozen, or its time runs out", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    await stage.sees("Look out after four.");
    stage.hub.frozen.add(kept.bulletin.persons[0].subjectId!.value);
    stage.hub.bulletinChanged(kept, "");
    await stage.sees("This bulletin is no longer shown");
    const short = hang({ title: "Soon over", liveUntil: timestampFromDate(new Date(Date.now() + 400)) });
    window.location.hash = `#${page(short)}`;
    await stage.sees("Soon over");
    await stage.sees("This bulletin is no longer shown");
    expect(text()).not.toContain("Soon over");
  });

  it("one that was missed while the line was down is let go of when it stands again", async () => {
    const kept = hang();
    stage.open(Role.REPORTER, page(kept));
    await stage.sees("Look out after four.");
    kept.bulletin.state = BulletinState.WITHDRAWN;
    stage.hub.drop();
    await stage.sees("This bulletin is no longer shown");
  });
});

describe("a bulletin before it is published", () => {
  const proposed = (part: MessageInitShape<typeof BulletinSchema> = {}) => {
    const kept = hang({ state: BulletinState.PROPOSED, publishedAt: undefined, ...part });
    kept.approved = 0;
    return kept;
  };

  it("says what is missing, in words, with the way to mend it", async () => {
    const kept = proposed({ checklist: undefined, incidentIds: [id()] });
    stage.open(Role.COORDINATOR, page(kept));
    await stage.sees("Still missing");
    const items = [...stage.root.querySelectorAll("[data-missing]")].map((one) => one.getAttribute("data-missing"));
    expect(items).toEqual([PublicationItem[PublicationItem.CHECKLIST], "NOTICE", "SECOND_PERSON"]);
    const links = [...stage.root.querySelectorAll('[data-missing="NOTICE"] a')].map((one) => one.getAttribute("href"));
    const subject = kept.bulletin.persons[0].subjectId!.value;
    expect(links).toEqual([`#/notices/record?subject=${subject}`, `#/notices/exempt?subject=${subject}`]);
    await stage.sees("2 sites");
    await stage.sees("Corner Foods, Market Place");
  });

  it("published too early names what is missing", async () => {
    const kept = proposed();
    const subject = kept.bulletin.persons[0].subjectId!.value;
    stage.hub.told.add(subject);
    kept.approved = 1;
    stage.open(Role.COORDINATOR, page(kept));
    await stage.press('[data-name="bulletin.publish"]');
    await stage.find('[data-name="confirm"]');
    // What was so is so no longer.
    stage.hub.told.delete(subject);
    await stage.submit("main form");
    await stage.sees("This cannot be published yet. Everybody in it must have been told");
  });

  it("a second person approves what they read; then it goes up", async () => {
    const kept = proposed();
    stage.hub.told.add(kept.bulletin.persons[0].subjectId!.value);
    stage.open(Role.SITE_MANAGER, page(kept));
    await stage.press('[data-name="bulletin.review"]');
    await stage.sees("By approving you say that you looked at this as the second person");
    await stage.submit("main form");
    await stage.sees("Approved");
    await stage.sees("There is nothing more for you to do.");
    stage.close();
    document.body.appendChild(stage.root);
    stage.open(Role.COORDINATOR, page(kept));
    await stage.sees("Nothing is missing.");
    await stage.press('[data-name="bulletin.publish"]');
    await stage.submit("main form");
    await stage.sees("Published: members can see it now");
    expect(kept.bulletin.state).toBe(BulletinState.PUBLISHED);
  });

  it("a rejection needs its reason", async () => {
    const kept = proposed();
    stage.open(Role.SITE_MANAGER, page(kept));
    await stage.press('[data-name="bulletin.reject"]');
    await stage.find("#reason");
    await stage.submit("main form");
    await stage.sees("Write the reason");
    await stage.fill("#reason", "It is not the same person");
    await stage.submit("main form");
    await stage.until(() => kept.bulletin.state === BulletinState.REJECTED, "not rejected");
    expect(kept.bulletin.reason).toBe("It is not the same person");
  });

  it("the DPO signs for somebody under 18, and is told what is not shown to them", async () => {
    const kept = proposed();
    kept.bulletin.persons[0].aboutHowOld = AgeBand.AGE_BAND_10_TO_17;
    sessionStorage.setItem("smarthub.purpose.melton", "5");
    stage.open(Role.DPO, page(kept));
    await stage.sees("Not shown to your role");
    expect(text()).not.toContain("Hair 0");
    await stage.press('[data-name="bulletin.sign_off_age"]');
    await stage.fill("#reason", "Violent, and known to three shops");
    await stage.submit("main form");
    await stage.sees("Signed: somebody under 18 may be shown");
    expect(kept.bulletin.ageSignOff?.reason).toBe("Violent, and known to three shops");
  });
});

describe("writing a bulletin", () => {
  it("an alert: words, who and where, with the names of the sites as they are chosen", async () => {
    stage.open(Role.COORDINATOR, "/bulletins/new");
    await stage.sees("Write an alert or news");
    await stage.sees("2 sites: shop staff and shop managers");
    await stage.submit("main form");
    await stage.sees("Choose a gallery");
    await stage.press("#gallery");
    await stage.fill("#title", "False £20 notes");
    await stage.fill("#text", "Several shops were given false £20 notes today.");
    await stage.submit("main form");
    await stage.sees("Confirm that it names and describes nobody, or take that out");
    expect(stage.hub.bulletins, "nobody has said so yet").toHaveLength(0);
    await stage.press("#names-nobody");
    await stage.submit("main form");
    await stage.until(() => stage.hub.bulletins.length === 1, "nothing was proposed");
    await stage.sees("False £20 notes");
    expect(stage.hub.bulletins[0].bulletin.kind).toBe(BulletinKind.ALERT);
    expect(stage.hub.bulletins[0].bulletin.checklist?.namesNobody).toBe(true);
    await stage.sees("Names and describes nobody");
    expect(text(), "nobody saw anybody").not.toContain("Who saw it");
  });

  it("an alert that nobody has confirmed says so, and is confirmed anew with every change", async () => {
    const kept = hang({ kind: BulletinKind.ALERT, gallery: "alerts", persons: [], title: "False £20 notes", state: BulletinState.PROPOSED, publishedAt: undefined, checklist: { namesNobody: false } });
    stage.open(Role.COORDINATOR, page(kept));
    await stage.sees("Still missing");
    await stage.sees("Confirm that it names and describes nobody");
    await stage.sees("Not checked");
    window.location.hash = `#/bulletins/amend/${kept.bulletin.bulletinId!.value}`;
    await stage.find("#names-nobody");
    await stage.submit("main form");
    await stage.sees("Confirm that it names and describes nobody, or take that out");
    await stage.press("#names-nobody");
    await stage.submit("main form");
    await stage.until(() => kept.bulletin.checklist?.namesNobody === true, "not amended");
  });

  const person = () => {
    const appearance = id();
    stage.hub.incidents.push(create(IncidentSchema, {
      incidentId: id(), state: IncidentState.ACCEPTED, type: IncidentType.THEFT_FROM_SHOP, siteId: stage.hub.sites[0].siteId, siteName: stage.hub.sites[0].name,
      suspects: [{ appearanceId: appearance, name: "Canary Name", hair: "Grey", aboutHowOld: AgeBand.AGE_BAND_30_TO_49 }],
    }));
    stage.hub.subjects.push({ id: "s", appearance: appearance.value, links: [] });
    stage.open(Role.COORDINATOR, "/bulletins/new?subject=s");
  };

  it("words that name somebody in it are refused, however often they are sent", async () => {
    person();
    await stage.sees("Show the name: Canary Name");
    await stage.press("#gallery-2");
    await stage.fill("#title", "Known in four shops");
    await stage.fill("#text", "This is Canary Name.");
    await stage.submit("main form");
    await stage.sees("Send all the same");
    await stage.submit("main form");
    await stage.sees("These words name somebody in it");
    expect(text()).not.toContain("Send all the same");
    expect(stage.hub.bulletins.length).toBe(0);
  });

  it("a person who is sought: from a report, without the name even where it was chosen before", async () => {
    person();
    await stage.sees("Show the name: Canary Name");
    await stage.press("#name-0");
    await stage.sees("There is no photo of this person in this report.");
    await stage.press("#gallery");
    await stage.sees("Members are asked who this is, so no name is shown.");
    await stage.fill("#title", "Seen taking meat");
    await stage.submit("main form");
    await stage.until(() => stage.hub.bulletins.length === 1, "nothing was proposed");
    expect(stage.hub.bulletins[0].bulletin.persons[0]).toMatchObject({ name: "", hair: "Grey" });
    await stage.sees("Waits for a second person");
  });

  it("changed after it was approved, it waits for a second person again", async () => {
    const kept = hang();
    stage.open(Role.COORDINATOR, `/bulletins/amend/${kept.bulletin.bulletinId!.value}`);
    await stage.sees("A second person must look at it again");
    await stage.fill("#title", "Seen taking meat and cheese");
    await stage.submit("main form");
    await stage.until(() => kept.bulletin.title === "Seen taking meat and cheese", "not amended");
    await stage.sees("Waits for a second person");
    expect(kept.bulletin.persons.length).toBe(1);
  });
});
