import { isolated } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import type { Card } from '../data/card.ts';
import type { CardWords } from '../data/card-words.ts';
import type { Explanation } from '../records/record.ts';
import { columnsIn, isProtected } from './answer-sentence.ts';
import type { ChangeWords } from './counterfactual-words.ts';
import { labelOf, valueText, wordsOf } from './value-words.ts';

const made = new WeakMap<Explanation, { card: Card; language: Language; record: Explanation }>();

/**
 * A record as the charts show it: players and columns by the card's labels, those that ought not
 * to count marked, values with their units. Only for drawing; what is saved is the record itself.
 * The same record gives the same object, so that charts redraw only when something changes.
 */
export function displayRecord(record: Explanation, card: Card, language: Language): Explanation {
  // Words of a text are as they were typed.
  if (record.input.kind === 'text') return record;
  const before = made.get(record);
  if (before?.card === card && before.language === language) return before.record;
  const labels = new Map(
    [...record.players, ...(record.input.kind === 'tabular' ? record.input.columns : [])].map((name) => [
      name,
      markedPlayer(record, card, name, language),
    ]),
  );
  // Two columns that share a label would be one row in a chart.
  const distinct = new Set(labels.values()).size === labels.size;
  const label = (name: string) => (distinct ? (labels.get(name) ?? name) : name);
  const { input } = record;
  const shown: Explanation = {
    ...record,
    players: record.players.map(label),
    groups:
      record.groups &&
      Object.fromEntries(Object.entries(record.groups).map(([name, columns]) => [label(name), columns.map(label)])),
    input:
      input.kind === 'tabular'
        ? {
            ...input,
            columns: input.columns.map(label),
            values:
              input.values?.map((cell, column) =>
                cell === null ? null : valueText(card, { name: input.columns[column], cell }, language),
              ) ?? null,
          }
        : input,
  };
  made.set(record, { card, language, record: shown });
  return shown;
}

const markedPlayer = (record: Explanation, card: Card, name: string, language: Language): string =>
  markedLabel(card, columnsIn(record, name), labelOf(card, name, language), language);

/** A label, marked where the card says of one of its columns that it ought not to count. */
export const markedLabel = (card: Card, columns: readonly string[], label: string, language: Language): string =>
  isProtected(card, columns) ? language.say('page.sentence.marked', { label }) : label;

/** What a card calls things, and which columns ought not to count. */
export const markedWords = (card: Card, language: Language): CardWords & ChangeWords => ({
  ...wordsOf(card, language),
  isProtected: (column) => isProtected(card, [column]),
});

/** What the marks mean, of a record's players; null where none is marked. */
export const protectedRemark = (record: Explanation, card: Card, language: Language): string | null =>
  record.input.kind === 'tabular'
    ? remarkOn(
        record.players.filter((name) => isProtected(card, columnsIn(record, name))),
        card,
        language,
      )
    : null;

/** Names as a sentence has them: "Age, Job, and Savings". */
export const namesTogether = (names: readonly string[], language: Language): string =>
  language.list(names.map((name) => isolated(name, language.direction))).join('');

/** What the marks mean, of columns by name or of players; null of none. */
export function remarkOn(names: readonly string[], card: Card, language: Language): string | null {
  const columns = namesTogether(
    names.map((name) => labelOf(card, name, language)),
    language,
  );
  return names.length === 0 ? null : language.say('page.answer.protected', { count: names.length, columns });
}
