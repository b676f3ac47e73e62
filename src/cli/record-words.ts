import type { Language } from '../catalogue/language.ts';
import type { Card } from '../data/card.ts';
import { cardWords } from '../data/card-words.ts';
import type { Explanation } from '../records/record.ts';
import { columnsIn } from '../wording/answer-sentence.ts';
import { markedLabel } from '../wording/display.ts';
import { wordsOf } from '../wording/value-words.ts';

/**
 * Names of a record's players, by player: a card's names of columns with their units, and marked
 * where they ought not to count.
 */
export function playerLabels(record: Explanation, card: Card, language: Language): ReadonlyMap<string, string> {
  const words = cardWords(card, language.tag);
  return new Map(
    record.players.map((name) => {
      const [label, unit] = [words.label(name), words.unit(name)];
      const full = label === undefined ? name : unit ? `${label} (${unit})` : label;
      return [name, markedLabel(card, columnsIn(record, name), full, language)];
    }),
  );
}

/** A record as the table shows it: model, classes and levels by the card's words in a language. */
export function inCardWords(record: Explanation, card: Card, language: Language): Explanation {
  const words = wordsOf(card, language);
  const { input } = record;
  return {
    ...record,
    model: { ...record.model, name: record.model.name === card.name ? words.name : record.model.name },
    outputs: record.outputs.map(words.class),
    input:
      input.kind !== 'tabular'
        ? input
        : {
            ...input,
            values:
              input.values?.map((cell, column) =>
                typeof cell === 'string' ? words.level(input.columns[column], cell) : cell,
              ) ?? null,
          },
  };
}
