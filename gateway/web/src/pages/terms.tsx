// Nothing personal is served before the running terms are accepted.
import { useState } from "preact/hooks";
import { newRequestId } from "../api/clients";
import { useHub } from "../app/hub";
import { useCall, useDoing } from "../lib/use_call";
import { Checkboxes } from "../ui/fields";
import { Fetched } from "../ui/loading";
import { Button, errorFor, ErrorSummary, flawsOf, Form, Title } from "../ui/page";

export function Terms() {
  const { clients, refresh } = useHub();
  const terms = useCall(() => clients.identity.getTerms({}), []);
  const doing = useDoing();
  const [agreed, setAgreed] = useState<number[]>([]);
  const [missing, setMissing] = useState(false);
  const flaws = missing ? [{ text: "Tick the box to say that you accept the terms", id: "agree" }] : flawsOf(doing.problem);
  const send = (version: string) => {
    setMissing(agreed.length === 0);
    if (agreed.length === 0) return;
    void doing.run(async () => {
      await clients.identity.acceptTerms({ requestId: newRequestId(), version });
      await refresh();
    });
  };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <ErrorSummary flaws={flaws} />
      <Title>Accept the scheme’s terms</Title>
      <Fetched from={terms}>{(data) => (
        <>
          {data.text.split(/\n\s*\n/).map((paragraph, index) => <p class="govuk-body" key={index}>{paragraph}</p>)}
          <p class="govuk-hint">Version {data.version}</p>
          <Form onSend={() => send(data.version)}>
            <Checkboxes id="agree" label="Your agreement" values={agreed} onValues={setAgreed}
              options={[[1, "I have read these terms and accept them"]]} error={errorFor(flaws, "agree")} />
            <Button submit busy={doing.busy} name="accept">Accept and continue</Button>
          </Form>
        </>
      )}</Fetched>
    </div></div>
  );
}
