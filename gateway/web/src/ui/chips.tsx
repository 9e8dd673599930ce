// Answers as big buttons, for one thumb. One or several of a group are pressed.
import type { ComponentChildren } from "preact";

export function Question(props: { id: string; title: string; hint?: ComponentChildren; error?: string; children: ComponentChildren }) {
  const { id, title, hint, error, children } = props;
  const describes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class={`sh-question${error ? " govuk-form-group--error" : ""}`}>
      <fieldset id={id} tabIndex={-1} aria-describedby={describes}>
        <legend>{title}</legend>
        {hint && <p id={`${id}-hint`} class="sh-question__hint">{hint}</p>}
        {error && <p id={`${id}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {error}</p>}
        {children}
      </fieldset>
    </div>
  );
}

interface ChipProps {
  pressed: boolean;
  onPress: () => void;
  urgent?: boolean;
  sub?: string;
  name?: string;
  children: ComponentChildren;
}

export const Chip = ({ pressed, onPress, urgent, sub, name, children }: ChipProps) => (
  <button type="button" class={`sh-chip${urgent ? " sh-chip--urgent" : ""}`} aria-pressed={pressed} data-name={name} onClick={onPress}>
    {children}{sub && <span class="sh-chip__sub">{sub}</span>}
  </button>
);

// One of several; pressing the pressed one again takes the answer back where `none` is given.
export function OneOf<T>({ options, value, onValue, none }: {
  options: [T, string][]; value: T; onValue: (value: T) => void; none?: T;
}) {
  return (
    <div class="sh-chips">
      {options.map(([key, text]) => (
        <Chip key={text} pressed={value === key} onPress={() => onValue(value === key && none !== undefined ? none : key)}>{text}</Chip>
      ))}
    </div>
  );
}
