// The whole app over the stand-in, for unit tests: one person at one page, no network.
import { createRouterTransport } from "@connectrpc/connect";
import { Role } from "@gen/policy/v1/policy_pb";
import { render } from "preact";
import { nameSchemeAndPurpose } from "../src/api/transport";
import { App } from "../src/app/app";
import { FakeHub, makeTown, routesOf } from "./fake/router";

export class Stage {
  readonly hub = makeTown(new FakeHub());
  readonly root = document.body.appendChild(document.createElement("div"));
  // What the hub says of itself before anybody signs in.
  notice = "Demonstration, not a service of Melton Borough Council";
  // What was called, and whether the page said that nobody asked for it.
  readonly made: { method: string; unattended: boolean }[] = [];

  constructor() {
    localStorage.clear();
    sessionStorage.clear();
    window.scrollTo = () => undefined;
  }

  close(): void {
    render(null, this.root);
    this.root.remove();
  }

  open(role: Role | undefined, path: string): void {
    window.location.hash = `#${path}`;
    const person = this.hub.people.find((one) => one.membership.role === role);
    const token = "token";
    if (person) this.hub.sessions.set(token, person.membership.personId!.value);
    render(<App makeTransport={(named) => createRouterTransport(routesOf(this.hub), {
      transport: { interceptors: [nameSchemeAndPurpose(named), (next) => (request) => {
        request.header.set("authorization", `Bearer ${token}`);
        this.made.push({ method: request.method.name, unattended: request.header.has("smarthub-unattended") });
        return next(request);
      }] },
    })} askNotice={async () => this.notice} />, this.root);
  }

  // Waits until `look` finds something.
  async until<T>(look: () => T | null | undefined | false, what: string): Promise<T> {
    for (let turn = 0; turn < 2000; turn++) {
      const found = look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`${what}: ${this.root.textContent?.slice(0, 600)}`);
  }

  sees = (text: string) => this.until(() => this.root.textContent?.includes(text), `“${text}” is not on the page`);
  find = <T extends HTMLElement = HTMLElement>(selector: string) =>
    this.until(() => this.root.querySelector<T>(selector), `${selector} is not on the page`);

  async press(selector: string): Promise<void> {
    (await this.find(selector)).click();
  }

  async fill(selector: string, value: string): Promise<void> {
    const field = await this.find<HTMLInputElement>(selector);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    // The page keeps what was typed when it draws itself again.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async submit(selector = "form"): Promise<void> {
    (await this.find(selector)).dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  }
}
