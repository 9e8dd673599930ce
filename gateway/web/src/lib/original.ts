// A photo as it was received, from its pieces, with its checksum checked here.
import type { Clients } from "../api/clients";

export interface FetchedOriginal {
  bytes: Uint8Array;
  mediaType: string;
  // As the hub says, in hexadecimal.
  sha256: string;
  // The bytes have that checksum.
  good: boolean;
}

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");

export async function fetchOriginal(evidence: Clients["evidence"], photoId: string, incidentId: string): Promise<FetchedOriginal> {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (;;) {
    const { original } = await evidence.getOriginal({ photoId: { value: photoId }, incidentId: { value: incidentId }, offset: BigInt(offset) });
    const { piece, totalBytes, mediaType, sha256 } = original!;
    pieces.push(piece);
    offset += piece.length;
    if (piece.length > 0 && offset < Number(totalBytes)) continue;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return { bytes, mediaType, sha256, good: bytes.length > 0 && hex(await crypto.subtle.digest("SHA-256", bytes)) === sha256.toLowerCase() };
  }
}
