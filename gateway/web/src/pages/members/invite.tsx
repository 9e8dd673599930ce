// Inviting a person: the one-time link is shown once, here, to be handed over.
import { useState } from "preact/hooks";
import type { InvitePersonResponse } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { useOrganisations, usePlaces } from "../../lib/use_names";
import { TextField } from "../../ui/fields";
import { Copy } from "../../ui/copy";
import { Back, Button, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title, Warning } from "../../ui/page";
import { moment } from "../../words/dates";
import { flawsInRole, type RoleChoice, RoleFields } from "./role_fields";

export const linkFor = (token: string) => `${window.location.origin}/invitation#${token}`;

export function InvitePage() {
  const { clients } = useHub();
  const doing = useDoing();
  const places = usePlaces();
  const organisations = useOrganisations();
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [choice, setChoice] = useState<RoleChoice>({ role: undefined, organisation: "", sites: [] });
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [made, setMade] = useState<InvitePersonResponse>();
  const flaws = missing.length > 0 ? missing
    : flawsOf(doing.problem, { login: "login", name: "name", role: "role", organisation_id: "organisation", sites: "sites" });
  const send = () => {
    const found = [
      !name.trim() && { text: "Enter the person’s name", id: "name" },
      !/^\S+@\S+$/.test(login.trim()) && { text: "Enter an email address, like name@example.com", id: "login" },
      ...flawsInRole(choice),
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    void doing.run(async () => setMade(await clients.identity.invitePerson({
      requestId: newRequestId(), name: name.trim(), login: login.trim(), role: choice.role,
      organisationId: { value: choice.organisation }, sites: choice.sites.map((value) => ({ value })),
    })));
  };
  if (made) return <Link made={made} name={name} />;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/people">Back to people</Back>
      <ErrorSummary flaws={flaws} />
      <Title>Invite a person</Title>
      <Form onSend={send}>
        <TextField id="name" label="Name" value={name} onValue={setName} error={errorFor(flaws, "name")} autocomplete="off" />
        <TextField id="login" label="Email address" hint="They sign in with it." type="email" spellcheck={false} autocomplete="off"
          value={login} onValue={setLogin} error={errorFor(flaws, "login")} />
        <RoleFields choice={choice} onChoice={setChoice} flaws={flaws} organisations={organisations.data ?? []} sites={places.data?.sites ?? []} />
        <Button submit busy={doing.busy} name="invite">Make the invitation</Button>
      </Form>
    </div></div>
  );
}

function Link({ made, name }: { made: InvitePersonResponse; name: string }) {
  const link = linkFor(made.invitationToken);
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/people">Back to people</Back>
      <Title>{`Invitation for ${name}`}</Title>
      <p class="govuk-body">Give this link to {name} and to nobody else. It works once{made.linkEnds ? `, until ${moment(made.linkEnds)}` : ""}.</p>
      <p class="govuk-body sh-secret" id="invitation-link">{link}</p>
      <Copy text={link} name="copy">Copy the link</Copy>
      <Warning>The link is shown this once only. If it is lost, invite the person again.</Warning>
    </div></div>
  );
}
