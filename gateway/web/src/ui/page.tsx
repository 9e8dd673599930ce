// What pages are made of: title and focus, buttons, tags, lists.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Summary, useSaid, useTried } from "./problems";

export { errorFor, ErrorSummary, type Flaw, flawsOf } from "./problems";

// Sets the window's title and moves focus to the heading, so that a page change is heard. What is wrong on
// the page stands above it.
export function Title({ children, caption, hidden }: { children: string; caption?: string; hidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const wrong = useSaid().length > 0;
  useEffect(() => {
    document.title = `${wrong ? "Error: " : ""}${children} – SMART Hub`;
  }, [children, wrong]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <>
      <Summary />
      {caption && <span class="govuk-caption-l">{caption}</span>}
      <h1 ref={heading} tabIndex={-1} class={hidden ? "govuk-visually-hidden" : "govuk-heading-l"}>{children}</h1>
    </>
  );
}

export interface ButtonProps {
  children: ComponentChildren;
  onPress?: () => void;
  kind?: "secondary" | "warning";
  busy?: boolean;
  submit?: boolean;
  expanded?: boolean;
  name?: string;
}

export function Button({ children, onPress, kind, busy, submit, expanded, name }: ButtonProps) {
  return (
    <button
      type={submit ? "submit" : "button"} class={`govuk-button${kind ? ` govuk-button--${kind}` : ""}`}
      aria-disabled={busy || undefined} aria-expanded={expanded} data-name={name}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {busy ? "Please wait" : children}
    </button>
  );
}

export function Form({ onSend, children }: { onSend: () => void; children: ComponentChildren }) {
  const tried = useTried();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
        tried();
      }}
    >
      {children}
    </form>
  );
}

export const Tag = ({ colour, children }: { colour: string; children: ComponentChildren }) => (
  <strong class={`govuk-tag govuk-tag--${colour}`}>{children}</strong>
);

export const Warning = ({ children }: { children: ComponentChildren }) => (
  <div class="govuk-warning-text">
    <span class="govuk-warning-text__icon" aria-hidden="true">!</span>
    <strong class="govuk-warning-text__text">
      <span class="govuk-visually-hidden">Warning</span> {children}
    </strong>
  </div>
);

// "It worked", kept on the page. It takes focus: the button that was pressed is often gone.
export function Done({ children }: { children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    // At the top of a page, or in the middle of one beside what was done.
    box.current?.scrollIntoView({ block: "center" });
  }, [children]);
  return (
    <div ref={box} class="govuk-notification-banner govuk-notification-banner--success" role="alert" tabIndex={-1} aria-labelledby="done-title">
      <div class="govuk-notification-banner__header">
        <h2 class="govuk-notification-banner__title" id="done-title">Success</h2>
      </div>
      <div class="govuk-notification-banner__content">
        <div class="govuk-notification-banner__heading">{children}</div>
      </div>
    </div>
  );
}

export const Back = ({ to, children = "Back" }: { to: string; children?: string }) => (
  <a class="govuk-back-link" href={`#${to}`}>{children}</a>
);

export interface Row {
  key: string;
  value: ComponentChildren;
}

export const SummaryList = ({ rows }: { rows: (Row | undefined | false)[] }) => (
  <dl class="govuk-summary-list">
    {rows.map((row) => row && (
      <div class="govuk-summary-list__row" key={row.key}>
        <dt class="govuk-summary-list__key">{row.key}</dt>
        <dd class="govuk-summary-list__value sh-break">{row.value}</dd>
      </div>
    ))}
  </dl>
);
