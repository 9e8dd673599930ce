// Making and sending one report. A send that fails is kept on the phone and retried under the same
// id; nothing is lost without a word.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import {
  type ReportIncidentRequest, ReportIncidentRequestSchema, type ReportIncidentResponse,
} from "@gen/incident/v1/incident_pb";
import { type Problem, toProblem, worthRetrying } from "../../api/errors";
import { useHub } from "../../app/hub";
import { drop, keep } from "../../lib/kept";
import { rememberUsual, usualSite } from "../../lib/remembered";
import { type Flaw, flawsOf } from "../../ui/page";
import { Confirmation, NotSent } from "./confirmation";
import { type Draft, flawsIn, newDraft, toReport } from "./draft";
import { ReportForm } from "./form";

const FIELDS: Record<string, string> = {
  site_id: "site", type: "type", happened_from: "when", happened_to: "when", what_happened: "story", place: "place",
  goods: "goods", what: "goods", value_pence: "goods", suspects: "suspects", name: "suspects", said_by: "said-by", plate: "plate",
};

// The two ways out of sending: the hub's answer, or why not.
export type Sending = { answer: ReportIncidentResponse } | { problem: Problem };

export function useSendReport() {
  const { clients, me, ended } = useHub();
  const owner = me?.account?.personId?.value ?? "";
  return async (request: ReportIncidentRequest): Promise<Sending> => {
    const id = request.incidentId?.value ?? "";
    try {
      const answer = await clients.incident.reportIncident(request, { timeoutMs: 20_000 });
      await drop(id).catch(() => undefined);
      return { answer };
    } catch (cause) {
      const problem = toProblem(cause);
      if (worthRetrying(problem)) {
        const bytes = toBinary(ReportIncidentRequestSchema, request);
        await keep({ id, owner, keptAt: new Date(), request: bytes }).catch(() => undefined);
      }
      ended(problem);
      return { problem };
    }
  };
}

export const fromKept = (bytes: Uint8Array) => fromBinary(ReportIncidentRequestSchema, bytes);

export function ReportPage() {
  const { membership } = useHub();
  const send = useSendReport();
  const scheme = membership?.scheme?.value ?? "";
  const sites = (membership?.sites ?? []).map((site) => site.siteId?.value ?? "");
  // The site of the last report from this phone, while the person still works there; else the only one.
  const usual = sites.find((site) => site === usualSite(scheme)) ?? (sites.length === 1 ? sites[0] : "");
  const start = () => newDraft(usual);
  const [draft, setDraft] = useState<Draft>(start);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [busy, setBusy] = useState(false);
  const [scanned, setScanned] = useState("");
  const [tried, setTried] = useState<{ request: ReportIncidentRequest; problem: Problem }>();
  const [sent, setSent] = useState<ReportIncidentResponse>();

  const post = async (request: ReportIncidentRequest) => {
    setBusy(true);
    const result = await send(request);
    setBusy(false);
    if ("answer" in result) {
      rememberUsual(scheme, draft.siteId, draft.goods.filter((one) => one.what.trim()), draft.staff.filter((name) => name.trim()));
      setTried(undefined);
      setSent(result.answer);
    } else if (worthRetrying(result.problem)) {
      setTried({ request, problem: result.problem });
    } else {
      setTried(undefined);
      if (result.problem.reason === Reason.SCAN_FOUND_SOMETHING) setScanned(draft.story);
      const found = flawsOf(result.problem, FIELDS);
      setFlaws(result.problem.reason === Reason.SCAN_FOUND_SOMETHING && !found[0].id ? [{ ...found[0], id: "story" }] : found);
    }
  };
  // Only words that the person has seen the warning about are acknowledged.
  const acknowledged = scanned !== "" && scanned === draft.story;
  const submit = () => {
    const now = new Date();
    const found = flawsIn(draft, now);
    setFlaws(found);
    if (found.length > 0) return;
    void post(create(ReportIncidentRequestSchema, {
      incidentId: { value: draft.id }, report: toReport(draft, now), scanAcknowledged: acknowledged,
    }));
  };
  const again = () => {
    setDraft(start());
    setFlaws([]);
    setSent(undefined);
    setScanned("");
  };
  if (sent) return <Confirmation id={draft.id} answer={sent} again={again} />;
  if (tried) return <NotSent problem={tried.problem} busy={busy} retry={() => void post(tried.request)} />;
  return (
    <ReportForm draft={draft} flaws={flaws} busy={busy} send={submit} scanned={acknowledged}
      change={(change) => setDraft((old) => ({ ...old, ...change }))} />
  );
}
