import { html, noChange, nothing, type TemplateResult } from 'lit';
import { plainNumber, writtenNumber } from '../../wording/typed-number.ts';
import { typedValue } from './typed-value.ts';

/** The page's language (`../language.ts`). */
const tag = (): string => document.documentElement.lang || 'en';

/** The number in a field as programs write it; null where there is none, or none yet. */
export const numberIn = ({ value }: HTMLInputElement): string | null => plainNumber(value, tag());

/** A number as fields show it. */
export const shownNumber = (plain: number | string): string => writtenNumber(String(plain), tag());

interface NumberInput {
  readonly id?: string;
  readonly name?: string;
  /** As programs write it, '' for none; undefined where nobody but the person fills it. */
  readonly value?: string;
  /** What the field is to show, where that is not the value. */
  readonly shown?: unknown;
  readonly whole?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly placeholder?: string;
  readonly describedBy?: string | typeof nothing;
  /** `input` as a person types, `change` when they are done. */
  readonly hear?: (event: Event) => void;
}

/**
 * A field for a number in the form of the page's language. The browser's own number fields have
 * that of the browser's language: in an English one, "1,5" typed into a page in French is 15.
 */
export function numberInput(input: NumberInput): TemplateResult {
  const { id = nothing, name = nothing, value, whole = false, min, max, hear = nothing } = input;
  const { placeholder = nothing, describedBy = nothing } = input;
  const shown = value === undefined ? noChange : typedValue(shownNumber(value));
  return html`
    <input id=${id} name=${name} class="number-input" type="text" role="spinbutton" dir="ltr" autocomplete="off"
      inputmode=${whole ? 'numeric' : 'decimal'} placeholder=${placeholder} aria-describedby=${describedBy}
      aria-valuenow=${value || nothing} aria-valuemin=${bound(min)} aria-valuemax=${bound(max)}
      .value=${input.shown ?? shown} @input=${hear} @change=${hear} @keydown=${step(min, max)}>
  `;
}

/** A least value that stands for "more than 0". */
const ABOVE_ZERO = Number.MIN_VALUE;

/** A bound as it is said; "no bound" and "more than 0" are none that could be. */
const bound = (limit: number | undefined): number | typeof nothing =>
  Number.isFinite(limit) && limit !== ABOVE_ZERO ? Number(limit) : nothing;

/** Arrows up and down count by one, as in every number field, but not to where nothing is. */
const step =
  (min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY) =>
  (event: KeyboardEvent): void => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const field = event.currentTarget as HTMLInputElement;
    const now = Number(numberIn(field) ?? Math.max(0, min));
    if (min === ABOVE_ZERO && now + by < min) return;
    const next = Number(Math.min(max, Math.max(min, now + by)).toPrecision(15));
    field.value = shownNumber(next);
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  };
