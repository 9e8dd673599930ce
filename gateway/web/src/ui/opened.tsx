// What a button opened, below it on the page: a form, or "are you sure?". Focus moves there; Cancel and
// Escape close it and give focus back to the button. The button that then does it has other words than
// the one that opened it.
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { Button, type ButtonProps } from "./page";

const Close = createContext<(() => void) | undefined>(undefined);

interface Props {
  // What is heard on arriving there: the words of the button that opened it.
  title: string;
  close: () => void;
  name?: string;
  children: ComponentChildren;
}

export function Opened({ title, close, name, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = box.current!;
    const opener = document.activeElement as HTMLElement | null;
    here.focus({ preventScroll: true });
    here.scrollIntoView?.({ block: "nearest" });
    return () => {
      // Only from inside: who pressed another button meanwhile is already there.
      if (here.contains(document.activeElement)) opener?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div
      ref={box} class="sh-opened" role="group" aria-label={title} tabIndex={-1} data-name={name}
      onKeyDown={(event) => {
        // In a search field Escape empties the field first.
        const field = event.target as HTMLInputElement;
        if (event.key !== "Escape" || (field.type === "search" && field.value)) return;
        event.stopPropagation();
        close();
      }}
    >
      <Close.Provider value={close}>{children}</Close.Provider>
    </div>
  );
}

// The button that does it; in what was opened, with Cancel beside it.
export function Do(props: ButtonProps) {
  const close = useContext(Close);
  if (!close) return <Button {...props} />;
  return (
    <div class="sh-row-actions">
      <Button {...props} />
      <Button kind="secondary" name="cancel" onPress={close}>Cancel</Button>
    </div>
  );
}
