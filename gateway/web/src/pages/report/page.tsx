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
import { dropDraft, useKeptDraft } from "../../lib/kept_draft";
import { rememberUsual, usualSite } from "../../lib/remembered";
import { type Flaw, flawsOf } from "../../ui/page";
import { flawsInPhotos, type PhotoDraft } from "../../ui/photo_field";
import { Confirmation, NotSent } from "./confirmation";
import { type Draft, flawsIn, newDraft, toReport } from "./draft";
import { ReportForm } from "./form";

const FIELDS: Record<string, string> = {
  site_id: "site", type: "type", happened_from: "when", happened_to: "when", what_happened: "story", place: "place",
  goods: "goods", what: "goods", value_pence: "goods", suspects: "suspects", name: "suspects", said_by: "said-by", plate: "plate",
};

// The two ways out of sending: the hub's answer, or why not.
export type Sending = { answer: ReportIncidentResponse } | {
  problem: Problem;
  // Whether it is kept on this phone; a private window may refuse.
  kept: boolean;
};

export function useSendReport() {
  const { clients, uploads, me, ended } = useHub();
  const owner = me?.account?.personId?.value ?? "";
  return async (request: ReportIncidentRequest): Promise<Sending> => {
    const id = request.incidentId?.value ?? "";
    // Kept before it goes: a page that is closed or reloaded on the way may have been heard or not, and
    // only these very bytes can be sent again without being another report.
    const bytes = toBinary(ReportIncidentRequestSchema, request);
    const kept = await keep({ id, owner, keptAt: new Date(), request: bytes }).then(() => true, () => false);
    await dropDraft(owner);
    try {
      const answer = await clients.incident.reportIncident(request, { timeoutMs: 20_000 });
      await drop(id).catch(() => undefined);
      uploads.release(id);
      return { answer };
    } catch (cause) {
      const problem = toProblem(cause);
      if (!worthRetrying(problem)) {
        uploads.drop(id);
        await drop(id).catch(() => undefined);
      }
      ended(problem);
      return { problem, kept };
    }
  };
}

export const fromKept = (bytes: Uint8Array) => fromBinary(ReportIncidentRequestSchema, bytes);

export function ReportPage() {
  const { membership, me, uploads } = useHub();
  const send = useSendReport();
  const scheme = membership?.scheme?.value ?? "";
  const sites = (membership?.sites ?? []).map((site) => site.siteId?.value ?? "");
  // The site of the last report from this phone, while the person still works there; else the only one.
  const usual = sites.find((site) => site === usualSite(scheme)) ?? (sites.length === 1 ? sites[0] : "");
  const start = () => newDraft(usual);
  const [draft, setDraft] = useState<Draft>(start);
  // By the suspect's number in the report.
  const [photos, setPhotos] = useState<(PhotoDraft | undefined)[]>([]);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [busy, setBusy] = useState(false);
  const [scanned, setScanned] = useState("");
  const [tried, setTried] = useState<{ request: ReportIncidentRequest; problem: Problem; kept: boolean }>();
  const [sent, setSent] = useState<{ request: ReportIncidentRequest; answer: ReportIncidentResponse }>();
  const owner = me?.account?.personId?.value ?? "";
  // What was being written when the page went; never over what is being written now.
  const [found, setFound] = useState<"" | "whole" | "without-photo">("");
  useKeptDraft(owner, draft, busy || sent !== undefined || tried !== undefined, start, (old) => {
    setDraft({ ...old, suspects: old.suspects.map((one) => ({ ...one, photo: false })) });
    setFound(old.suspects.some((one) => one.photo) ? "without-photo" : "whole");
  });

  const post = async (request: ReportIncidentRequest) => {
    setBusy(true);
    const result = await send(request);
    setBusy(false);
    if ("answer" in result) {
      rememberUsual(scheme, draft.siteId, draft.goods.filter((one) => one.what.trim()), draft.staff.filter((name) => name.trim()));
      setTried(undefined);
      setSent({ request, answer: result.answer });
    } else if (worthRetrying(result.problem)) {
      setTried({ request, problem: result.problem, kept: result.kept });
    } else {
      setTried(undefined);
      if (result.problem.reason === Reason.SCAN_FOUND_SOMETHING) setScanned(draft.story);
      const wrong = flawsOf(result.problem, FIELDS);
      setFlaws(result.problem.reason === Reason.SCAN_FOUND_SOMETHING && !wrong[0].id ? [{ ...wrong[0], id: "story" }] : wrong);
    }
  };
  // Only words that the person has seen the warning about are acknowledged.
  const acknowledged = scanned !== "" && scanned === draft.story;
  const submit = () => {
    const now = new Date();
    const chosen = photos.slice(0, draft.suspects.length);
    const wrong = [...flawsIn(draft, now), ...flawsInPhotos(chosen)];
    setFlaws(wrong);
    if (wrong.length > 0) return;
    uploads.hold(owner, draft.id, chosen.flatMap((photo, suspect) => (photo ? [{ ...photo, suspect }] : [])));
    void post(create(ReportIncidentRequestSchema, {
      incidentId: { value: draft.id }, report: toReport(draft, now), scanAcknowledged: acknowledged,
    }));
  };
  const again = () => {
    setDraft(start());
    setPhotos([]);
    setFound("");
    setFlaws([]);
    setSent(undefined);
    setScanned("");
  };
  if (sent) return <Confirmation request={sent.request} answer={sent.answer} again={again} />;
  if (tried) return <NotSent incident={draft.id} problem={tried.problem} kept={tried.kept} busy={busy} retry={() => void post(tried.request)} />;
  return (
    <ReportForm draft={draft} found={found} startAgain={() => { again(); void dropDraft(owner); }} flaws={flaws} busy={busy} send={submit} scanned={acknowledged}
      photos={photos} setPhoto={(suspect, photo) => setPhotos((old) => Object.assign([...old], { [suspect]: photo }))}
      change={(change) => setDraft((old) => ({ ...old, ...change }))} />
  );
}
