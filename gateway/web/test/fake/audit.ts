// A small real log in the stand-in: entries, a Merkle tree made the plain recursive way (apart from
// the page's verifier), and checkpoints signed with a key of the moment.
import { create, toBinary } from "@bufbuild/protobuf";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { Code, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { AuditService, EntrySchema, LeafUse, Outcome } from "@gen/audit/v1/audit_pb";
import { InsightService } from "@gen/insight/v1/insight_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { Label, Operation, RecordKind } from "@gen/label/v1/label_pb";
import { fail, type FakeHub } from "./state";
import { FIGURES } from "./town";

const hash = (...parts: Uint8Array[]) => {
  const sha = createHash("sha256");
  parts.forEach((part) => sha.update(part));
  return new Uint8Array(sha.digest());
};
const leafOf = (bytes: Uint8Array) => hash(Uint8Array.of(0), bytes);
const below = (size: number) => 2 ** Math.floor(Math.log2(size - 1));

// RFC 6962 section 2.1, word for word.
export function root(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return leafOf(leaves[0]);
  const cut = below(leaves.length);
  return hash(Uint8Array.of(1), root(leaves.slice(0, cut)), root(leaves.slice(cut)));
}

export function path(index: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const cut = below(leaves.length);
  return index < cut ? [...path(index, leaves.slice(0, cut)), root(leaves.slice(cut))]
    : [...path(index - cut, leaves.slice(cut)), root(leaves.slice(0, cut))];
}

export function growth(first: number, leaves: Uint8Array[]): Uint8Array[] {
  const sub = (m: number, part: Uint8Array[], whole: boolean): Uint8Array[] => {
    if (m === part.length) return whole ? [] : [root(part)];
    const cut = below(part.length);
    return m <= cut ? [...sub(m, part.slice(0, cut), whole), root(part.slice(cut))]
      : [...sub(m - cut, part.slice(cut), false), root(part.slice(0, cut))];
  };
  return first === 0 || first === leaves.length ? [] : sub(first, leaves, true);
}

export function record(hub: FakeHub, context: HandlerContext, action: string, ids: string[], denied = false): void {
  const { membership } = hub.person(context);
  const reads = action === "incident.read" || action.includes("list");
  const entry = create(EntrySchema, {
    entryId: { value: crypto.randomUUID() }, leafIndex: BigInt(hub.log.length), at: hub.stamp(),
    operation: reads ? Operation.CONSULTATION : action === "incident.report" ? Operation.COLLECTION
      : action === "incident.pass" || action === "incident.answer" ? Operation.DISCLOSURE : Operation.ALTERATION,
    action, outcome: denied ? Outcome.DENIED : Outcome.ALLOWED, reason: denied ? "NOT_FOUND" : "",
    personId: membership.personId, personName: membership.name, role: membership.role, purpose: hub.purpose(context),
    organisationName: hub.organisations.find((one) => one.organisationId?.value === membership.organisationId?.value)?.name,
    records: ids.map((id) => ({ kind: RecordKind.INCIDENT, id, use: denied ? LeafUse.DENIED : reads ? LeafUse.SHOWN : LeafUse.WRITTEN,
      labelsShown: reads && !denied ? [Label.RECORD_ID, Label.GOODS, Label.PROGRESS] : [] })),
    rules: ["members-see-their-reports"],
  });
  hub.log.push({ entry, bytes: toBinary(EntrySchema, entry) });
}

export class Signer {
  readonly verifierKey: string;
  private readonly secret: KeyObject;
  private readonly id: Buffer;
  constructor(readonly origin: string) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
    const key = Buffer.concat([Buffer.of(1), raw]);
    this.id = createHash("sha256").update(`${origin}\n`).update(key).digest().subarray(0, 4);
    this.secret = privateKey;
    this.verifierKey = `${origin}+${this.id.toString("hex")}+${key.toString("base64")}`;
  }
  checkpoint(leaves: Uint8Array[]): string {
    const text = `${this.origin}\n${leaves.length}\n${Buffer.from(root(leaves)).toString("base64")}\n`;
    const signature = Buffer.concat([this.id, sign(null, Buffer.from(text), this.secret)]);
    return `${text}\n— ${this.origin} ${signature.toString("base64")}\n`;
  }
}

export function audit(hub: FakeHub, router: ConnectRouter): void {
  const signer = new Signer("smarthub.example/melton");
  const leaves = () => hub.log.map((one) => one.bytes);
  router.service(AuditService, {
    listEntries(request, context) {
      hub.person(context);
      const entries = hub.log.map((one) => one.entry)
        .filter((one) => (!request.deniedOnly || one.outcome === Outcome.DENIED) && (!request.operation || one.operation === request.operation))
        .reverse().slice(0, 100);
      return { entries };
    },
    getEntry(request) {
      const index = hub.log.findIndex((one) => one.entry.entryId?.value === request.entryId?.value);
      if (index < 0) throw fail(Code.NotFound, Reason.NOT_FOUND);
      return { entry: hub.log[index].entry, leafHash: leafOf(hub.log[index].bytes), inclusionProof: path(index, leaves()), checkpoint: signer.checkpoint(leaves()) };
    },
    whoLooked(request) {
      const { at } = request;
      const entries = hub.log.map((one) => one.entry).filter((one) => at.case === "personId"
        ? one.personId?.value === at.value.value : one.records.some((used) => used.id === at.value?.id)).reverse();
      return { entries };
    },
    getCheckpoint: (request) => ({
      checkpoint: signer.checkpoint(leaves()), consistencyProof: growth(Number(request.seenSize), leaves()), verifierKey: signer.verifierKey,
    }),
  });
  router.service(InsightService, { getMonthlyFigures: () => ({ months: FIGURES, source: "data.police.uk", release: "2026-01" }) });
}
