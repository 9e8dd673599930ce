// Member companies, the force, the council, and their signed agreements.
import { useState } from "preact/hooks";
import { type Organisation, OrganisationKind } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { useOrganisations } from "../../lib/use_names";
import { Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Do, Opened } from "../../ui/opened";
import { Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, SummaryList, Tag, Title } from "../../ui/page";
import { shown } from "../../ui/withheld";
import { dayOf, londonMidnight } from "../../words/dates";
import { organisationWord } from "../../words/people";

const KINDS = [OrganisationKind.RETAILER, OrganisationKind.POLICE, OrganisationKind.COUNCIL, OrganisationKind.SCHEME];
const civil = (text: string) => {
  const date = londonMidnight(text);
  return date ? dayOf(date) : "Not given";
};

export function Organisations() {
  const list = useOrganisations();
  const [done, setDone] = useState("");
  const [open, setOpen] = useState("");
  const finish = (text: string) => {
    setDone(text);
    setOpen("");
    list.again();
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      {done && <Done>{done}</Done>}
      <Title>Organisations and agreements</Title>
      <div class="sh-row-actions">
        <Button onPress={() => setOpen(open === "new" ? "" : "new")} expanded={open === "new"} name="add">Add an organisation</Button>
        <a class="govuk-button govuk-button--secondary" href="#/certificates">Agency certificates</a>
      </div>
      {open === "new" && <Opened title="Add an organisation" close={() => setOpen("")}><AgreementForm done={finish} /></Opened>}
      <Fetched from={list}>{(organisations) => organisations.length === 0 ? <p class="govuk-body">There is no organisation yet.</p> : (
        <>{organisations.map((one) => (
          <div class={`sh-card${one.agreementCurrent ? "" : " sh-card--overdue"}`} key={one.organisationId?.value}>
            <div class="sh-card__top">
              <h2 class="govuk-heading-s">{one.name}</h2>
              <Tag colour={one.agreementCurrent ? "green" : "red"}>{one.agreementCurrent ? "Agreement in force" : "Agreement ended"}</Tag>
            </div>
            <SummaryList rows={[
              { key: "Kind", value: organisationWord(one.kind) },
              { key: "Controller", value: one.controller || "Not given" },
              { key: "Lawful basis", value: one.basis || "Not given" },
              { key: "Contact", value: shown(one.withheld, "contact", one.contact) },
              { key: "Agreement ends", value: civil(one.agreementEnds) },
            ]} />
            {open === one.organisationId?.value ? <AgreementForm organisation={one} done={finish} />
              : <Button kind="secondary" onPress={() => setOpen(one.organisationId?.value ?? "")}>Renew or change the agreement<span class="govuk-visually-hidden"> of {one.name}</span></Button>}
          </div>
        ))}</>
      )}</Fetched>
    </div></div>
  );
}

function AgreementForm({ organisation, done }: { organisation?: Organisation; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [kind, setKind] = useState<OrganisationKind | "">(organisation?.kind ?? "");
  const [name, setName] = useState(organisation?.name ?? "");
  const [controller, setController] = useState(organisation?.controller ?? "");
  const [basis, setBasis] = useState(organisation?.basis ?? "");
  const [contact, setContact] = useState(organisation?.contact ?? "");
  const [ends, setEnds] = useState(organisation?.agreementEnds ?? "");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, {
    kind: "kind", name: "name", controller: "controller", basis: "basis", contact: "contact", agreement_ends: "ends",
  });
  const send = async () => {
    const found = [
      !kind && { text: "Choose the kind of organisation", id: "kind" },
      !name.trim() && { text: "Enter the organisation’s name", id: "name" },
      !controller.trim() && { text: "Enter who is controller", id: "controller" },
      !basis.trim() && { text: "Enter the lawful basis", id: "basis" },
      !contact.trim() && { text: "Enter a contact", id: "contact" },
      !londonMidnight(ends) && { text: "Enter the last day of the agreement", id: "ends" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const worked = await doing.run(() => clients.identity.recordAgreement({
      requestId: newRequestId(), organisationId: organisation?.organisationId, kind: kind || undefined, name: name.trim(),
      controller: controller.trim(), basis: basis.trim(), contact: contact.trim(), agreementEnds: ends,
    }));
    if (worked) done(`Agreement of ${name.trim()} recorded`);
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <Select id="kind" label="Kind" value={kind} empty="Choose a kind" onValue={setKind} error={errorFor(flaws, "kind")}
        options={KINDS.map((one) => [one, organisationWord(one)])} />
      <TextField id="name" label="Name" maxLength={120} value={name} onValue={setName} error={errorFor(flaws, "name")} />
      <TextField id="controller" label="Controller" hint="Who answers for the data, for example Example Stores Ltd." value={controller} onValue={setController} error={errorFor(flaws, "controller")} />
      <TextField id="basis" label="Lawful basis" hint="As agreed." maxLength={300} value={basis} onValue={setBasis} error={errorFor(flaws, "basis")} />
      <TextField id="contact" label="Contact" hint="Whom to reach about data protection, for example an email address." maxLength={200} value={contact} onValue={setContact} error={errorFor(flaws, "contact")} />
      <TextField id="ends" label="Last day of the agreement" type="date" width={10} value={ends} onValue={setEnds} error={errorFor(flaws, "ends")} />
      <Do submit busy={doing.busy} name="save">Record the agreement</Do>
    </Form>
  );
}
