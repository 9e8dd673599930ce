// Did the log only grow? This browser remembers the last signed checkpoint and checks the new one
// against it.
import { useHub } from "../../app/hub";
import { alarming, type Check, checkLog, type Verdict } from "../../lib/check_log";
import { toBase64 } from "../../lib/checkpoint";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Copy } from "../../ui/copy";
import { Button, SummaryList, Tag, Title, Warning } from "../../ui/page";
import { momentOf } from "../../words/dates";

const VERDICTS: Record<Verdict, string> = {
  first: "This browser has seen the log for the first time and will remember it. From now on it checks that the log only grows.",
  grown: "The log has only grown since this browser last saw it. Nothing was changed or taken out.",
  unchanged: "The log is exactly as this browser last saw it.",
  rewritten: "The log does not contain what this browser saw before. Entries were changed or taken out.",
  shrunk: "The log is shorter than when this browser last saw it. Entries were taken out.",
  "other-log": "This is another log, or it is signed with another key than before.",
  "bad-signature": "The checkpoint is not signed by the log’s key.",
  unreadable: "The hub sent no checkpoint that can be read.",
};

export function TheLog() {
  const { clients, membership } = useHub();
  const scheme = membership?.scheme?.value ?? "";
  const check = useCall(() => checkLog(clients.audit, scheme), []);
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <Title>The log</Title>
      <p class="govuk-body">Each entry is chained into a signed log. This page does not take the hub’s word for it: the check is made in this browser.</p>
      <Fetched from={check}>{(data) => <Shown check={data} />}</Fetched>
      <Button onPress={check.again} busy={check.busy} name="check">Check again</Button>
    </div></div>
  );
}

function Shown({ check }: { check: Check }) {
  const { verdict, now, before, signed, text } = check;
  return (
    <>
      <div role="status" data-verdict={verdict}>
        {alarming(verdict)
          ? <Warning>{VERDICTS[verdict]} Keep a picture of this page, then tell the operator at once. Let nobody restart the hub first. They must run “smarthub audit verify” with you.</Warning>
          : <p class="govuk-inset-text">{VERDICTS[verdict]}</p>}
      </div>
      {now && (
        <SummaryList rows={[
          { key: "Entries", value: String(now.size) },
          { key: "Log", value: now.origin },
          { key: "Root", value: <code>{toBase64(now.root)}</code> },
          { key: "Signature", value: signed === "good" ? <Tag colour="green">Good</Tag> : signed === "bad" ? <Tag colour="red">Not good</Tag> : "This browser cannot check Ed25519 signatures" },
          { key: "Key", value: <code>{now.verifierKey}</code> },
          before && { key: "Seen before", value: `${before.size} entries, ${momentOf(before.seenAt)}` },
        ]} />
      )}
      {text && (
        <>
          <h2 class="govuk-heading-m">The signed checkpoint</h2>
          <p class="govuk-body">Keep a copy outside the hub. Whoever has it can check that the log still holds everything it held now.</p>
          <pre class="sh-secret sh-pre" tabIndex={0} aria-label="The signed checkpoint">{text}</pre>
          <Copy text={text} name="copy-checkpoint">Copy the checkpoint</Copy>
        </>
      )}
    </>
  );
}
