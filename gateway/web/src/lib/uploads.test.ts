// Photos on their way: in pieces, taken up where the hub is, tried again until it works or cannot.
import { Code, createRouterTransport } from "@connectrpc/connect";
import { EvidenceService, PhotoState, type SendPhotoPieceRequest, type StartPhotoRequest } from "@gen/evidence/v1/evidence_pb";
import { Reason } from "@gen/error/v1/error_pb";
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fail } from "../../test/fake/state";
import { clientsOver } from "../api/clients";
import { lostPhotos, type PhotoToSend, Uploads } from "./uploads";

const PIECE = 1000;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// A hub that keeps what it was sent; `weather` may throw before anything is kept.
class Hub {
  bytes = new Uint8Array();
  started: StartPhotoRequest[] = [];
  offsets: number[] = [];
  ready = false;
  unattended: boolean[] = [];
  weather: (method: string, calls: number) => void = () => undefined;
  private calls = 0;

  readonly clients = clientsOver(createRouterTransport(({ service }) => service(EvidenceService, {
    startPhoto: (request, context) => {
      this.unattended.push(context.requestHeader.has("smarthub-unattended"));
      this.weather("start", ++this.calls);
      this.started.push(request);
      return { nextOffset: BigInt(this.bytes.length), pieceBytes: PIECE, state: this.ready ? PhotoState.READY : PhotoState.RECEIVING };
    },
    sendPhotoPiece: (request: SendPhotoPieceRequest) => {
      this.weather("piece", ++this.calls);
      expect(hex(request.sha256)).toBe(sha256(request.piece));
      expect(request.piece.length).toBeLessThanOrEqual(PIECE);
      this.offsets.push(Number(request.offset));
      if (Number(request.offset) === this.bytes.length) this.bytes = Uint8Array.from([...this.bytes, ...request.piece]);
      return { nextOffset: BigInt(this.bytes.length) };
    },
    finishPhoto: () => {
      this.weather("finish", ++this.calls);
      this.ready = true;
      return { state: PhotoState.READY };
    },
  })));
}

const photo = (size: number, part: Partial<PhotoToSend> = {}): PhotoToSend => ({
  id: crypto.randomUUID(), suspect: 1, bytes: Uint8Array.from({ length: size }, (_, index) => index % 251), owner: "", agreedBy: "", ...part,
});

describe("a photo on its way", () => {
  let hub: Hub;
  let uploads: Uploads;
  const state = () => uploads.of("report").map((one) => one.state).join();
  const reaches = (wanted: string) => vi.waitFor(() => expect(state()).toBe(wanted));
  const send = (...photos: PhotoToSend[]) => {
    uploads.hold("me", "report", photos);
    uploads.release("report");
  };

  beforeEach(() => {
    localStorage.clear();
    hub = new Hub();
    uploads = new Uploads(hub.clients.evidence, [1]);
  });

  it("waits for its report", async () => {
    uploads.hold("me", "report", [photo(10)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(state()).toBe("held");
    expect(hub.started).toEqual([]);
  });

  it("goes in pieces with their checksums, announced with its own", async () => {
    const one = photo(2500, { owner: "Corner Foods", agreedBy: "Jo Marsh, manager" });
    send(one);
    await reaches("sent");
    expect(hub.offsets).toEqual([0, 1000, 2000]);
    expect(sha256(hub.bytes)).toBe(sha256(one.bytes));
    expect(hex(hub.started[0].sha256)).toBe(sha256(one.bytes));
    expect(hub.started[0]).toMatchObject({ suspect: 1, sizeBytes: 2500n, authority: { owner: "Corner Foods", agreedBy: "Jo Marsh, manager" } });
    expect(uploads.of("report")[0].photo.bytes.length, "nothing is kept of what has arrived").toBe(0);
  });

  it("half an authority is none", async () => {
    send(photo(10, { owner: "Corner Foods" }));
    await reaches("sent");
    expect(hub.started[0].authority).toBeUndefined();
  });

  it("is taken up where the hub has got to, and says that nobody asked for it", async () => {
    hub.weather = (_, calls) => {
      if (calls === 3) throw fail(Code.Unavailable, Reason.STORE_AWAY);
    };
    send(photo(2500));
    await reaches("sent");
    expect(hub.offsets).toEqual([0, 1000, 2000]);
    expect(hub.unattended).toEqual([false, true]);
  });

  it("is not sent twice where only the last answer was lost", async () => {
    hub.weather = (method) => {
      if (method === "finish" && !hub.ready) {
        hub.ready = true;
        throw fail(Code.Unavailable, Reason.OUTCOME_UNKNOWN);
      }
    };
    send(photo(500));
    await reaches("sent");
    expect(hub.offsets).toEqual([0]);
  });

  it("that is no photo is said and not tried again, until a person asks: then as a new one", async () => {
    hub.weather = (method) => {
      if (method === "finish") throw fail(Code.InvalidArgument, Reason.PICTURE_UNREADABLE);
    };
    send(photo(500));
    await reaches("failed");
    expect(uploads.of("report")[0].problem?.text).toContain("could not read this photo");
    hub.weather = () => undefined;
    hub.bytes = new Uint8Array();
    uploads.again(uploads.of("report")[0]);
    await reaches("sent");
    expect(new Set(hub.started.map((one) => one.photoId?.value)).size).toBe(2);
  });

  it("comes after the one before it; one that fails holds up no other", async () => {
    hub.weather = (_, calls) => {
      if (calls === 1) throw fail(Code.FailedPrecondition, Reason.HAS_PHOTO);
    };
    send(photo(500, { suspect: 0 }), photo(500));
    await reaches("failed,sent");
  });

  it("whose hub never gets on is not sent for ever", async () => {
    const stuck = clientsOver(createRouterTransport(({ service }) => service(EvidenceService, {
      startPhoto: () => ({ pieceBytes: PIECE }), sendPhotoPiece: () => ({ nextOffset: 0n }),
    })));
    uploads = new Uploads(stuck.evidence, [100_000]);
    send(photo(1500));
    await reaches("again");
    uploads.clear();
  });

  it("leaves with whoever signs out", async () => {
    hub.weather = () => {
      throw fail(Code.Unavailable, Reason.STORE_AWAY);
    };
    send(photo(10));
    await reaches("again");
    uploads.clear();
    expect(uploads.of("report")).toEqual([]);
    // A call that was on its way may still arrive; none follows it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const calls = hub.unattended.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hub.unattended.length).toBe(calls);
  });

  it("that its page took with it is known by its report's id alone, until one arrives", async () => {
    hub.weather = () => {
      throw fail(Code.Unavailable, Reason.STORE_AWAY);
    };
    send(photo(10));
    await reaches("again");
    uploads.clear();
    expect(lostPhotos("me")).toEqual(["report"]);
    expect(lostPhotos("somebody else")).toEqual([]);
    hub.weather = () => undefined;
    uploads.hold("me", "other", [photo(10)]);
    expect(lostPhotos("me")).toEqual(["report", "other"]);
    uploads.release("other");
    await vi.waitFor(() => expect(lostPhotos("me")).toEqual(["report"]));
    send(photo(10));
    await vi.waitFor(() => expect(lostPhotos("me")).toEqual([]));
  });
});
