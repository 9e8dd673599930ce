// The public page, as somebody without an account meets it.
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PublicApp } from "./app";
import { flawsOfChallenge } from "./challenge";

let root: HTMLElement;
const calls: { method: string; scheme: string | null; body: Record<string, unknown>; credentials: string | undefined }[] = [];
let answers: Record<string, object | { status: number; code: string }>;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  window.scrollTo = () => undefined;
  window.location.hash = "";
  calls.length = 0;
  answers = {
    GetPublicPage: { schemeName: "SMART Melton Mowbray", page: { controller: "SMART Melton" }, held: [{ what: "Reports", howLong: "6 months" }],
      notice: [{ heading: "Why the law lets us hold it", paragraphs: ["Annex 1, paragraph 5."] }],
      rights: [{ heading: "Your right to object", paragraphs: ["At any time."] }, { heading: "Nothing under it" }],
      asking: { heading: "What happens to what you write to us", paragraphs: ["The coordinator reads it.", "We keep it 24 months."] } },
    OpenChallenge: { reference: "ABCD-EFGH-JKLM", answerBy: "2026-12-23T00:00:00Z" },
    GetChallengeState: { state: "CHALLENGE_STATE_UNDER_REVIEW", receivedAt: "2026-11-23T16:00:00Z", answerBy: "2026-12-23T00:00:00Z" },
  };
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const method = path.split("/").pop()!;
    calls.push({ method, scheme: new Headers(init.headers).get("smarthub-scheme"), body: JSON.parse(init.body as string), credentials: init.credentials });
    const answer = answers[method] as { status?: number; code?: string };
    return new Response(JSON.stringify(answer), { status: answer.code ? answer.status : 200 });
  });
});
afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

const open = (scheme = "melton") => render(<PublicApp scheme={scheme} askNotice={async () => ""} />, root);
const sees = (text: string) => vi.waitFor(() => expect(root.textContent).toContain(text));
const goTo = (hash: string) => {
  window.location.hash = hash;
  window.dispatchEvent(new Event("hashchange"));
};
async function fill(id: string, value: string): Promise<void> {
  await vi.waitFor(() => expect(root.querySelector(`#${id}`)).not.toBeNull());
  const field = root.querySelector<HTMLInputElement>(`#${id}`)!;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const submit = () => root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));

describe("the public page", () => {
  it("says who is responsible, what is held, and what was not said yet; without a session", async () => {
    open();
    await sees("SMART Melton");
    expect(root.textContent).toContain("6 months");
    expect(root.textContent).toContain("The scheme has not said this yet");
    for (const text of ["Why the law lets us hold it", "Annex 1, paragraph 5.", "At any time.", "We keep it 24 months."]) expect(root.textContent).toContain(text);
    expect([...root.querySelectorAll("h2")].map((one) => one.textContent)).toContain("Your right to object");
    expect(root.querySelector('a[rel="noreferrer"]')).not.toBeNull();
    expect(calls).toEqual([{ method: "GetPublicPage", scheme: "melton", body: {}, credentials: "omit" }]);
  });

  it("asks for the scheme where the link has none, or a wrong one", async () => {
    open("");
    await sees("Which scheme is it about?");
    expect(calls).toEqual([]);
    render(null, root);
    answers.GetPublicPage = { status: 404, code: "not_found" };
    open("nowhere");
    await sees("There is no scheme of this name here");
  });

  it("a challenge is checked, sent once, and its reference is shown", async () => {
    open();
    await sees("Ask, challenge or complain");
    goTo("#/challenge");
    await sees("Your full name");
    // Before anything is typed or sent (UK GDPR Art 13(1)): who reads it, and for how long it is kept.
    for (const text of ["The coordinator reads it.", "We keep it 24 months."]) expect(root.textContent!.indexOf(text)).toBeLessThan(root.textContent!.indexOf("Your full name"));
    expect(root.textContent).toContain("We keep it 24 months.");
    submit();
    await sees("Choose what it is about");
    root.querySelector<HTMLInputElement>("#ground-2")!.click();
    await fill("name", "Robin Ash");
    await fill("contact", "robin@example.org");
    await fill("what", "On Friday in the market: it was not me.");
    submit();
    await sees("Check your answers");
    expect(root.textContent).toContain("robin@example.org");
    answers.OpenChallenge = { status: 429, code: "resource_exhausted" };
    root.querySelector<HTMLButtonElement>('[data-name="send-challenge"]')!.click();
    await sees("Wait a minute");
    answers.OpenChallenge = { reference: "ABCD-EFGH-JKLM", answerBy: "2026-12-23T00:00:00Z" };
    root.querySelector<HTMLButtonElement>('[data-name="send-challenge"]')!.click();
    await sees("ABCD-EFGH-JKLM");
    expect(root.textContent).toContain("23 December 2026");
    const sent = calls.filter((one) => one.method === "OpenChallenge");
    expect(sent[0].body).toEqual(sent[1].body);
    expect(sent[0].body).toMatchObject({ ground: "CHALLENGE_GROUND_MISTAKEN_IDENTITY", name: "Robin Ash" });
    expect(window.location.href).not.toMatch(/ABCD|robin/i);
  });

  it("a reference shows state and dates; a wrong one is said to be unknown", async () => {
    open();
    await sees("Check where");
    goTo("#/standing");
    await fill("reference", "ABCD-EFGH-JKLM");
    submit();
    await sees("Being looked at");
    answers.GetChallengeState = { status: 404, code: "not_found" };
    submit();
    await sees("There is no challenge with this reference");
    expect(root.textContent).not.toContain("Being looked at");
  });
});

it("what is missing in a challenge is said at its field", () => {
  expect(flawsOfChallenge({ ground: "", name: " ", contact: "x", what: "" }).map((flaw) => flaw.id)).toEqual(["ground", "name", "contact", "what"]);
  expect(flawsOfChallenge({ ground: "ACCESS", name: "R", contact: "abc", what: "x".repeat(2001) }).map((flaw) => flaw.id)).toEqual(["what"]);
});
