// The photo as it was received, for evidence: fetched in pieces, checked against its SHA-256, then saved.
import { useState } from "preact/hooks";
import type { Photo } from "@gen/evidence/v1/evidence_pb";
import { useHub } from "../../app/hub";
import { fetchOriginal, type FetchedOriginal } from "../../lib/original";
import { useDoing } from "../../lib/use_call";
import { Button, ErrorSummary, flawsOf } from "../../ui/page";

const ENDINGS: Record<string, string> = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heic" };

function save(file: FetchedOriginal, id: string): void {
  const url = URL.createObjectURL(new Blob([file.bytes], { type: file.mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `photo-${id.slice(0, 8)}.${ENDINGS[file.mediaType] ?? "bin"}`;
  link.click();
  // The browser has begun by then; the address ends with the page in any case.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function Original({ photo, incident, name }: { photo: Photo; incident: string; name: string }) {
  const { clients } = useHub();
  const doing = useDoing();
  const [file, setFile] = useState<FetchedOriginal>();
  const id = photo.photoId?.value ?? "";
  const fetch = () => doing.run(async () => {
    const found = await fetchOriginal(clients.evidence, id, incident);
    setFile(found);
    if (found.good) save(found, id);
  });
  return (
    <div data-name="original">
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      <Button kind="secondary" busy={doing.busy} name="photo-original" onPress={() => void fetch()}>Download the original for evidence<span class="govuk-visually-hidden">: photo of {name}</span></Button>
      <div role="status">
        {file?.good && <p class="govuk-body" data-original="good">Saved. The file is as the hub received it. Its SHA-256 is <span class="sh-secret">{file.sha256}</span></p>}
        {file && !file.good && <p class="govuk-body" data-original="bad"><strong>Not saved.</strong> The file does not fit its SHA-256 <span class="sh-secret">{file.sha256}</span> Try again; if it happens again, tell your coordinator.</p>}
      </div>
      <p class="govuk-body sh-quiet">Taking it is recorded.</p>
    </div>
  );
}
