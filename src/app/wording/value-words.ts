import { cellText as plainCell } from '../../charts/format.ts';
import type { Card } from '../../data/card.ts';
import { pageWords } from '../../words/en.ts';
import type { Cell } from '../state.ts';

const words = pageWords.sentence;

const featureOf = (card: Card, name: string) => card.features?.find((feature) => feature.name === name);

/** A column's name for a person: its label, else its name with spaces for underscores. */
export function labelOf(card: Card, name: string): string {
  return featureOf(card, name)?.label ?? name.replaceAll('_', ' ').trim();
}

export const unitOf = (card: Card, name: string): string | undefined => featureOf(card, name)?.unit;

/** A cell as a person reads it, with its unit. */
export function cellText(card: Card, name: string, cell: Cell): string {
  const text = plainCell(cell === '' ? null : cell);
  const unit = unitOf(card, name);
  return typeof cell === 'number' && unit ? withUnit(text, unit) : text;
}

const withUnit = (text: string, unit: string) => `${text}\u00a0${unit}`;

/**
 * Bounds as data sets spell them ("<0", "0<=X<200", ">=200") in words; null for any other level.
 */
function boundsText(level: string, unit: string | null): string | null {
  const number = '(-?[\\d.,]+)';
  const end = (text: string) => (unit ? withUnit(text, unit) : text);
  const below = level.match(new RegExp(`^<=?\\s*${number}$`));
  if (below) return words.below(end(below[1]));
  const above = level.match(new RegExp(`^>=?\\s*${number}$`));
  if (above) return words.orMore(end(above[1]));
  const between = level.match(new RegExp(`^${number}\\s*<=?\\s*[A-Za-z]\\s*<=?\\s*${number}$`));
  return between ? end(words.between(between[1], between[2])) : null;
}

/** Lower case at the start unless the word is written in capitals: "Age" but "LDL cholesterol". */
const inSentence = (label: string) => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0].toLowerCase() + label.slice(1) : label);

/**
 * "duration is 30 months", "there is no checking account", "savings is below 100 DM": a column and
 * its value inside a sentence.
 */
export function reasonText(card: Card, name: string, cell: Cell): string {
  const full = labelOf(card, name);
  const unit = full.match(/^(.*\S)\s*\(([^()]+)\)$/);
  const label = inSentence(unit ? unit[1] : full);
  const absence = typeof cell === 'string' ? words.absence(label, cell) : null;
  if (absence) return absence;
  const bounds = typeof cell === 'string' ? boundsText(cell, unit ? unit[2] : null) : null;
  return words.reason(label, bounds ?? cellText(card, name, cell));
}
