import type { ConnectRouter } from "@connectrpc/connect";
import { audit } from "./audit";
import { evidence } from "./evidence";
import { identity } from "./identity";
import { incident } from "./incident";
import { FakeHub } from "./state";
import { makeTown } from "./town";

export { FakeHub, makeTown };

export const routesOf = (hub: FakeHub) => (router: ConnectRouter) => {
  identity(hub, router);
  incident(hub, router);
  audit(hub, router);
  evidence(hub, router);
};
