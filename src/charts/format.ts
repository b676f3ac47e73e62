import { english } from '../catalogue/english.ts';
import { forward } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import type { MessageKey, MessageValues } from '../catalogue/message.ts';

/**
 * What a chart counts in. Probabilities are shown in percent, their differences in percentage
 * points.
 */
export type Unit = 'probability' | 'logit' | 'raw' | 'value';

/** Writes the numbers of one chart; all arguments are in the record's units. */
export interface Formatter {
  /** A difference, with sign: "+12.3", "−0.41". Rounded to what its standard error supports. */
  effect(value: number, error: number | null): string;
  /** A standard error, rounded as its value is: "0.3". */
  error(error: number, value: number): string;
  /** An answer of the model: "71.2 %", "1.24", "287.4". */
  amount(value: number): string;
  /** Label of an axis tick; `step` is the distance between ticks. */
  tick(value: number, step: number): string;
  /** Label of a tick on an axis of differences: with sign. */
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

interface Rounding {
  /** Power of ten of the last digit. */
  readonly last: number;
  /** Largest number written beside this one: all of them use powers of ten, or none does. */
  readonly scale: number;
  readonly signed?: boolean;
}

/** A number down to 10^last: grouped thousands, powers of ten when very large or very small. */
export function rounded(value: number, last: number, scale: number, language: Language = english): string {
  return write(value, { last, scale }, language);
}

function write(value: number, { last, scale, signed }: Rounding, language: Language): string {
  if (scale > 0 && (scale >= 1e7 || scale < 1e-4)) return scientific(value, { last, scale, signed }, language);
  const unit = 10 ** last;
  const near = last > 0 ? Math.round(value / unit) * unit : value;
  return fixed(near, Math.max(0, Math.min(12, -last)), language, signed);
}

/**
 * Rounds before Intl does: Intl rounds a number's shortest decimal form, and takes 0.855, which is
 * a little less, to 0.86.
 */
function fixed(value: number, digits: number, language: Language, signed = false): string {
  return language.number(Number(value.toFixed(digits)) + 0, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: signed ? 'exceptZero' : 'auto',
  });
}

/** A number and the signs around it. */
const inSigns = (key: MessageKey, values: MessageValues, language: Language): string =>
  forward(language.say(key, values), language.direction);

function scientific(value: number, { last, signed }: Rounding, language: Language): string {
  if (value === 0 || Math.abs(value) < 10 ** last / 2) return language.number(0);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.max(0, Math.min(3, exponent - last));
  const mantissa = fixed(value / 10 ** exponent, digits, language, signed);
  return inSigns('chart.scientific', { mantissa, exponent: superscript(exponent) }, language);
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]));
}

/** A probability in percent with `digits` decimals; only 0 and 1 themselves are 0 % and 100 %. */
export function percent(probability: number, digits: number, language: Language = english): string {
  const value = probability * 100;
  const edge = 10 ** -digits;
  const written = (number: number): string =>
    inSigns('chart.percent', { number: fixed(number, digits, language) }, language);
  if (value > 0 && value < edge / 2) return inSigns('chart.below', { amount: written(edge) }, language);
  if (value < 100 && value > 100 - edge / 2) return inSigns('chart.above', { amount: written(100 - edge) }, language);
  return written(value);
}

/**
 * Numbers for a chart whose largest attribution is `scale` and whose smallest standard error is
 * `finest`, null without any (both in the record's units); the latter says how far the answers are
 * worth writing out. `effect` and `error` of probabilities come in percentage points, without the
 * unit: the chart's caption names it.
 */
export function formatter(
  unit: Unit,
  scale: number,
  finest: number | null = null,
  language: Language = english,
): Formatter {
  const factor = unit === 'probability' ? 100 : 1;
  const top = scale * factor;
  const difference = (value: number, error: number | null, signed: boolean): string => {
    const last = lastDigit(top, error === null ? null : error * factor);
    return write(value * factor, { last, scale: top, signed }, language);
  };
  const tick = (value: number, step: number, signed: boolean): string => {
    const last = Math.floor(Math.log10(step * factor) + 1e-9);
    return write(value * factor, { last, scale: Math.max(Math.abs(value), step) * factor, signed }, language);
  };
  return {
    effect: (value, error) => difference(value, error, true),
    error: (error) => difference(error, error, false),
    amount(value) {
      const last = lastDigit(top, finest === null ? null : finest * factor);
      if (unit === 'probability') return percent(value, Math.max(0, Math.min(3, -last)), language);
      const size = Math.max(Math.abs(value), top);
      const sixth = size > 0 ? Math.floor(Math.log10(size)) - 5 : last;
      return rounded(value, Math.max(size >= 1e7 ? last : Math.min(last, 0), sixth), size, language);
    },
    tick: (value, step) => {
      const number = tick(value, step, false);
      return unit === 'probability' ? inSigns('chart.percent', { number }, language) : number;
    },
    signedTick: (value, step) => tick(value, step, true),
  };
}

/** A cell of the row as it was given, in all the digits that tell it apart from others. */
export function cellText(cell: number | string | null, language: Language = english): string {
  if (cell === null || cell === '') return language.say('chart.missing');
  if (typeof cell === 'string') return cell;
  const shown = withoutTail(cell);
  const size = Math.abs(shown);
  if (size > 0 && (size > Number.MAX_SAFE_INTEGER || size < 1e-4)) {
    const [mantissa, exponent] = shown.toExponential().split('e').map(Number);
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 20 };
    const parts = { mantissa: language.number(mantissa, digits), exponent: superscript(exponent) };
    return inSigns('chart.scientific', parts, language);
  }
  // No grouping: 2026 may be a year.
  return language.number(shown + 0, { useGrouping: false, maximumFractionDigits: 20 });
}

/** Of a float32, the decimal that was rounded to it: 0.1 where it is 0.10000000149011612. */
function withoutTail(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
