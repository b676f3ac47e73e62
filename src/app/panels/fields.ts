import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { numberIn, numberInput, shownNumber } from './number-input.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** More about it, shown on hover. */
  readonly help?: string;
}

interface Field {
  /** What it sets; unique on the page, and the same in all languages. */
  readonly name: string;
  readonly label: string;
  readonly help?: string;
}

const idOf = ({ name }: Field) => `field-${name}`;
const helpText = (field: Field) => (field.help ? html`<small id="${idOf(field)}-help">${field.help}</small>` : nothing);
const describedBy = (field: Field) => (field.help ? `${idOf(field)}-help` : nothing);
const labelFor = (field: Field) => html`<label for=${idOf(field)}>${field.label}</label>`;

/** A drop-down list with its label. */
export function selectField(
  field: Field,
  value: string,
  choices: readonly Choice[],
  change: (value: string) => void,
): TemplateResult {
  const read = (event: Event) => change((event.currentTarget as HTMLSelectElement).value);
  return html`
    <div class="field">
      ${labelFor(field)}
      <select id=${idOf(field)} aria-describedby=${describedBy(field)} @change=${read}>
        ${choices.map(
          (choice) => html`
            <option value=${choice.value} .selected=${live(choice.value === value)}>${choice.label}</option>
          `,
        )}
      </select>
      ${helpText(field)}
    </div>
  `;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** Shown while empty; a field without it cannot be empty. */
  readonly empty?: string;
}

/** Least and most of a number field. */
export const range = ([min, max]: readonly [number, number], per = 1) => ({ min: min / per, max: max / per });

/** A number field with its label. What is out of range or no number springs back to what it was. */
export function numberField(
  field: Field,
  value: number | null,
  range: Range,
  change: (value: number | null) => void,
): TemplateResult {
  const text = value === null ? '' : String(value);
  const read = (event: Event) => {
    if (event.type !== 'change') return;
    const input = event.currentTarget as HTMLInputElement;
    const typed = numberIn(input);
    const number = Number(typed);
    const valid = typed !== null && number >= range.min && number <= range.max;
    if (valid && (!range.whole || Number.isInteger(number))) change(number);
    else if (input.value.trim() === '' && range.empty !== undefined) change(null);
    else input.value = text === '' ? text : shownNumber(text);
  };
  return html`
    <div class="field">
      ${labelFor(field)}
      ${numberInput({
        id: idOf(field),
        value: text,
        ...range,
        placeholder: range.empty,
        describedBy: describedBy(field),
        hear: read,
      })}
      ${helpText(field)}
    </div>
  `;
}

/** A switch with its label. */
export function checkField(field: Field, value: boolean, change: (value: boolean) => void): TemplateResult {
  const read = (event: Event) => change((event.currentTarget as HTMLInputElement).checked);
  return html`
    <div class="field">
      <label class="check">
        <input type="checkbox" aria-describedby=${describedBy(field)} .checked=${live(value)} @change=${read}>
        <span>${field.label}</span>
      </label>
      ${helpText(field)}
    </div>
  `;
}

/** A few choices side by side, one of them taken. */
export function segmented(
  { name, label: legend }: Field,
  value: string,
  choices: readonly Choice[],
  change: (value: string) => void,
): TemplateResult {
  return html`
    <fieldset class="segmented">
      <legend>${legend}</legend>
      <div>
        ${choices.map(
          (choice) => html`
            <label title=${choice.help ?? nothing}>
              <input type="radio" name=${name} value=${choice.value} .checked=${live(choice.value === value)}
                @change=${() => change(choice.value)}>
              <span>${choice.label}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}
