// A button that copies a text and says whether it worked.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "./page";

export function Copy({ text, name, children }: { text: string; name: string; children: ComponentChildren }) {
  const [said, setSaid] = useState("");
  const copy = () => navigator.clipboard.writeText(text).then(
    () => setSaid("Copied"), () => setSaid("Copying did not work. Select the text and copy it"));
  return (
    <>
      <Button kind="secondary" onPress={() => void copy()} name={name}>{children}</Button>
      <p class="govuk-body" role="status">{said}</p>
    </>
  );
}
