// What may be done with a photo: say whose CCTV it is, take it back everywhere, remove it, download the
// original. The hub says which.
import { useState } from "preact/hooks";
import type { Photo } from "@gen/evidence/v1/evidence_pb";
import { newRequestId } from "../../api/clients";
import { useHub } from "../../app/hub";
import { useDoing } from "../../lib/use_call";
import { TextField } from "../../ui/fields";
import { Do, Opened } from "../../ui/opened";
import { Button, errorFor, ErrorSummary, type Flaw, flawsOf, Form } from "../../ui/page";
import { Original } from "./original";

interface Props {
  photo: Photo;
  incident: string;
  // "suspect 1"
  name: string;
  done: (text: string) => void;
}

type Open = "" | "state" | "withdraw" | "remove";
const OPENED = { state: "Whose CCTV it is", withdraw: "Take the photo back everywhere", remove: "Remove the photo" };

export function PhotoActions({ photo, incident, name, done }: Props) {
  const [open, setOpen] = useState<Open>("");
  const may = (action: string) => photo.allowedActions.includes(`photo.${action}`);
  const stated = photo.authority?.owner !== undefined && photo.authority.owner !== "" && !photo.authorityWithdrawn;
  const finish = (text: string) => {
    setOpen("");
    done(text);
  };
  const toggle = (which: Open) => setOpen(open === which ? "" : which);
  const of = <span class="govuk-visually-hidden">: photo of {name}</span>;
  return (
    <>
      <div class="sh-row-actions">
        {may("state_authority") && <Button kind="secondary" name="photo-state" expanded={open === "state"} onPress={() => toggle("state")}>{stated ? "Correct whose CCTV it is" : "State whose CCTV it is"}{of}</Button>}
        {may("withdraw_authority") && !photo.authorityWithdrawn && <Button kind="secondary" name="photo-withdraw" expanded={open === "withdraw"} onPress={() => toggle("withdraw")}>Take the photo back everywhere{of}</Button>}
        {may("remove") && <Button kind="secondary" name="photo-remove" expanded={open === "remove"} onPress={() => toggle("remove")}>Remove the photo{of}</Button>}
      </div>
      {may("original") && !photo.authorityWithdrawn && <Original photo={photo} incident={incident} name={name} />}
      {open && (
        <Opened key={open} title={OPENED[open]} close={() => setOpen("")} name={`photo-opened-${open}`}>
          {open === "state" && <StateAuthority photo={photo} done={() => finish("Whose CCTV it is has been recorded")} />}
          {open === "withdraw" && <Sure photo={photo} what="withdraw" done={() => finish("Photo taken back. Nobody is shown it any more")} />}
          {open === "remove" && <Sure photo={photo} what="remove" done={() => finish("Photo removed")} />}
        </Opened>
      )}
    </>
  );
}

function StateAuthority({ photo, done }: { photo: Photo; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const id = photo.photoId?.value ?? "";
  const [owner, setOwner] = useState(photo.authority?.owner ?? "");
  const [agreedBy, setAgreedBy] = useState(photo.authority?.agreedBy ?? "");
  const [missing, setMissing] = useState<Flaw[]>([]);
  const fields = { owner: `${id}-owner`, agreed_by: `${id}-agreed` };
  const flaws = missing.length > 0 ? missing : flawsOf(doing.problem, fields);
  const send = async () => {
    const found = [
      !owner.trim() && { text: "Enter whose camera it is", id: fields.owner },
      !agreedBy.trim() && { text: "Enter who agreed", id: fields.agreed_by },
    ].filter(Boolean) as Flaw[];
    setMissing(found);
    if (found.length > 0) return;
    const authority = { owner: owner.trim(), agreedBy: agreedBy.trim() };
    if (await doing.run(() => clients.evidence.stateAuthority({ requestId: newRequestId(), photoId: { value: id }, authority }))) done();
  };
  return (
    <Form onSend={() => void send()}>
      <ErrorSummary flaws={flaws} />
      <TextField id={fields.owner} label="Whose camera is it?" hint="The shop, firm or person that owns it." maxLength={120} value={owner} onValue={setOwner} error={errorFor(flaws, fields.owner)} />
      <TextField id={fields.agreed_by} label="Who agreed that the scheme may use it?" hint="Name and position." autocomplete="off" maxLength={120} value={agreedBy} onValue={setAgreedBy} error={errorFor(flaws, fields.agreed_by)} />
      <Do submit busy={doing.busy} name="confirm">Record it</Do>
    </Form>
  );
}

const SURE = {
  withdraw: { text: "From the moment you confirm, nobody is shown this photo: not in this report and not in any bulletin. Do this when the owner of the camera takes their agreement back.", button: "Yes, take it back" },
  remove: { text: "Use this for a wrong picture, or one that shows a bystander. The photo is erased, its original too. This cannot be undone.", button: "Yes, remove it" },
};

function Sure({ photo, what, done }: { photo: Photo; what: "withdraw" | "remove"; done: () => void }) {
  const { clients } = useHub();
  const doing = useDoing();
  const press = async () => {
    const change = { requestId: newRequestId(), photoId: photo.photoId };
    if (await doing.run(() => (what === "remove" ? clients.evidence.removePhoto(change) : clients.evidence.withdrawAuthority(change)))) done();
  };
  return (
    <div data-name={`sure-${what}`}>
      <ErrorSummary flaws={flawsOf(doing.problem)} />
      <p class="govuk-body">{SURE[what].text}</p>
      <Do kind="warning" busy={doing.busy} name="confirm" onPress={() => void press()}>{SURE[what].button}</Do>
    </div>
  );
}
