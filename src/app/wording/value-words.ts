import type { Language } from '../../catalogue/language.ts';
import { cellText } from '../../charts/format.ts';
import type { Card } from '../../data/card.ts';
import type { Cell } from '../../engine/protocol.ts';
import { grammarOf } from './grammar.ts';

const featureOf = (card: Card, name: string) => card.features?.find((feature) => feature.name === name);

/** A column's name for a person: its label, else its name with spaces for underscores. */
export function labelOf(card: Card, name: string): string {
  return featureOf(card, name)?.label ?? name.replaceAll('_', ' ').trim();
}

export const unitOf = (card: Card, name: string): string | undefined => featureOf(card, name)?.unit;

/** A column and its value, as a record or a row holds them. */
export interface NamedCell {
  readonly name: string;
  readonly cell: Cell;
}

/** A value as a person reads it, with its unit. */
export function valueText(card: Card, { name, cell }: NamedCell, language: Language): string {
  const text = cellText(cell === '' ? null : cell, language);
  const unit = unitOf(card, name);
  return typeof cell === 'number' && unit ? withUnit(text, unit) : text;
}

const withUnit = (text: string, unit: string) => `${text}\u00a0${unit}`;

/** Ranges as data sets spell them ("<0", "0<=X<200", ">=200") in words; null for other levels. */
function rangeText(level: string, unit: string | null, language: Language): string | null {
  const number = '(-?[\\d.,]+)';
  const end = (text: string) => (unit ? withUnit(text, unit) : text);
  const below = level.match(new RegExp(`^<=?\\s*${number}$`));
  if (below) return language.say('page.sentence.below', { text: end(below[1]) });
  const above = level.match(new RegExp(`^>=?\\s*${number}$`));
  if (above) return language.say('page.sentence.orMore', { text: end(above[1]) });
  const between = level.match(new RegExp(`^${number}\\s*<=?\\s*[A-Za-z]\\s*<=?\\s*${number}$`));
  return between ? end(language.say('page.sentence.between', { low: between[1], high: between[2] })) : null;
}

/**
 * "duration is 30 months", "there is no checking account", "savings is below 100 DM": a column and
 * its value within a sentence.
 */
export function reasonClause(card: Card, { name, cell }: NamedCell, language: Language): string {
  const grammar = grammarOf(language);
  const full = labelOf(card, name);
  const unit = full.match(/^(.*\S)\s*\(([^()]+)\)$/);
  const label = grammar.label(unit ? unit[1] : full);
  const absence = typeof cell === 'string' ? grammar.absence(label, cell) : null;
  if (absence) return absence;
  const range = typeof cell === 'string' ? rangeText(cell, unit ? unit[2] : null, language) : null;
  const value = range ?? valueText(card, { name, cell }, language);
  return language.say('page.sentence.reason', { label, value });
}
