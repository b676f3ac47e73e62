import type { Card } from '../data/card.ts';
import { cardWords } from '../data/card-words.ts';
import type { Explanation } from '../records/record.ts';

/** A card's names of columns with their units, by column, in a language. */
export function columnLabels(card: Card, tag: string): ReadonlyMap<string, string> {
  const words = cardWords(card, tag);
  return new Map(
    (card.features ?? []).flatMap(({ name }) => {
      const [label, unit] = [words.label(name), words.unit(name)];
      return label ? [[name, unit ? `${label} (${unit})` : label]] : [];
    }),
  );
}

/** A record as the table shows it: model, classes and levels by the card's words in a language. */
export function inCardWords(record: Explanation, card: Card, tag: string): Explanation {
  const words = cardWords(card, tag);
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
