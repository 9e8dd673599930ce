// Where the photos of a report are on their way to the hub.
import { useEffect, useState } from "preact/hooks";
import { useHub } from "../app/hub";
import type { Upload } from "../lib/uploads";
import { uploadWords } from "../words/evidence";
import { Button } from "./page";

export function useUploads(incident: string): Upload[] {
  const { uploads } = useHub();
  const [, redraw] = useState(0);
  useEffect(() => uploads.listen(() => redraw((count) => count + 1)), []);
  return uploads.of(incident);
}

export function PhotosOnTheirWay({ incident, unsentOnly = false }: { incident: string; unsentOnly?: boolean }) {
  const { uploads } = useHub();
  const all = useUploads(incident).filter((one) => !unsentOnly || one.state !== "sent");
  if (all.length === 0) return null;
  const unsent = all.some((one) => one.state !== "sent" && one.state !== "failed");
  return (
    <section aria-labelledby="photos-title" data-name="photos-on-their-way">
      <h2 class="govuk-heading-m" id="photos-title">{all.length === 1 ? "Photo" : "Photos"}</h2>
      <div role="status"><ul class="govuk-list">
        {all.map((one) => <li key={one.photo.id} data-upload={one.state}>{uploadWords(one)}</li>)}
      </ul></div>
      {all.map((one) => one.state === "sending" && (
        <progress key={one.photo.id} class="sh-progress" max={100} value={Math.round(one.progress * 100)} aria-label={`Photo ${one.number} of ${one.of}`} />
      ))}
      {all.map((one) => one.state === "failed" && (
        <Button key={one.photo.id} kind="secondary" name="photo-again" onPress={() => uploads.again(one)}>Send photo {one.number} again</Button>
      ))}
      {unsent && <p class="govuk-body">Leave this page open until {all.length === 1 ? "the photo is" : "the photos are"} sent. Your report has arrived already.</p>}
    </section>
  );
}
