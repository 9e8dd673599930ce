// Client certificates for agencies' own systems. The private key is shown once and not kept.
import { useState } from "preact/hooks";
import { type AgencyCertificate, type IssueAgencyCertificateResponse, OrganisationKind } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useCall, useDoing } from "../../lib/use_call";
import { organisationName, useOrganisations } from "../../lib/use_names";
import { Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Do, Opened } from "../../ui/opened";
import { Back, Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Tag, Title, Warning } from "../../ui/page";
import { Table } from "../../ui/table";
import { day } from "../../words/dates";

export function Certificates() {
  const { clients } = useHub();
  const organisations = useOrganisations();
  const doing = useDoing();
  const list = useCall(async () => (await clients.identity.listAgencyCertificates({})).certificates, []);
  const [organisation, setOrganisation] = useState("");
  const [name, setName] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [asked, setAsked] = useState<AgencyCertificate>();
  const [done, setDone] = useState("");
  const [made, setMade] = useState<IssueAgencyCertificateResponse>();
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, { organisation_id: "organisation", system_name: "system" });
  const agencies = (organisations.data ?? []).filter((one) => one.kind === OrganisationKind.POLICE || one.kind === OrganisationKind.COUNCIL);
  const issue = () => {
    const found = [
      !organisation && { text: "Choose the organisation", id: "organisation" },
      !/^[A-Za-z0-9 ._-]{1,64}$/.test(name) && { text: "Enter a name of letters, numbers, spaces, dots, hyphens and underscores", id: "system" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    void doing.run(async () => {
      setDone("");
      setMade(await clients.identity.issueAgencyCertificate({ requestId: newRequestId(), organisationId: { value: organisation }, systemName: name }));
      list.again();
    });
  };
  const revoke = (one: AgencyCertificate) => void doing.run(async () => {
    await clients.identity.revokeAgencyCertificate({ requestId: newRequestId(), certificateId: { value: one.certificateId?.value ?? "" } });
    setAsked(undefined);
    setMade(undefined);
    setDone(`Revoked ${one.systemName}`);
    list.again();
  });
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/organisations">Back to organisations</Back>
      {done && <Done>{done}</Done>}
      <ErrorSummary flaws={flaws} />
      <Title>Agency certificates</Title>
      <p class="govuk-body">A police or council system can work with the hub through its own certificate. Each call must name the officer it is made for.</p>
      {made && <Once made={made} />}
      <Form onSend={issue}>
        <Select id="organisation" label="Organisation" value={organisation} empty="Choose an organisation" onValue={setOrganisation}
          error={errorFor(flaws, "organisation")} options={agencies.map((one) => [one.organisationId!.value, one.name])} />
        <TextField id="system" label="Name of the system" width={20} maxLength={64} value={name} onValue={setName} error={errorFor(flaws, "system")} />
        <Button submit busy={doing.busy} name="issue">Issue a certificate</Button>
      </Form>
      <Fetched from={list}>{(certificates) => certificates.length === 0 ? <p class="govuk-body">There is no certificate yet.</p> : (
        <Table caption="Certificates" columns={["System", "Organisation", "Ends", "State"]}
          rows={certificates.map((one) => [
            one.systemName, organisationName(organisations.data, one.organisationId?.value), day(one.ends),
            one.revoked ? <Tag colour="grey">Revoked</Tag>
              : <Button kind="secondary" busy={doing.busy} expanded={asked?.certificateId?.value === one.certificateId?.value} name="revoke" onPress={() => setAsked(one)}>Revoke<span class="govuk-visually-hidden"> {one.systemName}</span></Button>,
          ])} />
      )}</Fetched>
      {asked && (
        <Opened key={asked.certificateId?.value} title={`Revoke ${asked.systemName}`} close={() => setAsked(undefined)}>
          <Warning>{asked.systemName} is shut out within 5 seconds, for good. To let it in again you issue another certificate.</Warning>
          <Do kind="warning" busy={doing.busy} onPress={() => revoke(asked)} name="confirm">Yes, revoke {asked.systemName}</Do>
        </Opened>
      )}
    </div></div>
  );
}

function Once({ made }: { made: IssueAgencyCertificateResponse }) {
  return (
    <section aria-labelledby="once-title" class="sh-kept">
      <h2 class="govuk-heading-m" id="once-title">The new certificate</h2>
      <Warning>The private key is shown this once only. Hand both to the agency in a safe way.</Warning>
      <h3 class="govuk-heading-s">Certificate</h3>
      <pre class="sh-secret" tabIndex={0}>{made.certificatePem}</pre>
      <h3 class="govuk-heading-s">Private key</h3>
      <pre class="sh-secret" tabIndex={0}>{made.privateKeyPem}</pre>
    </section>
  );
}
