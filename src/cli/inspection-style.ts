import type { Language } from '../catalogue/language.ts';
import { rounded } from '../charts/format.ts';
import type { CardWords } from '../data/card-words.ts';
import type { InspectedMeasure } from '../library/index.ts';
import type { Line } from './terminal.ts';
import { padEnd, widthOf } from './terminal-text.ts';

export interface InspectionStyle {
  readonly words: CardWords;
  readonly language: Language;
  /** Columns of the terminal. */
  readonly width: number;
}

/** How a number is written: as it is, as a share in per cent, or as a difference in points. */
export type Form = 'number' | 'share' | 'points';

/** A measure with its interval, rounded to what that supports. */
export function measured(
  { value, low, high }: InspectedMeasure,
  { language }: InspectionStyle,
  form: Form = 'number',
): string {
  if (value === null) return language.say('cli.inspect.undefined');
  const times = form === 'number' ? 1 : 100;
  const scale = Math.max(Math.abs(value), Math.abs(low ?? 0), Math.abs(high ?? 0)) * times;
  const isKnown = low !== null && high !== null && low < high;
  // Without an interval, three digits.
  const half = isKnown ? ((high - low) * times) / 2 : scale / 10;
  const last = Math.floor(Math.log10(half > 0 ? half : 1)) - 1;
  const written = (number: number): string => rounded(number * times, Math.min(last, 0), scale, language);
  const unit = form === 'share' ? 'share' : 'number';
  if (!isKnown) return language.say('cli.inspect.alone', { value: written(value), unit });
  return language.say('cli.inspect.measure', { value: written(value), low: written(low), high: written(high), unit });
}

export const columnName = (column: string, { words }: InspectionStyle): string => words.label(column) ?? column;

/** Lines of a name and what is said of it, in columns. */
export function listed(entries: readonly (readonly [name: string, text: string])[], indent = 2): Line[] {
  const width = Math.max(0, ...entries.map(([name]) => widthOf(name)));
  return entries.map(([name, text]) => `${' '.repeat(indent)}${padEnd(name, width)}  ${text}`);
}

export const title = (text: string): Line[] => ['', [{ text, style: 'bold' }]];
