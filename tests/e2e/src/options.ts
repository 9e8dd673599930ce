// How the lead calls these tests: npm test -- --base https://localhost:8443 --sign-ins FILE
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface SignInAs {
  role: string;
  login: string;
  password: string;
  totp_secret: string;
  scheme: string;
  // Of whoever works at a shop.
  site?: string;
}

export interface Options {
  base: string;
  people: SignInAs[];
  // Where the screenshots go; empty: nowhere.
  screens: string;
  // Which suites: browser, api; first-start where an invitation is given.
  only: string[];
  // The one-time link that `smarthub init` printed: tests the first start of an empty scheme instead.
  invitation: string;
  // The link of a second scheme on the same hub: joined by whoever took up the first.
  secondInvitation: string;
  // The agency host name, where a client certificate is asked for; empty: that part is skipped.
  agency: string;
}

export function options(): Options {
  const { values } = parseArgs({
    options: {
      base: { type: "string", default: "https://localhost:8443" },
      "sign-ins": { type: "string" },
      screens: { type: "string", default: "" },
      only: { type: "string", default: "api,browser" },
      invitation: { type: "string", default: "" },
      "second-invitation": { type: "string", default: "" },
      agency: { type: "string", default: "" },
    },
  });
  if (!values["sign-ins"] && !values.invitation) throw new Error("--sign-ins FILE is needed: DATA/demo-sign-in.json of a running hub");
  return {
    base: values.base!.replace(/\/$/, ""),
    people: values["sign-ins"] ? JSON.parse(readFileSync(values["sign-ins"], "utf8")) as SignInAs[] : [],
    // As whoever calls `npm test --prefix` means it, not as npm, which goes to its own directory.
    screens: values.screens && resolve(process.env.INIT_CWD ?? "", values.screens),
    only: values.invitation ? ["first-start"] : values.only!.split(","),
    invitation: values.invitation!,
    secondInvitation: values["second-invitation"]!,
    agency: values.agency!,
  };
}

// The first sign-in of a role; dies where the town has none.
export function as(people: SignInAs[], role: string): SignInAs {
  const bare = (text: string) => text.toLowerCase().replace(/^role_/, "").replace(/[ -]/g, "_");
  const found = people.find((one) => bare(one.role) === role);
  if (!found) throw new Error(`nobody signs in as ${role}; there are ${people.map((one) => one.role).join(", ")}`);
  return found;
}

// Somebody of that role who works where `other` does.
export function atSiteOf(people: SignInAs[], role: string, other: SignInAs): SignInAs {
  const there = people.filter((one) => one.site === other.site);
  return as(there.length > 0 ? there : people, role);
}
