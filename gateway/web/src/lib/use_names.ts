// Names of the scheme's sites, areas and organisations, for pages that have only ids.
import type { Membership, Organisation, Site } from "@gen/identity/v1/identity_pb";
import type { Clients } from "../api/clients";
import { useHub } from "../app/hub";
import { useCall } from "./use_call";

export const siteName = (sites: Site[] | undefined, id: string | undefined) =>
  sites?.find((one) => one.siteId?.value === id)?.name ?? "A site";
export const organisationName = (organisations: Organisation[] | undefined, id: string | undefined) =>
  organisations?.find((one) => one.organisationId?.value === id)?.name ?? "None";

// Everybody of the scheme: the hub gives them in pages, the page shows them as one list.
export async function everybody(identity: Clients["identity"]): Promise<Membership[]> {
  const people: Membership[] = [];
  let pageToken = "";
  do {
    const page = await identity.listPeople({ pageSize: 200, pageToken });
    people.push(...page.people);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return people;
}

export function usePlaces() {
  const { clients } = useHub();
  return useCall(() => clients.identity.listPlaces({}), []);
}

export function useOrganisations() {
  const { clients } = useHub();
  return useCall(async () => (await clients.identity.listOrganisations({})).organisations, []);
}
