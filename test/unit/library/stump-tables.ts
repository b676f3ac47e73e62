import type { Oriel } from '../../../src/library/oriel.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { csvOf, type Stump, stumpsModel } from '../../support/stumps.ts';

/** Columns of a table of persons; three of them stand for one flat. */
export const NAMES = ['age', 'years', 'flat_own', 'flat_rent', 'flat_free', 'income'];

/** Four of them. */
export const ROWS = [
  [30, 5, 1, 0, 0, 1000],
  [40, 12, 0, 1, 0, 2000],
  [50, 20, 0, 0, 1, 3000],
  [60, 33, 0, 1, 0, 2500],
];

/** So many drawn at random. */
export function drawn(count: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const flat = random.integer(3);
    return [
      20 + random.integer(50),
      random.integer(40),
      ...[0, 1, 2].map((at) => +(at === flat)),
      100 * random.integer(40),
    ];
  });
}

/** Opens models of such persons, made of steps, with their table. */
export const opener =
  (oriel: Oriel) =>
  (stumps: readonly Stump[], rows: readonly (readonly (number | string)[])[] = ROWS, card = {}): Promise<OrielModel> =>
    oriel.open(
      [
        { name: 'model.json', data: stumpsModel(NAMES, stumps) },
        { name: 'rows.csv', data: csvOf([NAMES, ...rows]) },
      ],
      {
        card: {
          schema: 'oriel.card/1',
          name: 'stumps',
          task: 'binary',
          classes: ['no', 'yes'],
          features: NAMES.map((name) => ({ name, kind: 'numeric' as const })),
          input: { kind: 'tabular' },
          ...card,
        },
      },
    );
