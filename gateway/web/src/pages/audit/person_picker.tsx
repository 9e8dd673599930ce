// Finding a person by name, where the log knows them by id only.
import { useState } from "preact/hooks";
import type { Membership } from "@gen/identity/v1/identity_pb";
import { MembershipState } from "@gen/identity/v1/identity_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { everybody } from "../../lib/use_names";
import { Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { membershipWord, roleWord } from "../../words/people";

function described(one: Membership): string {
  const state = one.state === MembershipState.ACTIVE ? "" : `, ${membershipWord(one.state).toLowerCase()}`;
  return `${one.name || "Name not shown"} (${roleWord(one.role).toLowerCase()}${state})`;
}

export function PersonPicker({ value, onValue }: { value: string; onValue: (id: string) => void }) {
  const { clients } = useHub();
  const people = useCall(() => everybody(clients.identity), []);
  const [wanted, setWanted] = useState("");
  return (
    <Fetched from={people}>{(all) => {
      const known = all.filter((one) => one.personId?.value);
      const found = known.filter((one) => one.name.toLowerCase().includes(wanted.trim().toLowerCase()) || one.personId!.value === value)
        .sort((a, b) => a.name.localeCompare(b.name));
      return (
        <>
          <TextField id="find-person" label="Find by name" width={20} autocomplete="off" value={wanted} onValue={setWanted} />
          <p class="sh-status" role="status">{wanted && (found.length === 1 ? "1 person to choose from" : `${found.length} people to choose from`)}</p>
          <Select id="person" label="Person" value={value} empty="Choose a person" onValue={onValue}
            options={found.map((one): [string, string] => [one.personId!.value, described(one)])} />
        </>
      );
    }}</Fetched>
  );
}
