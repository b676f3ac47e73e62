import type { Language } from '../catalogue/language.ts';
import { cellText } from '../charts/format.ts';
import type { Card } from '../data/card.ts';
import { type CardWords, cardWords } from '../data/card-words.ts';
import type { Cell } from '../library/index.ts';
import { grammarOf } from './grammar.ts';
import { isUnit, splitLabel } from './units.ts';

/** A column's name for a person: its label, else its name with spaces for underscores. */
export const labelOf = (card: Card, name: string, { tag }: Language): string =>
  cardWords(card, tag).label(name) ?? name.replaceAll('_', ' ').trim();

/** A column and its value, as a record or a row holds them. */
export interface NamedCell {
  readonly name: string;
  readonly cell: Cell;
}

/** A level of a category as a person reads it: the card's word for it, or a range in words. */
export function levelText(card: Card, name: string, level: string, language: Language): string {
  const word = cardWords(card, language.tag).level(name, level);
  return rangeText(word, null, language) ?? word;
}

/** What a card calls things, levels as a person reads them. */
export const wordsOf = (card: Card, language: Language): CardWords => ({
  ...cardWords(card, language.tag),
  level: (column, level) => levelText(card, column, level, language),
});

/** A level as it stands in a sentence, a range with the unit of its column. */
export function levelInSentence(card: Card, name: string, level: string, language: Language): string {
  const word = cardWords(card, language.tag).level(name, level);
  return rangeText(word, nameAndUnit(card, name, language).unit, language) ?? word;
}

/** A value as a person reads it, with its unit. */
export function valueText(card: Card, { name, cell }: NamedCell, language: Language): string {
  const level = typeof cell === 'string' ? levelText(card, name, cell, language) : cell;
  const text = cellText(level === '' ? null : level, language);
  const unit = cardWords(card, language.tag).unit(name);
  return typeof cell === 'number' && unit ? withUnit(text, unit) : text;
}

export const withUnit = (text: string, unit: string) => `${text}\u00a0${unit}`;

/**
 * Ranges as data sets spell them ("<0", "0<=X<200", ">=200") in words; null for other levels, and
 * for "<=0", ">0" and "0<X<=200", of which these words would say too little or too much.
 */
function rangeText(level: string, unit: string | null, language: Language): string | null {
  const number = '(-?[\\d.,]+)';
  const end = (text: string) => (unit ? withUnit(text, unit) : text);
  const below = level.match(new RegExp(`^<\\s*${number}$`));
  if (below) return language.say('page.sentence.below', { text: end(below[1]) });
  const above = level.match(new RegExp(`^>=\\s*${number}$`));
  if (above) return language.say('page.sentence.orMore', { text: end(above[1]) });
  const between = level.match(new RegExp(`^${number}\\s*<=\\s*[A-Za-z]\\s*<\\s*${number}$`));
  return between ? end(language.say('page.sentence.between', { low: between[1], high: between[2] })) : null;
}

/** What a column is called without a unit in brackets, and its unit: the card's, or that one. */
export function nameAndUnit(card: Card, column: string, language: Language): { name: string; unit: string | null } {
  const full = labelOf(card, column, language);
  const { name, bracket } = splitLabel(full);
  const own = cardWords(card, language.tag).unit(column) ?? null;
  if (bracket === null || !isUnit(bracket)) return { name: full, unit: own };
  return { name, unit: own ?? bracket };
}

/**
 * "duration is 30 months", "there is no checking account", "savings is below 100 DM": a column and
 * its value within a sentence.
 */
export function reasonClause(card: Card, { name, cell }: NamedCell, language: Language): string {
  const grammar = grammarOf(language);
  const words = cardWords(card, language.tag);
  const named = nameAndUnit(card, name, language);
  const label = grammar.label(named.name);
  const level = typeof cell === 'string' ? words.level(name, cell) : null;
  const absence = level === null ? null : grammar.absence(label, level);
  if (absence) return absence;
  const range = level === null ? null : rangeText(level, named.unit, language);
  const number = typeof cell === 'number' && named.unit ? withUnit(cellText(cell, language), named.unit) : null;
  const value = range ?? number ?? valueText(card, { name, cell }, language);
  return language.say('page.sentence.reason', { label, value });
}
