// What every page is given: clients, who is signed in, in which scheme and for which purpose.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Purpose, Role } from "@gen/policy/v1/policy_pb";
import type { MyMembership, WhoAmIResponse } from "@gen/identity/v1/identity_pb";
import type { Clients } from "../api/clients";
import type { Problem } from "../api/errors";
import type { Uploads } from "../lib/uploads";

export interface Hub {
  clients: Clients;
  // Photos on their way, whatever page is shown meanwhile.
  uploads: Uploads;
  me: WhoAmIResponse | undefined;
  membership: MyMembership | undefined;
  role: Role;
  purpose: Purpose;
  // Asks the hub again who is signed in; true when somebody is.
  refresh: () => Promise<boolean>;
  chooseScheme: (scheme: string) => void;
  choosePurpose: (purpose: Purpose) => void;
  signOut: () => Promise<void>;
  // Told of every problem: sends the person to sign in or to the terms where that is the cure.
  ended: (problem: Problem) => void;
}

export const HubContext = createContext<Hub>(undefined as unknown as Hub);
export const useHub = () => useContext(HubContext);

// Storage that may be missing or full (private windows): the page works without it.
export function remember(storage: Storage | undefined, key: string, value: string): void {
  try {
    storage?.setItem(key, value);
  } catch {
    // Nothing depends on it.
  }
}

export function recall(storage: Storage | undefined, key: string): string | undefined {
  try {
    return storage?.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
