import type { Language } from '../../catalogue/language.ts';
import { cellText } from '../../charts/format.ts';
import type { Card } from '../../data/card.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Cell } from '../../engine/protocol.ts';
import { grammarOf } from './grammar.ts';

/** A column's name for a person: its label, else its name with spaces for underscores. */
export const labelOf = (card: Card, name: string, { tag }: Language): string =>
  cardWords(card, tag).label(name) ?? name.replaceAll('_', ' ').trim();

/** A column and its value, as a record or a row holds them. */
export interface NamedCell {
  readonly name: string;
  readonly cell: Cell;
}

/** A value as a person reads it, with its unit. */
export function valueText(card: Card, { name, cell }: NamedCell, language: Language): string {
  const words = cardWords(card, language.tag);
  const level = typeof cell === 'string' ? words.level(name, cell) : cell;
  const text = cellText(level === '' ? null : level, language);
  const unit = words.unit(name);
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
  const full = labelOf(card, name, language);
  const unit = full.match(/^(.*\S)\s*\(([^()]+)\)$/);
  const label = grammar.label(unit ? unit[1] : full);
  const absence = typeof cell === 'string' ? grammar.absence(label, cell) : null;
  if (absence) return absence;
  const range = typeof cell === 'string' ? rangeText(cell, unit ? unit[2] : null, language) : null;
  const value = range ?? valueText(card, { name, cell }, language);
  return language.say('page.sentence.reason', { label, value });
}
