// A photo as large as the window allows, over the page it belongs to.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/page";
import { Picture, type Through } from "../../ui/picture";

interface Props {
  photoId: string;
  through: Through;
  // "suspect 1"
  name: string;
  close: () => void;
}

export function PhotoDialog({ photoId, through, name, close }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="sh-dialog" aria-labelledby="photo-dialog-title" onClose={close}>
      <h2 class="govuk-heading-m" id="photo-dialog-title">Photo of {name}</h2>
      <Picture photoId={photoId} through={through} size="full" alt={`Photo of ${name}`} />
      <p class="govuk-body sh-quiet">Your name and the time are worked into this picture, and that you looked is recorded.</p>
      <Button onPress={() => box.current?.close()} name="photo-close">Close</Button>
    </dialog>
  );
}
