// What is wrong stands above the heading of every page, whatever part of it says so, and nowhere else; and
// what a button opens can be left again.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "preact";
import { useState } from "preact/hooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Do, Opened } from "./opened";
import { Back, Button, ErrorSummary, type Flaw, Form, Title } from "./page";
import { Main } from "./problems";

let root: HTMLElement;
const settle = () => new Promise((resolve) => setTimeout(resolve, 40));
beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  window.scrollTo = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => {
  render(null, root);
  root.remove();
});

const files = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
  const path = join(folder, one.name);
  if (one.isDirectory()) return one.name === "gen" ? [] : files(path);
  return /\.tsx$/.test(one.name) && !one.name.includes(".test.") ? [path] : [];
});

describe("the error summary", () => {
  function Deep({ flaws }: { flaws: Flaw[] }) {
    const [said, setSaid] = useState<Flaw[]>([]);
    return (
      <div><div>
        <Form onSend={() => setSaid(flaws)}>
          <ErrorSummary flaws={said} />
          <input id="what" />
          <Button submit>Send</Button>
        </Form>
      </div></div>
    );
  }
  const page = (...all: Flaw[][]) => render(<Main><Back to="/" /><Title>A page</Title><p>Words</p>{all.map((flaws, index) => <Deep key={index} flaws={flaws} />)}</Main>, root);
  const send = async (nth = 0) => {
    root.querySelectorAll("form")[nth].dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await settle();
  };

  it("stands directly above the heading, has focus, and is in the window’s title", async () => {
    page([{ text: "Enter it", id: "what" }]);
    await send();
    const summary = root.querySelector(".govuk-error-summary")!;
    expect(summary.nextElementSibling).toBe(root.querySelector("h1"));
    expect(document.activeElement).toBe(summary);
    expect(document.title).toBe("Error: A page – SMART Hub");
  });

  it("is one, for all that is wrong on the page", async () => {
    page([{ text: "First" }], [{ text: "Second" }]);
    await send(0);
    await send(1);
    expect(root.querySelectorAll(".govuk-error-summary")).toHaveLength(1);
    expect([...root.querySelectorAll(".govuk-error-summary li")].map((one) => one.textContent)).toEqual(["First", "Second"]);
  });

  it("is heard again when the form is sent again in vain", async () => {
    page([{ text: "Enter it", id: "what" }]);
    await send();
    root.querySelector<HTMLElement>("#what")!.focus();
    await send();
    expect(document.activeElement).toBe(root.querySelector(".govuk-error-summary"));
  });

  it("goes with the part of the page that said it", async () => {
    function Closing() {
      const [open, setOpen] = useState(true);
      return <>{open && <ErrorSummary flaws={[{ text: "Enter it" }]} />}<Button onPress={() => setOpen(false)}>Close</Button></>;
    }
    render(<Main><Title>A page</Title><Closing /></Main>, root);
    await settle();
    expect(root.querySelector(".govuk-error-summary")).not.toBeNull();
    root.querySelector("button")!.click();
    await settle();
    expect(root.querySelector(".govuk-error-summary")).toBeNull();
    expect(document.title).toBe("A page – SMART Hub");
  });

  it("and the main part of a page are drawn in one place only", () => {
    const drawn = (what: RegExp) => files("src").filter((path) => what.test(readFileSync(path, "utf8")));
    expect(drawn(/class="govuk-error-summary/)).toEqual([join("src", "ui", "problems.tsx")]);
    expect(drawn(/<main\b/)).toEqual([join("src", "ui", "problems.tsx")]);
    expect(drawn(/<Summary \/>/)).toEqual([join("src", "ui", "page.tsx")]);
    expect(drawn(/<h1\b/)).toEqual([join("src", "ui", "page.tsx")]);
  });
});

describe("what a button opened", () => {
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button name="opener" expanded={open} onPress={() => setOpen(!open)}>Approve this bulletin</Button>
        {open && <Opened title="Approve this bulletin" close={() => setOpen(false)}><Form onSend={() => undefined}><input id="why" /><Do submit name="confirm">Yes, approve it</Do></Form></Opened>}
      </>
    );
  }
  const named = (name: string) => root.querySelector<HTMLElement>(`[data-name="${name}"]`)!;
  const open = async () => {
    render(<Main><Title>A page</Title><Page /></Main>, root);
    await settle();
    named("opener").focus();
    named("opener").click();
    await settle();
  };

  it("has focus and is called what its button is called", async () => {
    await open();
    const box = root.querySelector('[role="group"]')!;
    expect(document.activeElement).toBe(box);
    expect(box.getAttribute("aria-label")).toBe("Approve this bulletin");
  });

  it.each([["Cancel", () => named("cancel").click()],
    ["Escape", () => void root.querySelector("#why")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))]])("is closed by %s, and focus goes back", async (_, leave) => {
    await open();
    root.querySelector<HTMLElement>("#why")!.focus();
    leave();
    await settle();
    expect(root.querySelector('[role="group"]')).toBeNull();
    expect(document.activeElement).toBe(named("opener"));
  });
});
