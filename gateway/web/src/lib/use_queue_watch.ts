// The live queue.
import { useHub } from "../app/hub";
import { type Live, useWatch } from "./use_watch";

// `changed` is told of each report that changed and which action did it.
export function useQueueWatch(changed: (id: string, action: string) => void, caughtUp: () => void): Live {
  const { clients } = useHub();
  return useWatch((resumeToken, options) => clients.incident.watchQueue({ resumeToken }, options), (message) => {
    if (message.incidentId) changed(message.incidentId.value, message.reason);
  }, caughtUp);
}
