// GOV.UK form fields as components. Each takes its own error, and its id is what the error summary
// links to.
import type { ComponentChildren, JSX } from "preact";

interface Field {
  id: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
}

const describedBy = ({ id, hint, error }: Field) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

function Group({ field, children, legend }: { field: Field; children: ComponentChildren; legend?: boolean }) {
  const { id, label, hint, error } = field;
  const inside = (
    <>
      {hint && <div id={`${id}-hint`} class="govuk-hint">{hint}</div>}
      {error && (
        <p id={`${id}-error`} class="govuk-error-message">
          <span class="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
      {children}
    </>
  );
  return (
    <div class={`govuk-form-group${error ? " govuk-form-group--error" : ""}`}>
      {legend ? (
        <fieldset class="govuk-fieldset" aria-describedby={describedBy(field)}>
          <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{label}</legend>
          {inside}
        </fieldset>
      ) : (
        <>
          <label class="govuk-label govuk-label--s" for={id}>{label}</label>
          {inside}
        </>
      )}
    </div>
  );
}

type Text = Field & {
  value: string;
  onValue: (value: string) => void;
  width?: 2 | 3 | 5 | 10 | 20;
} & Omit<JSX.HTMLAttributes<HTMLInputElement>, "label" | "value" | "id" | "width"> & { type?: string; autocomplete?: string;
  inputmode?: string; maxLength?: number; spellcheck?: boolean; pattern?: string; min?: string; max?: string };

export function TextField({ id, label, hint, error, value, onValue, width, ...rest }: Text) {
  const field = { id, label, hint, error };
  const input = { type: "text", ...rest } as JSX.HTMLAttributes<HTMLInputElement>;
  return (
    <Group field={field}>
      <input
        {...input} id={id} name={id} value={value}
        class={`govuk-input${error ? " govuk-input--error" : ""}${width ? ` govuk-input--width-${width}` : ""}`}
        aria-describedby={describedBy(field)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Group>
  );
}

export function TextArea(props: Field & { value: string; onValue: (value: string) => void; rows?: number; max?: number }) {
  const { id, error, value, onValue, rows = 4, max } = props;
  const left = max === undefined ? undefined : max - value.length;
  const near = left !== undefined && left < max! / 5;
  return (
    <Group field={props}>
      <textarea
        id={id} name={id} rows={rows} value={value}
        class={`govuk-textarea${error ? " govuk-textarea--error" : ""}`}
        aria-describedby={describedBy(props)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {near && (
        <p class="govuk-hint" role="status">
          {left! >= 0 ? `You have ${left} characters left` : `You have ${-left!} characters too many`}
        </p>
      )}
    </Group>
  );
}

export function Select<T extends string | number>(
  props: Field & { value: T | ""; options: [T, string][]; onValue: (value: T) => void; empty?: string },
) {
  const { id, error, value, options, onValue, empty } = props;
  return (
    <Group field={props}>
      <select
        id={id} name={id} value={String(value)}
        class={`govuk-select${error ? " govuk-select--error" : ""}`}
        aria-describedby={describedBy(props)}
        onChange={(event) => {
          const found = options.find(([key]) => String(key) === event.currentTarget.value);
          if (found) onValue(found[0]);
        }}
      >
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map(([key, text]) => <option key={key} value={String(key)}>{text}</option>)}
      </select>
    </Group>
  );
}

export function Radios<T extends string | number>(
  props: Field & { value: T | undefined; options: [T, string, string?][]; onValue: (value: T) => void },
) {
  const { id, value, options, onValue } = props;
  return (
    <Group field={props} legend>
      <div class="govuk-radios">
        {options.map(([key, text, hint], index) => {
          const own = index === 0 ? id : `${id}-${index + 1}`;
          return (
            <div class="govuk-radios__item" key={key}>
              <input
                class="govuk-radios__input" type="radio" id={own} name={id} checked={value === key}
                aria-describedby={hint ? `${own}-item-hint` : undefined}
                onChange={() => onValue(key)}
              />
              <label class="govuk-label govuk-radios__label" for={own}>{text}</label>
              {hint && <div id={`${own}-item-hint`} class="govuk-hint govuk-radios__hint">{hint}</div>}
            </div>
          );
        })}
      </div>
    </Group>
  );
}

export function Checkboxes<T extends string | number>(
  props: Field & { values: T[]; options: [T, string, string?][]; onValues: (values: T[]) => void },
) {
  const { id, values, options, onValues } = props;
  const toggle = (key: T) => onValues(values.includes(key) ? values.filter((one) => one !== key) : [...values, key]);
  return (
    <Group field={props} legend>
      <div class="govuk-checkboxes">
        {options.map(([key, text, hint], index) => {
          const own = index === 0 ? id : `${id}-${index + 1}`;
          return (
            <div class="govuk-checkboxes__item" key={key}>
              <input
                class="govuk-checkboxes__input" type="checkbox" id={own} name={own} checked={values.includes(key)}
                aria-describedby={hint ? `${own}-item-hint` : undefined}
                onChange={() => toggle(key)}
              />
              <label class="govuk-label govuk-checkboxes__label" for={own}>{text}</label>
              {hint && <div id={`${own}-item-hint`} class="govuk-hint govuk-checkboxes__hint">{hint}</div>}
            </div>
          );
        })}
      </div>
    </Group>
  );
}
