import { format as d3Format } from 'd3-format';
import { chartWords as words } from '../words/en.ts';

/**
 * Units a chart counts in. Probabilities are shown in percent, their differences in percentage
 * points.
 */
export type Unit = 'probability' | 'logit' | 'raw' | 'value';

const minus = '−';
const space = '\u00a0';

/** Numbers of one chart, in the record's units, as the person reads them. */
export interface Formatter {
  /** A difference, with sign: "+12.3", "−0.41". Rounded to what its standard error supports. */
  effect(value: number, error: number | null): string;
  /** A standard error, rounded as its value is: "0.3". */
  error(error: number, value: number): string;
  /** An answer of the model: "71.2 %", "1.24", "287.4". */
  amount(value: number): string;
  /** Label of an axis tick; `step` is the distance between ticks. */
  tick(value: number, step: number): string;
  /** Ticks of a bars' axis are differences: with sign. */
  signedTick(value: number, step: number): string;
}

/**
 * Power of ten down to which a value may be shown: its standard error's first digit (the second
 * where the first is 1), never more than three digits of the chart's largest value. An error of 0
 * or none leaves the three digits.
 */
export function lastDigit(scale: number, error: number | null): number {
  const finest = scale > 0 ? Math.floor(Math.log10(scale)) - 2 : -1;
  if (error === null || !(error > 0)) return finest;
  return Math.max(finest, Math.floor(Math.log10(error / 2)));
}

/**
 * A number down to 10^last: grouped thousands, a true minus sign, powers of ten when very large or
 * very small.
 */
export function rounded(value: number, last: number, scale: number): string {
  if (scale > 0 && (scale >= 1e7 || scale < 1e-4)) return scientific(value, last);
  const unit = 10 ** last;
  const near = last > 0 ? Math.round(value / unit) * unit : value;
  const text = d3Format(`,.${Math.max(0, Math.min(12, -last))}f`)(Math.abs(near));
  return near < 0 && /[1-9]/.test(text) ? minus + text : text;
}

function scientific(value: number, last: number): string {
  if (value === 0 || Math.abs(value) < 10 ** last / 2) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.max(0, Math.min(3, exponent - last));
  const mantissa = (Math.abs(value) / 10 ** exponent).toFixed(digits);
  return `${value < 0 ? minus : ''}${mantissa}×10${superscript(exponent)}`;
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]));
}

function signed(text: string): string {
  return text.startsWith(minus) || !/[1-9]/.test(text) ? text : `+${text}`;
}

/** A probability in percent with `digits` decimals; what is not quite 0 or 1 is not said to be. */
export function percent(probability: number, digits: number): string {
  const value = probability * 100;
  const edge = 10 ** -digits;
  if (value > 0 && value < edge / 2) return `<${edge.toFixed(digits)}${space}%`;
  if (value < 100 && value > 100 - edge / 2) return `>${(100 - edge).toFixed(digits)}${space}%`;
  return `${rounded(value, -digits, 1)}${space}%`;
}

/**
 * Numbers for a chart whose largest attribution is `scale` and whose smallest standard error is
 * `finest`, null without any (both in the record's units); the latter says how far the answers are
 * worth writing out. `effect` and `error` of probabilities come in percentage points, without the
 * unit: the chart's caption names it.
 */
export function formatter(unit: Unit, scale: number, finest: number | null = null): Formatter {
  const factor = unit === 'probability' ? 100 : 1;
  const top = scale * factor;
  const effect = (value: number, error: number | null) =>
    rounded(value * factor, lastDigit(top, error === null ? null : error * factor), top);
  const tick = (value: number, step: number) =>
    rounded(value * factor, Math.floor(Math.log10(step * factor) + 1e-9), Math.max(Math.abs(value), step) * factor);
  return {
    effect: (value, error) => signed(effect(value, error)),
    error: (error) => rounded(error * factor, lastDigit(top, error * factor), top),
    amount(value) {
      const last = lastDigit(top, finest === null ? null : finest * factor);
      if (unit === 'probability') return percent(value, Math.max(0, Math.min(3, -last)));
      const size = Math.max(Math.abs(value), top);
      const sixth = size > 0 ? Math.floor(Math.log10(size)) - 5 : last;
      return rounded(value, Math.max(size >= 1e7 ? last : Math.min(last, 0), sixth), size);
    },
    tick: (value, step) => (unit === 'probability' ? `${tick(value, step)}${space}%` : tick(value, step)),
    signedTick: (value, step) => signed(tick(value, step)),
  };
}

/** A cell of the row as the person gave it: six digits at most, since models see float32. */
export function cellText(cell: number | string | null): string {
  if (cell === null) return words.missing;
  if (typeof cell === 'string') return cell;
  if (cell === 0) return '0';
  const size = Math.abs(cell);
  if (size >= 1e9 || size < 1e-4) return scientific(cell, Math.floor(Math.log10(size)) - 2);
  const text = Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(6)));
  return text.replace('-', minus);
}
