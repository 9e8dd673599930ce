// The photos of a report: each beside the suspect it shows, with whose CCTV it is and what the viewer may
// do with it.
import { useEffect, useState } from "preact/hooks";
import { type Photo, PhotoState } from "@gen/evidence/v1/evidence_pb";
import { Reason } from "@gen/error/v1/error_pb";
import type { Incident } from "@gen/incident/v1/incident_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Button, Done, type Flaw, SummaryList, Tag } from "../../ui/page";
import { flawsInPhotos, type PhotoDraft, PhotoField } from "../../ui/photo_field";
import { PhotosOnTheirWay, useUploads } from "../../ui/photo_uploads";
import { Picture } from "../../ui/picture";
import { isWithheld, NotShown, shown } from "../../ui/withheld";
import { moment } from "../../words/dates";
import { worksAtSites } from "../../words/people";
import { PhotoActions } from "./photo_actions";
import { PhotoDialog } from "./photo_dialog";

export interface Photos {
  all: Photo[];
  known: boolean;
  // Not for this viewer at all, or not to be had now.
  hidden: boolean;
  away: boolean;
  again: () => void;
}

export function usePhotos(incident: Incident): Photos {
  const { clients, uploads, role } = useHub();
  const id = incident.incidentId?.value ?? "";
  // No report shows a DPO a face, and asking would leave a refusal in their own log each time.
  const never = role === Role.DPO;
  const found = useCall(async (options) => (never ? [] : (await clients.evidence.listPhotos({ incidentId: { value: id } }, options)).photos), [id]);
  // A photo that has just arrived is shown without a reload.
  useEffect(() => {
    let sent = uploads.of(id).filter((one) => one.state === "sent").length;
    return uploads.listen(() => {
      const now = uploads.of(id).filter((one) => one.state === "sent").length;
      if (now > sent) found.againByItself();
      sent = now;
    });
  }, [id]);
  const reason = found.problem?.reason;
  const hidden = never || reason === Reason.NOT_FOUND || reason === Reason.NOT_ALLOWED || reason === Reason.PURPOSE_NOT_ALLOWED;
  return {
    all: (found.data ?? []).filter((one) => one.state !== PhotoState.RECEIVING),
    known: found.data !== undefined, hidden, away: found.problem !== undefined && !hidden, again: found.again,
  };
}

interface Props {
  incident: Incident;
  photos: Photos;
  // Which suspect, from 0.
  index: number;
}

export function SuspectPhoto({ incident, photos, index }: Props) {
  const { role } = useHub();
  const appearance = incident.suspects[index].appearanceId?.value;
  const mine = photos.all.filter((one) => one.appearanceId?.value === appearance && appearance !== undefined);
  const name = `suspect ${index + 1}`;
  if (photos.hidden) return <p class="govuk-body">Photo of {name}: <NotShown /></p>;
  if (photos.away) {
    return <p class="govuk-body">The photo of {name} could not be loaded. <button type="button" class="sh-link" onClick={photos.again}>Try again<span class="govuk-visually-hidden">: photo of {name}</span></button></p>;
  }
  if (!photos.known) return null;
  if (mine.length === 0) return worksAtSites(role) ? <AddPhoto incident={incident} index={index} /> : null;
  return <>{mine.map((one) => <OnePhoto key={one.photoId?.value} incident={incident} photo={one} name={name} again={photos.again} />)}</>;
}

function OnePhoto({ incident, photo, name, again }: { incident: Incident; photo: Photo; name: string; again: () => void }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState("");
  const { authority, withheld } = photo;
  const through = { incident: incident.incidentId?.value };
  const camera = authority?.owner || isWithheld(withheld, "authority.owner")
    ? shown(withheld, "authority.owner", authority?.owner) : <Tag colour="yellow">Not said yet</Tag>;
  return (
    <div class="sh-photo-row" data-photo-row={photo.photoId?.value}>
      {done && <Done>{done}</Done>}
      <div class="sh-photo-row__picture">
        {photo.authorityWithdrawn
          ? <figure class="sh-photo sh-photo--thumbnail" data-state="withdrawn"><p class="sh-photo__words">Photo withdrawn<span class="govuk-visually-hidden"> (photo of {name})</span></p></figure>
          : <>
            <Picture photoId={photo.photoId?.value ?? ""} through={through} size="thumbnail" alt={`Photo of ${name}`} />
            <Button kind="secondary" name="photo-large" onPress={() => setOpen(true)}>See it large<span class="govuk-visually-hidden">: photo of {name}</span></Button>
          </>}
      </div>
      <div class="sh-photo-row__words">
        <SummaryList rows={[
          { key: "Whose CCTV", value: photo.authorityWithdrawn ? <Tag colour="red">Taken back</Tag> : camera },
          (!!authority?.agreedBy || isWithheld(withheld, "authority.agreed_by")) && { key: "Who agreed", value: shown(withheld, "authority.agreed_by", authority?.agreedBy) },
          authority?.statedAt && { key: "Stated", value: moment(authority.statedAt) },
          photo.receivedAt && { key: "Received", value: moment(photo.receivedAt) },
        ]} />
        {photo.authorityWithdrawn && <p class="govuk-body">The owner of the camera took it back. Nobody is shown this photo, here or in any bulletin.</p>}
        {!authority?.owner && !photo.authorityWithdrawn && !isWithheld(withheld, "authority.owner") && <p class="govuk-body">Until that is said, no bulletin can show this photo.</p>}
        <PhotoActions photo={photo} incident={incident.incidentId?.value ?? ""} name={name} done={(text) => { setDone(text); again(); }} />
      </div>
      {open && <PhotoDialog photoId={photo.photoId?.value ?? ""} through={through} name={name} close={() => setOpen(false)} />}
    </div>
  );
}

// A photo that was not at hand when the report was made.
function AddPhoto({ incident, index }: { incident: Incident; index: number }) {
  const { me, uploads } = useHub();
  const id = incident.incidentId?.value ?? "";
  const [photo, setPhoto] = useState<PhotoDraft>();
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const field = `photo-${index + 1}`;
  const onItsWay = useUploads(id).some((one) => one.photo.suspect === index && one.state !== "sent");
  if (onItsWay) return null;
  const send = () => {
    const wrong = flawsInPhotos(Object.assign([], { [index]: photo }) as (PhotoDraft | undefined)[]);
    setFlaws(wrong);
    if (!photo || wrong.length > 0) return;
    uploads.hold(me?.account?.personId?.value ?? "", id, [{ ...photo, suspect: index }]);
    uploads.release(id);
  };
  return (
    <>
      <PhotoField id={field} of={`suspect ${index + 1}`} photo={photo} set={setPhoto} flaws={flaws} />
      {photo && <Button onPress={send} name="send-photo">Send the photo<span class="govuk-visually-hidden"> of suspect {index + 1}</span></Button>}
    </>
  );
}

// On the report's own page what has arrived is seen beside its suspect.
export const ReportPhotosOnTheirWay = ({ incident }: { incident: Incident }) => <PhotosOnTheirWay incident={incident.incidentId?.value ?? ""} unsentOnly />;
