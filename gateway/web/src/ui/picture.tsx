// A photo of a person, asked for through the record that shows it; the hub works the reader's name into
// it. It has no address: what the browser holds is gone when the page leaves it.
import { useEffect, useState } from "preact/hooks";
import { Reason } from "@gen/error/v1/error_pb";
import { PhotoSize } from "@gen/evidence/v1/evidence_pb";
import { useHub } from "../app/hub";
import { useCall } from "../lib/use_call";
import { isWithheld } from "./withheld";

export interface Through {
  incident?: string;
  bulletin?: string;
}

interface Props {
  photoId: string;
  through: Through;
  size: "thumbnail" | "full";
  // What is to be seen, in plain words: "Suspect 1", never a name that the reader may not see.
  alt: string;
}

// An address for bytes while a page shows them; undefined for none.
export function useBlobUrl(bytes: Uint8Array | undefined, type: string): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!bytes) return undefined;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [bytes]);
  return url;
}

export function Picture({ photoId, through, size, alt }: Props) {
  const { clients } = useHub();
  const { incident, bulletin } = through;
  const found = useCall(async (options) => (await clients.evidence.getPhoto({
    photoId: { value: photoId },
    incidentId: incident ? { value: incident } : undefined,
    bulletinId: bulletin ? { value: bulletin } : undefined,
    size: size === "full" ? PhotoSize.FULL : PhotoSize.THUMBNAIL,
  }, options)).photo!, [photoId, incident, bulletin, size]);
  const { data, problem } = found;
  // A photo that was taken back is not shown on, even where it was here before.
  const gone = problem?.reason === Reason.NOT_FOUND;
  const url = useBlobUrl(gone || !data?.picture.length ? undefined : data.picture, "image/jpeg");
  const shape = `sh-photo sh-photo--${size}`;
  const words = (text: string, state: string) => (
    <figure class={shape} data-photo={photoId} data-state={state}><p class="sh-photo__words">{text}<span class="govuk-visually-hidden"> ({alt})</span></p></figure>
  );
  if (gone) return words("Photo withdrawn", "withdrawn");
  if (problem && !data) {
    return (
      <figure class={shape} data-photo={photoId} data-state="problem">
        <p class="sh-photo__words">
          The photo could not be loaded<br />
          <button type="button" class="sh-link" onClick={found.again}>Try again<span class="govuk-visually-hidden">: {alt}</span></button>
        </p>
      </figure>
    );
  }
  if (data && !data.picture.length) {
    return isWithheld(data.withheld, "picture") ? words("Photo not shown to your role", "withheld") : words("Photo withdrawn", "withdrawn");
  }
  if (!url) {
    return (
      <figure class={`${shape} sh-photo--loading`} data-photo={photoId} data-state="loading" aria-busy="true">
        <p class="govuk-visually-hidden">Loading the photo: {alt}</p>
      </figure>
    );
  }
  return (
    <figure class={shape} data-photo={photoId} data-state="shown">
      <img src={url} alt={alt} width={data!.width || undefined} height={data!.height || undefined} draggable={false} decoding="async" />
    </figure>
  );
}
