// Role, organisation and sites: the same three questions for inviting and for changing.
import type { Organisation, Site } from "@gen/identity/v1/identity_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { Checkboxes, Radios, Select } from "../../ui/fields";
import { errorFor, type Flaw } from "../../ui/page";
import { INVITABLE, kindsFor, organisationWord, roleWord, worksAtSites } from "../../words/people";

export interface RoleChoice {
  role: Role | undefined;
  organisation: string;
  sites: string[];
}

export function flawsInRole(choice: RoleChoice): Flaw[] {
  return [
    choice.role === undefined && { text: "Choose a role", id: "role" },
    !choice.organisation && { text: "Choose an organisation", id: "organisation" },
    choice.role !== undefined && worksAtSites(choice.role) && choice.sites.length === 0 && { text: "Choose at least one site", id: "sites" },
  ].filter(Boolean) as Flaw[];
}

interface Props {
  choice: RoleChoice;
  onChoice: (choice: RoleChoice) => void;
  organisations: Organisation[];
  sites: Site[];
  flaws: Flaw[];
}

export function RoleFields({ choice, onChoice, organisations, sites, flaws }: Props) {
  const { role, organisation } = choice;
  const fitting = role === undefined ? [] : organisations.filter((one) => kindsFor(role).includes(one.kind));
  const own = sites.filter((one) => one.organisationId?.value === organisation);
  return (
    <>
      <Radios id="role" label="Role" value={role} error={errorFor(flaws, "role")}
        options={INVITABLE.map((one) => [one, roleWord(one)])}
        onValue={(next) => onChoice({ role: next, organisation: "", sites: [] })} />
      {role !== undefined && (
        <Select id="organisation" label="Organisation" value={organisation} empty="Choose an organisation" error={errorFor(flaws, "organisation")}
          hint={fitting.length === 0 ? "No organisation of this kind is recorded yet. Add it under Organisations." : undefined}
          options={fitting.map((one) => [one.organisationId!.value, `${one.name} (${organisationWord(one.kind).toLowerCase()})`])}
          onValue={(next) => onChoice({ ...choice, organisation: next, sites: [] })} />
      )}
      {role !== undefined && worksAtSites(role) && organisation && (
        <Checkboxes id="sites" label="Sites" values={choice.sites} error={errorFor(flaws, "sites")}
          hint={own.length === 0 ? "This organisation has no site yet. Add one under Sites." : undefined}
          options={own.map((one) => [one.siteId!.value, one.name])}
          onValues={(next) => onChoice({ ...choice, sites: next })} />
      )}
    </>
  );
}
