import type { ConnectRouter } from "@connectrpc/connect";
import { audit } from "./audit";
import { bulletin } from "./bulletin";
import { evidence } from "./evidence";
import { identity } from "./identity";
import { incident } from "./incident";
import { subject } from "./subject";
import { FakeHub } from "./state";
import { makeTown } from "./town";

export { FakeHub, makeTown };

export const routesOf = (hub: FakeHub) => (router: ConnectRouter) => {
  identity(hub, router);
  incident(hub, router);
  audit(hub, router);
  evidence(hub, router);
  bulletin(hub, router);
  subject(hub, router);
};
