// The own account, and a page that is older than the hub. What the hub says of the person is changed on
// its way, because nobody here is out of recovery codes and no other hub is at hand.
import type { Route } from "playwright-core";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type WhoAmIResponse, WhoAmIResponseSchema } from "../gen/smarthub/identity/v1/identity_pb.js";
import { equal } from "./check";
import type { Person } from "./person";

const WHO = "**/smarthub.identity.v1.IdentityService/WhoAmI";

async function asIf(person: Person, change: (who: WhoAmIResponse) => void, look: () => Promise<void>): Promise<void> {
  const answer = async (route: Route) => {
    const response = await route.fetch();
    const who = fromBinary(WhoAmIResponseSchema, await response.body());
    change(who);
    await route.fulfill({ response, body: Buffer.from(toBinary(WhoAmIResponseSchema, create(WhoAmIResponseSchema, who))) });
  };
  await person.context.route(WHO, answer);
  await person.page.reload();
  await look();
  await person.context.unroute(WHO, answer);
  await person.page.reload();
}

export async function account(reporter: Person): Promise<void> {
  await reporter.goto("/#/account");
  await reporter.heading("Your account").waitFor();
  await reporter.sees("Recovery codes left");
  equal(await reporter.named("out-of-date").count(), 0, "pages and hub of one build speak one contract");
  await reporter.shot("74-account");
  await asIf(reporter, (who) => { who.account!.recoveryCodesLeft = 1; }, async () => {
    await reporter.sees("You have 1 recovery code left.");
    await reporter.goto("/#/report");
    await reporter.heading("Report an incident").waitFor();
    await reporter.named("few-codes").waitFor();
    await reporter.goto("/#/account");
    await reporter.heading("Your account").waitFor();
    await reporter.shot("75-account-few-codes");
  });
}

export async function outOfDate(reporter: Person): Promise<void> {
  await reporter.goto("/#/figures");
  await asIf(reporter, (who) => { who.contract = "9"; }, async () => {
    await reporter.named("out-of-date").waitFor();
    await reporter.shot("86-page-out-of-date");
  });
}
