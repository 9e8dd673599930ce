// The authenticator app: QR code, recovery codes, and a first code that proves it works.
import { useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import type { AcceptInvitationResponse } from "@gen/identity/v1/identity_pb";
import { newRequestId } from "../api/clients";
import { useHub } from "../app/hub";
import { useDoing } from "../lib/use_call";
import { TextField } from "../ui/fields";
import { Button, errorFor, ErrorSummary, type Flaw, Form, Title, Warning } from "../ui/page";
import { QrCode } from "../ui/qr";

export function SetUpPhone({ token, made, done }: { token: string; made: AcceptInvitationResponse; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState("");
  const text = missing || (doing.problem?.reason === Reason.WRONG_CREDENTIALS
    ? "That code is not right. Wait for the next one and try again" : doing.problem?.text);
  const flaws: Flaw[] = text ? [{ text, id: "code" }] : [];
  const send = () => {
    const bare = code.replace(/\s/g, "");
    setMissing(/^\d{6}$/.test(bare) ? "" : "Enter the 6 numbers from your authenticator app");
    if (!/^\d{6}$/.test(bare)) return;
    void doing.run(async () => {
      await clients.identity.confirmTotp({ requestId: newRequestId(), invitationToken: token, code: bare });
      done();
    });
  };
  const form = (
    <Form onSend={send}>
      <TextField id="code" label="6-digit code" inputmode="numeric" autocomplete="one-time-code" width={5}
        value={code} onValue={setCode} error={errorFor(flaws, "code")} />
      <Button submit busy={doing.busy} name="confirm">Confirm and finish</Button>
    </Form>
  );
  // Their own account was joined: it keeps its phone, which has to say so.
  if (!made.totpUri) {
    return (
      <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
        <ErrorSummary flaws={flaws} />
        <Title>Enter the code your app shows</Title>
        <p class="govuk-body">Use the entry for SMART Hub that you sign in with.</p>
        {form}
      </div></div>
    );
  }
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <ErrorSummary flaws={flaws} />
      <Title>Set up your phone</Title>
      <h2 class="govuk-heading-m">1. Scan this with your authenticator app</h2>
      <QrCode text={made.totpUri} label="QR code for your authenticator app. The same as the setup key below it." />
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">I cannot scan the code</span></summary>
        <div class="govuk-details__text">
          <p class="govuk-body">Type this setup key into the app:</p>
          <p class="govuk-body sh-secret" id="totp-secret">{made.totpSecret}</p>
        </div>
      </details>
      <h2 class="govuk-heading-m">2. Keep your recovery codes</h2>
      <p class="govuk-body">Each signs you in once when you do not have your phone. Write them down and keep them safe.</p>
      <ul class="govuk-list sh-codes">{made.recoveryCodes.map((one) => <li key={one}>{one}</li>)}</ul>
      <Warning>These codes and the QR code are shown this once only.</Warning>
      <h2 class="govuk-heading-m">3. Enter the code your app shows</h2>
      {form}
    </div></div>
  );
}
