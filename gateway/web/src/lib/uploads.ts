// Photos on their way to the hub, after the report they belong to was accepted: in pieces with
// checksums, taken up where the hub has got to, tried again until it works or cannot. They are kept in
// memory for as long as the page is open; of one that was lost with its page only the report's id and a
// number are remembered, nothing of what was in it.
import type { CallOptions } from "@connectrpc/connect";
import { PhotoState } from "@gen/evidence/v1/evidence_pb";
import { type Clients, newRequestId } from "../api/clients";
import { type Problem, toProblem, worthRetrying } from "../api/errors";
import { ATTENDED, UNATTENDED } from "../api/transport";
import { recall, remember } from "../app/hub";

export interface PhotoToSend {
  // Made here; the photo's id.
  id: string;
  // The suspect's number in the report, from 0.
  suspect: number;
  bytes: Uint8Array;
  owner: string;
  agreedBy: string;
}

// held: its report has not arrived yet.
export type UploadState = "held" | "sending" | "again" | "sent" | "failed";

export interface Upload {
  incident: string;
  // "Photo 1 of 2".
  number: number;
  of: number;
  state: UploadState;
  // 0 to 1.
  progress: number;
  problem: Problem | undefined;
  photo: PhotoToSend;
}

const PAUSES = [1_000, 2_000, 5_000, 15_000, 30_000];
const MOST_PIECE = 262_144;
const digest = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const key = (owner: string) => `smarthub.photos-unsent.${owner}`;

export class Uploads {
  private all: Upload[] = [];
  private readonly listeners = new Set<() => void>();
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private owner = "";
  // Of pages that were closed before.
  private lost: string[] = [];
  private stopped = 0;

  constructor(private readonly evidence: Clients["evidence"], private readonly pauses = PAUSES) {}

  of = (incident: string) => this.all.filter((one) => one.incident === incident);
  // What would be lost if the page closed now.
  unsent = () => this.all.filter((one) => one.state !== "sent" && one.state !== "failed");

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  // Photos of a report that is about to be sent: they wait for `release`.
  hold(owner: string, incident: string, photos: PhotoToSend[]): void {
    if (photos.length === 0) return;
    this.owner = owner;
    this.lost = lostPhotos(owner).filter((one) => one !== incident && this.of(one).length === 0);
    this.all = this.all.filter((one) => one.incident !== incident || (one.state !== "held" && one.state !== "sent"));
    this.all.push(...photos.map((photo, index) => ({
      incident, number: index + 1, of: photos.length, state: "held" as const, progress: 0, problem: undefined, photo,
    })));
    this.said();
  }

  // The hub has the report: its photos go, one after the other.
  release(incident: string): void {
    const mine = this.of(incident).filter((one) => one.state === "held");
    for (const one of mine) one.state = "sending";
    this.said();
    void (async () => {
      for (const one of mine) await this.send(one, ATTENDED, 0);
    })();
  }

  // A person asks for one that failed, as a new photo: the hub threw the old one away.
  again(one: Upload): void {
    one.photo = { ...one.photo, id: crypto.randomUUID() };
    one.state = "sending";
    one.problem = undefined;
    this.said();
    void this.send(one, ATTENDED, 0);
  }

  drop(incident: string): void {
    this.all = this.all.filter((one) => one.incident !== incident);
    this.said();
  }

  // Whoever signed out leaves no photo behind; that some were not sent is still known.
  clear(): void {
    this.stopped++;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.all = [];
    for (const listener of this.listeners) listener();
  }

  private said(): void {
    if (this.owner) {
      const incidents = [...this.lost, ...this.unsent().map((one) => one.incident)];
      remember(window.localStorage, key(this.owner), incidents.length > 0 ? JSON.stringify(incidents) : "");
    }
    for (const listener of this.listeners) listener();
  }

  private async send(one: Upload, options: CallOptions, tries: number): Promise<void> {
    const turn = this.stopped;
    const mine = () => turn === this.stopped && this.all.includes(one);
    try {
      await this.transfer(one, options, mine);
    } catch (cause) {
      if (!mine()) return;
      one.problem = toProblem(cause);
      const retry = worthRetrying(one.problem);
      one.state = retry ? "again" : "failed";
      this.said();
      if (!retry) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.timers.delete(timer);
          resolve();
        }, this.pauses[Math.min(tries, this.pauses.length - 1)]);
        this.timers.add(timer);
      });
      if (mine()) await this.send(one, UNATTENDED, tries + 1);
    }
  }

  private async transfer(one: Upload, options: CallOptions, mine: () => boolean): Promise<void> {
    const { photo } = one;
    const photoId = { value: photo.id };
    // The photo's id makes it the same photo however often it is tried; a new request asks where it stands.
    const started = await this.evidence.startPhoto({
      requestId: newRequestId(), photoId, incidentId: { value: one.incident }, suspect: photo.suspect,
      sizeBytes: BigInt(photo.bytes.length), sha256: await digest(photo.bytes),
      authority: photo.owner && photo.agreedBy ? { owner: photo.owner, agreedBy: photo.agreedBy } : undefined,
    }, options);
    const size = Math.min(started.pieceBytes || MOST_PIECE, MOST_PIECE);
    let offset = started.state === PhotoState.READY ? photo.bytes.length : Number(started.nextOffset);
    // A hub that never gets on is no reason to send for ever.
    let left = 2 * Math.ceil(photo.bytes.length / size) + 4;
    while (offset < photo.bytes.length) {
      if (!mine()) return;
      if (left-- === 0) throw new Error("the photo does not get on");
      one.state = "sending";
      one.progress = offset / photo.bytes.length;
      this.said();
      const piece = photo.bytes.subarray(offset, offset + size);
      offset = Number((await this.evidence.sendPhotoPiece({ photoId, offset: BigInt(offset), piece, sha256: await digest(piece) }, options)).nextOffset);
    }
    if (started.state !== PhotoState.READY) await this.evidence.finishPhoto({ requestId: newRequestId(), photoId }, options);
    if (!mine()) return;
    Object.assign(one, { state: "sent", progress: 1, problem: undefined });
    // What has arrived is not kept here any longer.
    one.photo = { ...photo, bytes: new Uint8Array() };
    this.said();
  }
}

// Reports of which a photo was lost when a page closed; told once, then forgotten.
export function lostPhotos(owner: string): string[] {
  try {
    return [...new Set(JSON.parse(recall(window.localStorage, key(owner)) || "[]") as string[])];
  } catch {
    return [];
  }
}
export const forgetLost = (owner: string) => remember(window.localStorage, key(owner), "");
