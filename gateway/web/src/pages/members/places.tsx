// Areas and the sites in them.
import { useState } from "preact/hooks";
import type { ListPlacesResponse, Organisation } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { organisationName, useOrganisations, usePlaces } from "../../lib/use_names";
import { Select, TextField } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Do, Opened } from "../../ui/opened";
import { Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../../ui/page";
import { Table } from "../../ui/table";

export function Places() {
  const places = usePlaces();
  const organisations = useOrganisations();
  const [done, setDone] = useState("");
  const [open, setOpen] = useState<"" | "area" | "site">("");
  const finish = (text: string) => {
    setDone(text);
    setOpen("");
    places.again();
  };
  return (
    <>
      {done && <Done>{done}</Done>}
      <Title>Areas and sites</Title>
      <div class="sh-row-actions">
        <Button onPress={() => setOpen(open === "site" ? "" : "site")} expanded={open === "site"} name="add-site">Add a site</Button>
        <Button kind="secondary" onPress={() => setOpen(open === "area" ? "" : "area")} expanded={open === "area"} name="add-area">Add an area</Button>
      </div>
      <Fetched from={places}>{(data) => (
        <>
          {open && (
            <Opened key={open} title={open === "area" ? "Add an area" : "Add a site"} close={() => setOpen("")}>
              {open === "area" ? <AddArea done={finish} /> : <AddSite places={data} organisations={organisations.data ?? []} done={finish} />}
            </Opened>
          )}
          {data.areas.length === 0 && <p class="govuk-body">There is no area yet. Add one, then its sites.</p>}
          {data.areas.map((area) => (
            <Table key={area.areaId?.value} caption={area.name} columns={["Site", "Address", "Organisation"]}
              rows={data.sites.filter((site) => site.areaId?.value === area.areaId?.value)
                .map((site) => [site.name, site.address, organisationName(organisations.data, site.organisationId?.value)])} />
          ))}
        </>
      )}</Fetched>
    </>
  );
}

function AddArea({ done }: { done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const flaws = missing ? [{ text: "Enter the area’s name", id: "area-name" }] : flawsOf(doing.problem).map((flaw) => ({ ...flaw, id: "area-name" }));
  const send = async () => {
    setMissing(!name.trim());
    if (!name.trim()) return;
    if (await doing.run(() => clients.identity.addArea({ requestId: newRequestId(), name: name.trim() }))) done(`Added ${name.trim()}`);
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <TextField id="area-name" label="Name of the area" width={20} maxLength={80} value={name} onValue={setName} error={errorFor(flaws, "area-name")} />
      <Do submit busy={doing.busy} name="save">Save the area</Do>
    </Form>
  );
}

function AddSite({ places, organisations, done }: { places: ListPlacesResponse; organisations: Organisation[]; done: (text: string) => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [area, setArea] = useState(places.areas.length === 1 ? places.areas[0].areaId?.value ?? "" : "");
  const [organisation, setOrganisation] = useState("");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const flaws = missing.length > 0 ? missing
    : flawsOf(doing.problem, { area_id: "area", organisation_id: "organisation", name: "site-name", address: "address" });
  const send = async () => {
    const found = [
      !area && { text: "Choose the area", id: "area" },
      !organisation && { text: "Choose the organisation", id: "organisation" },
      !name.trim() && { text: "Enter the site’s name", id: "site-name" },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const worked = await doing.run(() => clients.identity.addSite({
      requestId: newRequestId(), areaId: { value: area }, organisationId: { value: organisation }, name: name.trim(), address: address.trim(),
    }));
    if (worked) done(`Added ${name.trim()}`);
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <Select id="area" label="Area" value={area} empty="Choose an area" onValue={setArea} error={errorFor(flaws, "area")}
        options={places.areas.map((one) => [one.areaId!.value, one.name])} />
      <Select id="organisation" label="Organisation" value={organisation} empty="Choose an organisation" onValue={setOrganisation}
        error={errorFor(flaws, "organisation")} options={organisations.map((one) => [one.organisationId!.value, one.name])} />
      <TextField id="site-name" label="Name of the site" width={20} maxLength={80} value={name} onValue={setName} error={errorFor(flaws, "site-name")} />
      <TextField id="address" label="Address (optional)" maxLength={200} value={address} onValue={setAddress} error={errorFor(flaws, "address")} />
      <Do submit busy={doing.busy} name="save">Save the site</Do>
    </Form>
  );
}
