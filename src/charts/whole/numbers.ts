// How pictures of a whole model write their numbers.

import type { Language } from '../../catalogue/language.ts';
import type { InspectedMeasure } from '../../records/inspection.ts';
import { lastDigit, percent, rounded } from '../format.ts';

export type Write = (value: number) => string;

/** Shares in percent, without decimals. */
export const shares =
  (language: Language): Write =>
  (value) =>
    percent(value, 0, language);

/** Most decimals of a threshold in percent. */
const FINEST = 3;

/**
 * A share from which on rows are taken for a class, in percent, with three digits of what it is
 * away from 0 or from 1, and no zeros at the end.
 */
export function thresholdText(threshold: number, language: Language): string {
  const away = 100 * Math.min(threshold, 1 - threshold);
  if (away > 0 && away < 10 ** -FINEST / 2) return percent(threshold, FINEST, language);
  const digits = away > 0 ? Math.min(FINEST, 2 - Math.floor(Math.log10(away))) : 0;
  return language.say('chart.percent', { number: language.number(100 * threshold, { maximumFractionDigits: digits }) });
}

/** Numbers whose largest is `scale`, with three digits of it. */
export function numbersOf(scale: number, language: Language): Write {
  const size = Math.abs(scale);
  return (value) => rounded(value, lastDigit(size, null), size, language);
}

/** The same with a sign, where it is not rounded to 0. */
export function signedNumbersOf(scale: number, language: Language): Write {
  const write = numbersOf(scale, language);
  const none = write(0);
  return (value) => (value > 0 && write(value) !== none ? `+${write(value)}` : write(value));
}

/** A column's values as its scale's ticks and readouts have them: as many digits as they need. */
export const plainNumber = (value: number, language: Language): string =>
  language.number(value, { maximumSignificantDigits: 4, useGrouping: Math.abs(value) >= 10_000 });

/** A label of an axis that counts in no unit. */
export const tickOf =
  (language: Language) =>
  (value: number, step: number): string =>
    rounded(value, Math.floor(Math.log10(step) + 1e-9), Math.max(Math.abs(value), step), language);

/** A label of an axis of shares, with the decimals that its steps need. */
export const shareTickOf =
  (language: Language) =>
  (value: number, step: number): string =>
    percent(value, Math.min(FINEST, Math.max(0, -Math.floor(Math.log10(100 * step) + 1e-9))), language);

/** A number with its interval, where it has one. */
export function measureText({ value, low, high }: InspectedMeasure, write: Write, language: Language): string {
  if (value === null) return language.say('chart.whole.undefined');
  if (low === null || high === null || low === high) return write(value);
  return language.say('chart.whole.measure', { value: write(value), low: write(low), high: write(high) });
}

/** The same, with three digits of the largest of its numbers. */
export const numberText = (measure: InspectedMeasure, language: Language): string =>
  measureText(measure, numbersOf(Math.max(0, ...extentOf([measure]).map(Math.abs)), language), language);

/** The ends of an interval; null where there is none. */
export const intervalOf = ({ low, high }: InspectedMeasure): readonly [number, number] | null =>
  low === null || high === null || low === high ? null : [low, high];

/** All numbers of measures, to find the ends of an axis. */
export const extentOf = (measures: readonly InspectedMeasure[]): number[] =>
  measures.flatMap(({ value, low, high }) => [value, low, high].filter((one) => one !== null));
