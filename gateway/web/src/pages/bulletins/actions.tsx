// What a reviewer may do with a bulletin now: the hub says which actions, this has a form for each.
import type { Bulletin } from "@gen/bulletin/v1/bulletin_pb";
import { useState } from "preact/hooks";
import { newRequestId } from "../../api/clients";
import { type Hub, useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { TextArea } from "../../ui/fields";
import { Do, Opened } from "../../ui/opened";
import { Button, errorFor, ErrorSummary, flawsOf, Form } from "../../ui/page";

interface Asked {
  bulletinId: { value: string };
  revision: number;
  requestId: { value: string };
  reason: string;
}

interface Act {
  // The button that opens it, and the one that then does it.
  button: string;
  sure: string;
  done: string;
  // A reason that goes with it; absent: one press and a second one that confirms.
  reason?: { label: string; hint: string; min: number; missing: string };
  // What the press means, said before it is confirmed.
  confirm?: string;
  warning?: boolean;
  send: (hub: Hub, asked: Asked) => Promise<unknown>;
}

const MAX = 500;

const ACTS: Record<string, Act> = {
  "bulletin.review": {
    button: "Approve this bulletin", sure: "Yes, approve it", done: "Approved",
    confirm: "By approving you say that you looked at this as the second person, and that members may see it as it is.",
    send: ({ clients }, { requestId, bulletinId, revision }) => clients.bulletin.reviewBulletin({ requestId, bulletinId, revision }),
  },
  "bulletin.publish": {
    button: "Publish this bulletin", sure: "Yes, publish it", done: "Published: members can see it now",
    confirm: "Everybody under “Who will see this” can see it at once.",
    send: ({ clients }, { requestId, bulletinId, revision }) => clients.bulletin.publishBulletin({ requestId, bulletinId, revision }),
  },
  "bulletin.sign_off_age": {
    button: "Sign for somebody under 18", sure: "Yes, sign for it", done: "Signed: somebody under 18 may be shown",
    reason: { label: "Why somebody under 18 must be shown", hint: "It is kept with your name. At least 10 characters.", min: 10, missing: "Say why, in at least 10 characters" },
    send: ({ clients }, asked) => clients.bulletin.signOffAge(asked),
  },
  "bulletin.reject": {
    button: "Reject this bulletin", sure: "Yes, reject it", done: "Rejected", warning: true,
    reason: { label: "Why it is rejected", hint: "Whoever proposed it reads this.", min: 1, missing: "Write the reason" },
    send: ({ clients }, { requestId, bulletinId, reason }) => clients.bulletin.rejectBulletin({ requestId, bulletinId, reason }),
  },
  "bulletin.withdraw": {
    button: "Withdraw this bulletin", sure: "Yes, withdraw it", done: "Withdrawn: it has left every page", warning: true,
    reason: { label: "Why it is withdrawn", hint: "Use this where something is wrong with it. It leaves every open page at once. The reason is kept.", min: 1, missing: "Write the reason" },
    send: ({ clients }, { requestId, bulletinId, reason }) => clients.bulletin.withdrawBulletin({ requestId, bulletinId, reason }),
  },
  "bulletin.expire": {
    button: "End this bulletin now", sure: "Yes, end it now", done: "Ended: members no longer see it", warning: true,
    confirm: "Its time is over now: members no longer see it. Use this where nothing was wrong with it; where something was, withdraw it.",
    send: ({ clients }, { requestId, bulletinId }) => clients.bulletin.expireNow({ requestId, bulletinId }),
  },
};
// The likely next step first.
const ORDER = ["bulletin.review", "bulletin.publish", "bulletin.sign_off_age", "bulletin.amend", "bulletin.reject", "bulletin.expire", "bulletin.withdraw"];
export const reviewActions = (bulletin: Bulletin) => ORDER.filter((action) => bulletin.allowedActions.includes(action));

export function Actions({ bulletin, done }: { bulletin: Bulletin; done: (text: string) => void }) {
  const [open, setOpen] = useState("");
  const allowed = reviewActions(bulletin);
  if (allowed.length === 0) return null;
  // Where nothing is missing, publishing is what is left to do.
  const first = (bulletin.missing.length === 0 && allowed.find((action) => action === "bulletin.publish")) || allowed.find((action) => action === "bulletin.review" || action === "bulletin.publish");
  const inOrder = [...allowed].sort((a, b) => Number(b === first) - Number(a === first));
  return (
    <section aria-labelledby="act-title">
      <h2 class="govuk-heading-m" id="act-title">What do you want to do?</h2>
      <div class="sh-row-actions">
        {inOrder.map((action) => (action === "bulletin.amend"
          ? <a key={action} class="govuk-button govuk-button--secondary" role="button" draggable={false} href={`#/bulletins/amend/${bulletin.bulletinId?.value}`} data-name={action}>Change this bulletin</a>
          : <Button key={action} name={action} kind={action === first ? undefined : "secondary"} expanded={open === action} onPress={() => setOpen(open === action ? "" : action)}>{ACTS[action].button}</Button>))}
      </div>
      {ACTS[open] && (
        <Opened key={`${open}/${bulletin.revision}`} title={ACTS[open].button} close={() => setOpen("")}>
          <Confirm bulletin={bulletin} act={ACTS[open]} done={(text) => {
            setOpen("");
            done(text);
          }} />
        </Opened>
      )}
    </section>
  );
}

function Confirm({ bulletin, act, done }: { bulletin: Bulletin; act: Act; done: (text: string) => void }) {
  const hub = useHub();
  const doing = useDoing();
  const [reason, setReason] = useState("");
  const [requestId, setRequestId] = useState(newRequestId);
  const [missing, setMissing] = useState("");
  const flaws = missing ? [{ text: missing, id: "reason" }] : flawsOf(doing.problem, { reason: "reason" });
  const send = async () => {
    const bare = reason.trim();
    const wrong = act.reason && (bare.length < act.reason.min ? act.reason.missing : bare.length > MAX ? `Shorten it to ${MAX} characters` : "");
    setMissing(wrong ?? "");
    if (wrong) return;
    const bulletinId = { value: bulletin.bulletinId?.value ?? "" };
    if (await doing.run(() => act.send(hub, { bulletinId, revision: bulletin.revision, requestId, reason: bare }))) done(act.done);
  };
  // Other words are another change: a retry keeps its id only while the words stay the same.
  const change = (value: string) => {
    setReason(value);
    setRequestId(newRequestId());
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      {act.confirm && <p class="govuk-body">{act.confirm}</p>}
      {act.reason && <TextArea id="reason" label={act.reason.label} hint={act.reason.hint} max={MAX} value={reason} onValue={change} error={errorFor(flaws, "reason")} />}
      <Do submit busy={doing.busy} kind={act.warning ? "warning" : undefined} name="confirm">{act.sure}</Do>
    </Form>
  );
}
