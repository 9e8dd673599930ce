// Choosing the purpose at the start of a task, and the scheme where there is more than one.
import { useState } from "preact/hooks";
import { Purpose } from "@gen/policy/v1/policy_pb";
import { homeOf } from "../app/shell";
import { useHub } from "../app/hub";
import { go } from "../lib/router";
import { Radios } from "../ui/fields";
import { Button, errorFor, ErrorSummary, Form, Title } from "../ui/page";
import { purposeHint, purposeWord, roleWord } from "../words/people";

// `next`: where to go afterwards; absent: stay at the page that was wanted.
export function Purposes({ next }: { next?: string }) {
  const { membership, purpose, choosePurpose } = useHub();
  const [chosen, setChosen] = useState<Purpose | undefined>(purpose === Purpose.UNSPECIFIED ? undefined : purpose);
  const [missing, setMissing] = useState(false);
  const flaws = missing ? [{ text: "Choose what you are going to do", id: "purpose" }] : [];
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <ErrorSummary flaws={flaws} />
      <Title>What are you going to do?</Title>
      <p class="govuk-body">Your purpose is recorded with everything you look at. Change it when your task changes.</p>
      <Form onSend={() => {
        setMissing(chosen === undefined);
        if (chosen === undefined) return;
        choosePurpose(chosen);
        if (next) go(next);
      }}>
        <Radios id="purpose" label="Purpose" value={chosen} onValue={setChosen} error={errorFor(flaws, "purpose")}
          options={(membership?.purposes ?? []).map((one) => [one, purposeWord(one), purposeHint(one)])} />
        <Button submit name="continue">Continue</Button>
      </Form>
    </div></div>
  );
}

export function Schemes() {
  const { me, membership, chooseScheme } = useHub();
  const [chosen, setChosen] = useState(membership?.scheme?.value);
  return (
    <>
      <Title>Choose a scheme</Title>
      <Form onSend={() => {
        if (!chosen) return;
        chooseScheme(chosen);
        const role = me?.memberships.find((one) => one.scheme?.value === chosen)?.role;
        if (role !== undefined) go(homeOf(role));
      }}>
        <Radios id="scheme" label="Scheme" value={chosen} onValue={setChosen}
          options={(me?.memberships ?? []).map((one) => [one.scheme?.value ?? "", one.schemeName, roleWord(one.role)])} />
        <Button submit name="continue">Continue</Button>
      </Form>
    </>
  );
}
