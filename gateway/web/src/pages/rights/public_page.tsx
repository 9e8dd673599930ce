// What the scheme says of itself to everybody, and in each letter.
import { useEffect, useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useCall, useDoing } from "../../lib/use_call";
import { TextArea } from "../../ui/fields";
import { Fetched } from "../../ui/loading";
import { Back, Button, Done, errorFor, ErrorSummary, type Flaw, flawsOf, Form, Title } from "../../ui/page";

interface Texts {
  controller: string;
  contact: string;
  dpoContact: string;
  complaintAddress: string;
}

const FIELDS: [keyof Texts, string, string, string][] = [
  ["controller", "controller", "Who is responsible (the controller)", "The legal person that decides about the data, with its address."],
  ["contact", "contact", "How to reach them", "An address, email or telephone number that is answered."],
  ["dpoContact", "dpo_contact", "Data protection officer", "The office, not a person’s name: it outlasts who holds it."],
  ["complaintAddress", "complaint_address", "Where to write with a complaint", "Paper and email."],
];
const MOST = 300;

export function PublicPageTexts() {
  const { clients, membership } = useHub();
  const found = useCall(async () => (await clients.subject.getPublicPage({})).page, []);
  const scheme = membership?.scheme?.value ?? "";
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Back to="/notices">All notices</Back>
      <Title>Who is responsible</Title>
      <p class="govuk-body">Everybody reads these on <a class="govuk-link" href={`/privacy.html?scheme=${encodeURIComponent(scheme)}`}>the public page</a>, and each letter ends with them. They are said for the scheme, so name no member of staff.</p>
      <Fetched from={{ ...found, data: found.busy && !found.data ? undefined : { page: found.data } }}>{({ page }) => (
        <TextsForm key={String(found.busy)} texts={{ controller: page?.controller ?? "", contact: page?.contact ?? "", dpoContact: page?.dpoContact ?? "", complaintAddress: page?.complaintAddress ?? "" }} />
      )}</Fetched>
    </div></div>
  );
}

function TextsForm({ texts }: { texts: Texts }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [values, setValues] = useState(texts);
  const [missing, setMissing] = useState<Flaw[]>([]);
  const [done, setDone] = useState(false);
  useEffect(() => setDone(false), [values]);
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, Object.fromEntries(FIELDS.map(([key, server]) => [server, key])));
  const send = async () => {
    const wrong = FIELDS.flatMap(([key, , label]): Flaw[] => {
      const length = values[key].trim().length;
      if (length === 0) return [{ text: `Enter “${label}”`, id: key }];
      return length > MOST ? [{ text: `Shorten “${label}” to ${MOST} characters`, id: key }] : [];
    });
    setMissing(wrong);
    if (wrong.length > 0) return;
    const page = { controller: values.controller.trim(), contact: values.contact.trim(), dpoContact: values.dpoContact.trim(), complaintAddress: values.complaintAddress.trim() };
    setDone(await doing.run(() => clients.subject.setPublicPage({ requestId: newRequestId(), page })));
  };
  return (
    <Form onSend={() => void send()}>
      {done && <Done>The public page and all new letters say this now</Done>}
      <ErrorSummary flaws={flaws} />
      {FIELDS.map(([key, , label, hint]) => (
        <TextArea key={key} id={key} label={label} hint={hint} rows={2} max={MOST} value={values[key]} error={errorFor(flaws, key)}
          onValue={(value) => setValues({ ...values, [key]: value })} />
      ))}
      <Button submit busy={doing.busy} name="confirm">Save</Button>
    </Form>
  );
}
