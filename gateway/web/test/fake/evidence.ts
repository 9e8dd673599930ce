// Photos of the stand-in: pieces in order with their checksums, one photo of a suspect, authority that
// can be taken back. It cleans and marks nothing: it gives out what it was sent.
import { clone, create } from "@bufbuild/protobuf";
import { createHash } from "node:crypto";
import { Code, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { Reason } from "@gen/error/v1/error_pb";
import { AuthoritySchema, EvidenceService, type Photo, PhotoSchema, PhotoState } from "@gen/evidence/v1/evidence_pb";
import { WithheldSchema } from "@gen/label/v1/withheld_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { record } from "./audit";
import { fail, type FakeHub, type KeptPhoto } from "./state";

export const PIECE = 262_144;
const MOST = 10 * 1_048_576;

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

export function evidence(hub: FakeHub, router: ConnectRouter): void {
  const find = (id: string | undefined): KeptPhoto => {
    const found = hub.photos.find((one) => one.photo.photoId?.value === id);
    if (!found) throw fail(Code.NotFound, Reason.NOT_FOUND);
    return found;
  };
  const allowed = (photo: Photo, role: Role): string[] => {
    if (role !== Role.SITE_MANAGER && role !== Role.COORDINATOR) return role === Role.POLICE ? ["photo.original"] : [];
    return [...(photo.authority && !photo.authorityWithdrawn ? ["photo.withdraw_authority"] : ["photo.state_authority"]), "photo.remove"];
  };
  // The DPO has no faces; nobody has one that was taken back.
  const show = (one: KeptPhoto, context: HandlerContext, picture: boolean): Photo => {
    const role = hub.role(context);
    const photo = clone(PhotoSchema, one.photo);
    photo.allowedActions = allowed(one.photo, role);
    const hidden = role === Role.POLICE || role === Role.COORDINATOR ? [] : ["original_sha256", "original_bytes"];
    if (hidden.length > 0) Object.assign(photo, { originalSha256: "", originalBytes: 0n });
    if (role === Role.DPO) hidden.push("picture");
    else if (picture) photo.picture = one.bytes;
    if (hidden.length > 0) photo.withheld = create(WithheldSchema, { paths: hidden, reasons: ["default"] });
    return photo;
  };
  router.service(EvidenceService, {
    startPhoto(request, context) {
      hub.person(context);
      const incident = hub.incidents.find((one) => one.incidentId?.value === request.incidentId?.value);
      const appearance = incident?.suspects[request.suspect]?.appearanceId;
      if (!incident || !appearance) throw fail(Code.NotFound, Reason.NOT_FOUND);
      if (request.sizeBytes > MOST) throw fail(Code.InvalidArgument, Reason.TOO_LARGE, "size_bytes");
      const known = hub.photos.find((one) => one.photo.photoId?.value === request.photoId?.value);
      if (known) return { nextOffset: BigInt(known.bytes.length), pieceBytes: PIECE, state: known.photo.state };
      if (hub.photos.some((one) => one.photo.appearanceId?.value === appearance.value)) throw fail(Code.FailedPrecondition, Reason.HAS_PHOTO);
      hub.photos.push({
        bytes: new Uint8Array(), size: Number(request.sizeBytes), sha256: request.sha256,
        photo: create(PhotoSchema, {
          photoId: request.photoId, incidentId: request.incidentId, appearanceId: appearance, state: PhotoState.RECEIVING,
          authority: request.authority && create(AuthoritySchema, { ...request.authority, statedAt: hub.stamp() }),
        }),
      });
      return { nextOffset: 0n, pieceBytes: PIECE, state: PhotoState.RECEIVING };
    },
    sendPhotoPiece(request, context) {
      hub.person(context);
      const one = find(request.photoId?.value);
      if (!same(sha256(request.piece), request.sha256)) throw fail(Code.InvalidArgument, Reason.NOT_AS_ANNOUNCED, "sha256");
      if (request.piece.length > PIECE) throw fail(Code.InvalidArgument, Reason.TOO_LARGE, "piece");
      if (Number(request.offset) === one.bytes.length) one.bytes = Uint8Array.from([...one.bytes, ...request.piece]);
      return { nextOffset: BigInt(one.bytes.length) };
    },
    finishPhoto(request, context) {
      const one = find(request.photoId?.value);
      if (one.bytes.length !== one.size || !same(sha256(one.bytes), one.sha256)) {
        hub.photos = hub.photos.filter((other) => other !== one);
        throw fail(Code.InvalidArgument, Reason.NOT_AS_ANNOUNCED);
      }
      Object.assign(one.photo, {
        state: PhotoState.READY, receivedAt: hub.stamp(), originalBytes: BigInt(one.size),
        originalSha256: Buffer.from(one.sha256).toString("hex"),
      });
      record(hub, context, "photo.finish", [one.photo.photoId!.value]);
      return { state: PhotoState.READY };
    },
    listPhotos(request, context) {
      hub.person(context);
      return {
        photos: hub.photos.filter((one) => one.photo.incidentId?.value === request.incidentId?.value && one.photo.state === PhotoState.READY
          && (!one.photo.authorityWithdrawn || allowed(one.photo, hub.role(context)).includes("photo.state_authority")))
          .map((one) => show(one, context, false)),
      };
    },
    getPhoto(request, context) {
      const one = find(request.photoId?.value);
      if (one.photo.authorityWithdrawn || one.photo.state !== PhotoState.READY) throw fail(Code.NotFound, Reason.NOT_FOUND);
      record(hub, context, "photo.read", [one.photo.photoId!.value]);
      return { photo: show(one, context, true) };
    },
    getOriginal(request, context) {
      const one = find(request.photoId?.value);
      if (hub.role(context) !== Role.POLICE || one.photo.authorityWithdrawn) throw fail(Code.NotFound, Reason.NOT_FOUND);
      const from = Number(request.offset);
      return { original: {
        photoId: one.photo.photoId, piece: one.bytes.slice(from, from + 1_048_576), totalBytes: BigInt(one.bytes.length),
        sha256: one.photo.originalSha256, mediaType: "image/jpeg",
      } };
    },
    stateAuthority(request, context) {
      hub.person(context);
      const { photo } = find(request.photoId?.value);
      photo.authority = create(AuthoritySchema, { owner: request.authority?.owner, agreedBy: request.authority?.agreedBy, statedAt: hub.stamp() });
      photo.authorityWithdrawn = false;
      return {};
    },
    withdrawAuthority(request, context) {
      hub.person(context);
      const { photo } = find(request.photoId?.value);
      photo.authorityWithdrawn = true;
      if (photo.authority) photo.authority.withdrawnAt = hub.stamp();
      return {};
    },
    removePhoto(request, context) {
      hub.person(context);
      const one = find(request.photoId?.value);
      hub.photos = hub.photos.filter((other) => other !== one);
      return {};
    },
  });
}
