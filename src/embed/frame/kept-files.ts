import { looksLikeProbability } from '../../charts/view.ts';
import type { Card } from '../../data/card.ts';
import type { ReadFile } from '../../library/given-files.ts';
import { recordsIn, savedRecord } from '../../records/read-records.ts';
import type { Explanation } from '../../records/record.ts';
import { isOf } from './is-of.ts';
import type { Kept } from './kept.ts';

export { keptBundle } from './kept-bundle.ts';

/**
 * What files of records hold, of which there is one at least. Only those that are shown are
 * checked: there may be many. The first says what model they are of; a card says it better. Throws
 * `record-invalid` where the first is none.
 */
export async function keptRecords(files: readonly ReadFile[], card: Card | null): Promise<Kept> {
  const texts = await Promise.all(files.map(({ file }) => file.text()));
  const records = texts.flatMap(recordsIn);
  const saved = await savedRecord(records[0]);
  const { model, input, outputs } = saved.record;
  return {
    card,
    about: { card: card ?? bareCard(saved.record), outputs },
    facts: {
      ...{ name: model.name, kind: input.kind, sha256: model.sha256, outputs },
      columns: input.kind === 'tabular' ? input.columns : null,
    },
    first: async () => saved,
    async find(wanted) {
      for (const one of records) {
        if (!isOf(one, wanted)) continue;
        const found = await savedRecord(one);
        if (found.record.model.sha256 === model.sha256) return found;
      }
      return null;
    },
  };
}

/** Several as one, of which the first says what model they are of; others are not looked for. */
export function joined([first, ...others]: readonly Kept[]): Kept {
  if (others.length === 0) return first;
  return {
    ...first,
    async find(input) {
      for (const kept of [first, ...others]) {
        const found = await kept.find(input);
        if (found?.record.model.sha256 === first.facts.sha256) return found;
      }
      return null;
    },
  };
}

/** A card for a record whose model has none here. */
function bareCard(record: Explanation): Card {
  const { model, outputs, input } = record;
  const task = outputs.length > 1 ? 'multiclass' : looksLikeProbability(record) ? 'binary' : 'regression';
  return { schema: 'oriel.card/1', name: model.name, task, input: { kind: input.kind } as Card['input'] };
}
