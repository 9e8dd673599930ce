// One member: change role, suspend, restore, remove.
import { useState } from "preact/hooks";
import { type Membership, MembershipState } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useCall, useDoing } from "../../lib/use_call";
import { everybody, organisationName, siteName, useOrganisations, usePlaces } from "../../lib/use_names";
import { Fetched } from "../../ui/loading";
import { Do, Opened } from "../../ui/opened";
import { Back, Button, Done, ErrorSummary, type Flaw, flawsOf, Form, SummaryList, Tag, Title, Warning } from "../../ui/page";
import { shown } from "../../ui/withheld";
import { day } from "../../words/dates";
import { membershipWord, roleWord } from "../../words/people";
import { membershipColour } from "./people";
import { flawsInRole, type RoleChoice, RoleFields } from "./role_fields";

export function PersonPage({ id }: { id: string }) {
  const { clients } = useHub();
  const person = useCall(async () =>
    (await everybody(clients.identity)).find((one) => one.membershipId?.value === id), [id]);
  const [done, setDone] = useState("");
  const finish = (text: string) => {
    setDone(text);
    person.again();
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/people">Back to people</Back>
      {done && <Done>{done}</Done>}
      {person.data === undefined && !person.busy && !person.problem && <Title>Person not found</Title>}
      <Fetched from={person}>{(one) => <Shown person={one!} done={finish} />}</Fetched>
    </div></div>
  );
}

function Shown({ person, done }: { person: Membership; done: (text: string) => void }) {
  const { me } = useHub();
  const places = usePlaces();
  const organisations = useOrganisations();
  const [open, setOpen] = useState<"" | "role" | "suspend" | "restore" | "remove">("");
  const self = me?.account?.personId?.value === person.personId?.value;
  const here = person.state === MembershipState.ACTIVE || person.state === MembershipState.INVITED;
  const toggle = (which: typeof open) => setOpen(open === which ? "" : which);
  const finish = (text: string) => {
    setOpen("");
    done(text);
  };
  return (
    <>
      <Title>{person.name || "Person"}</Title>
      <SummaryList rows={[
        { key: "State", value: <Tag colour={membershipColour(person.state)}>{membershipWord(person.state)}</Tag> },
        { key: "Email address", value: shown(person.withheld, "login", person.login) },
        { key: "Role", value: roleWord(person.role) },
        { key: "Organisation", value: organisationName(organisations.data, person.organisationId?.value) },
        person.sites.length > 0 && { key: "Sites", value: person.sites.map((one) => siteName(places.data?.sites, one.value)).join(", ") },
        person.since && { key: "Since", value: day(person.since) },
      ]} />
      {self && <p class="govuk-inset-text">This is you. Another coordinator must change your membership.</p>}
      {!self && person.state !== MembershipState.LEFT && (
        <div class="sh-row-actions">
          {here && <Button kind="secondary" expanded={open === "role"} onPress={() => toggle("role")} name="role">{BUTTONS.role}</Button>}
          {person.state === MembershipState.SUSPENDED
            ? <Button kind="secondary" expanded={open === "restore"} onPress={() => toggle("restore")} name="restore">{BUTTONS.restore}</Button>
            : <Button kind="warning" expanded={open === "suspend"} onPress={() => toggle("suspend")} name="suspend">{BUTTONS.suspend}</Button>}
          <Button kind="warning" expanded={open === "remove"} onPress={() => toggle("remove")} name="remove">{BUTTONS.remove}</Button>
        </div>
      )}
      {open && (
        <Opened key={open} title={BUTTONS[open]} close={() => setOpen("")}>
          {open === "role" ? <ChangeRole person={person} done={finish} /> : <Confirm what={open} person={person} done={finish} />}
        </Opened>
      )}
    </>
  );
}

const BUTTONS = { role: "Change role or sites", suspend: "Suspend", restore: "Restore", remove: "Remove from the scheme" };

const ASKED = {
  suspend: ["They are signed out within 5 seconds and cannot sign in until you restore them.", "Yes, suspend them", "Suspended: they cannot sign in"],
  restore: ["They can sign in and work again at once.", "Yes, restore them", "Restored: they can sign in again"],
  remove: ["Their membership ends now. Their reports stay; their account is kept 12 months for disputes.", "Yes, remove them", "Removed from the scheme"],
} as const;

function Confirm({ what, person, done }: { what: keyof typeof ASKED; person: Membership; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [warning, button, text] = ASKED[what];
  const request = { membershipId: person.membershipId, requestId: newRequestId() };
  const send = async () => {
    const call = { suspend: clients.identity.suspendPerson, restore: clients.identity.restorePerson, remove: clients.identity.removePerson }[what];
    if (await doing.run(() => call(request))) done(text);
  };
  return (
    <>
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      <Warning>{warning}</Warning>
      <Do kind={what === "restore" ? undefined : "warning"} busy={doing.busy} onPress={() => void send()} name="confirm">{button}</Do>
    </>
  );
}

function ChangeRole({ person, done }: { person: Membership; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const places = usePlaces();
  const organisations = useOrganisations();
  const [choice, setChoice] = useState<RoleChoice>({
    role: person.role, organisation: person.organisationId?.value ?? "", sites: person.sites.map((one) => one.value),
  });
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { role: "role", organisation_id: "organisation", sites: "sites" });
  const send = async () => {
    setMissing(flawsInRole(choice));
    if (flawsInRole(choice).length > 0) return;
    const worked = await doing.run(() => clients.identity.changeRole({
      requestId: newRequestId(), membershipId: person.membershipId, role: choice.role,
      organisationId: { value: choice.organisation }, sites: choice.sites.map((value) => ({ value })),
    }));
    if (worked) done("Role changed");
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <RoleFields choice={choice} onChoice={setChoice} flaws={flaws} organisations={organisations.data ?? []} sites={places.data?.sites ?? []} />
      <Do submit busy={doing.busy} name="save">Save the change</Do>
    </Form>
  );
}
