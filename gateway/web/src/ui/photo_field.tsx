// Choosing a photo of one person: camera or file, seen before it goes, replaced or left out; whose camera
// it was and who agreed, if that is known already and this is who may say it.
import { useState } from "preact/hooks";
import { useHub } from "../app/hub";
import { makeReady, NoPhoto } from "../lib/photo_file";
import type { PhotoToSend } from "../lib/uploads";
import { TextField } from "./fields";
import { Button, errorFor, type Flaw } from "./page";
import { statesCamera } from "../words/people";
import { useBlobUrl } from "./picture";

export interface PhotoDraft extends PhotoToSend {
  cleaned: boolean;
}

interface Props {
  id: string;
  // "suspect 1"
  of: string;
  photo: PhotoDraft | undefined;
  set: (photo: PhotoDraft | undefined) => void;
  flaws: Flaw[];
}

// Whose camera and who agreed are said together or not at all.
export function flawsInPhotos(photos: (PhotoDraft | undefined)[]): Flaw[] {
  return photos.flatMap((photo, index) => {
    if (!photo || !photo.owner.trim() === !photo.agreedBy.trim()) return [];
    return photo.owner.trim() ? [{ text: "Say who agreed, or leave the camera out too", id: `photo-${index + 1}-agreed` }]
      : [{ text: "Say whose camera it is, or leave out who agreed", id: `photo-${index + 1}-owner` }];
  });
}

export function PhotoField({ id, of, photo, set, flaws }: Props) {
  const { role } = useHub();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const url = useBlobUrl(photo?.cleaned ? photo.bytes : undefined, "image/jpeg");
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setError("");
    try {
      const ready = await makeReady(file);
      set({ owner: "", agreedBy: "", suspect: 0, ...photo, id: crypto.randomUUID(), ...ready });
    } catch (cause) {
      setError(cause instanceof NoPhoto ? cause.message : "This photo could not be read. Choose another");
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class={`sh-photo-field${error ? " govuk-form-group--error" : ""}`} data-name={id}>
      {error && <p id={`${id}-error`} class="govuk-error-message" role="alert"><span class="govuk-visually-hidden">Error:</span> {error}</p>}
      {photo && (
        <figure class="sh-photo sh-photo--thumbnail" data-name={`${id}-preview`}>
          {url ? <img src={url} alt={`Your photo of ${of}, before it is sent`} draggable={false} />
            : <p class="sh-photo__words">{photo.cleaned ? "Photo chosen" : "Photo chosen. This phone cannot show it; the hub can."}</p>}
        </figure>
      )}
      <div class="sh-row-actions">
        <label class="govuk-button govuk-button--secondary sh-file" for={id}>
          <input class="sh-file__input" id={id} type="file" accept="image/*,.heic,.heif" aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => {
              const input = event.currentTarget;
              void choose(input.files?.[0]).then(() => {
                // The same file may be chosen again.
                input.value = "";
              });
            }} />
          {busy ? "Please wait" : photo ? "Replace the photo" : "Add a photo"}<span class="govuk-visually-hidden"> of {of}</span>
        </label>
        {photo && <Button kind="secondary" name={`${id}-remove`} onPress={() => { set(undefined); setError(""); }}>Remove the photo<span class="govuk-visually-hidden"> of {of}</span></Button>}
      </div>
      <p class="govuk-visually-hidden" role="status">{busy ? "Making the photo ready" : photo ? `Photo of ${of} chosen` : ""}</p>
      {photo && statesCamera(role) && (
        <details class="govuk-details">
          <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Whose CCTV, and who agreed (can be said later)<span class="govuk-visually-hidden">, photo of {of}</span></span></summary>
          <div class="govuk-details__text">
            <TextField id={`${id}-owner`} label="Whose camera is it?" hint="The shop, firm or person that owns it." maxLength={120} value={photo.owner}
              onValue={(owner) => set({ ...photo, owner })} error={errorFor(flaws, `${id}-owner`)} />
            <TextField id={`${id}-agreed`} label="Who agreed that the scheme may use it?" hint="Name and position." maxLength={120} autocomplete="off" value={photo.agreedBy}
              onValue={(agreedBy) => set({ ...photo, agreedBy })} error={errorFor(flaws, `${id}-agreed`)} />
          </div>
        </details>
      )}
    </div>
  );
}
