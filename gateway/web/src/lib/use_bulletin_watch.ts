// Bulletins as they come and go.
import { type BulletinKind, Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../app/hub";
import { type Live, useWatch } from "./use_watch";

export interface Change {
  id: string;
  kind: BulletinKind;
  // The action that did it: "bulletin.publish".
  action: string;
  // It is no longer this person's to see: the page lets go of it at once.
  gone: boolean;
}

export function useBulletinWatch(changed: (change: Change) => void, caughtUp: () => void): Live {
  const { clients, role } = useHub();
  // Who checks what was done does not follow it as it happens.
  return useWatch((resumeToken, options) => clients.bulletin.watchBulletins({ resumeToken }, options), (message) => {
    const { bulletinId, kind, reason: action, gone } = message;
    if (bulletinId) changed({ id: bulletinId.value, kind, action, gone });
  }, caughtUp, role !== Role.DPO);
}
