// Who is in the scheme.
import { useState } from "preact/hooks";
import { MembershipState } from "@gen/identity/v1/identity_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { everybody, organisationName, siteName, useOrganisations, usePlaces } from "../../lib/use_names";
import { TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Tag, Title } from "../../ui/page";
import { Table } from "../../ui/table";
import { shown } from "../../ui/withheld";
import { membershipWord, roleWord } from "../../words/people";

export const membershipColour = (state: MembershipState) =>
  state === MembershipState.ACTIVE ? "green" : state === MembershipState.INVITED ? "blue"
    : state === MembershipState.SUSPENDED ? "red" : "grey";

// "Quillmart: Thorpe Road, High Street"; a site that bears the company's name says both.
const placeWords = (organisation: string, sites: string[]) =>
  sites.length > 0 && sites.every((site) => site.startsWith(organisation)) ? sites.join("; ") : [organisation, ...sites].join("; ");

export function People() {
  const { clients } = useHub();
  const people = useCall(() => everybody(clients.identity), []);
  const places = usePlaces();
  const organisations = useOrganisations();
  const [wanted, setWanted] = useState("");
  return (
    <>
      <Title>People</Title>
      <a class="govuk-button" href="#/people/invite">Invite a person</a>
      <TextField id="find" label="Find by name" width={20} value={wanted} onValue={setWanted} autocomplete="off" />
      <Fetched from={people}>{(all) => {
        const found = all.filter((one) => one.name.toLowerCase().includes(wanted.trim().toLowerCase()))
          .sort((a, b) => a.state - b.state || a.role - b.role || a.name.localeCompare(b.name));
        return (
          <>
            <p class="sh-status" role="status">{found.length === 1 ? "1 person" : `${found.length} people`}</p>
            <Table caption="People of the scheme" captionHidden columns={["Name", "Role", "Organisation and sites", "State"]}
              rows={found.map((one) => [
                <a class="govuk-link" href={`#/people/${one.membershipId?.value}`}>{shown(one.withheld, "name", one.name, "Has not joined yet")}</a>,
                roleWord(one.role),
                placeWords(organisationName(organisations.data, one.organisationId?.value),
                  one.sites.map((site) => siteName(places.data?.sites, site.value))),
                <Tag colour={membershipColour(one.state)}>{membershipWord(one.state)}</Tag>,
              ])} />
          </>
        );
      }}</Fetched>
    </>
  );
}
