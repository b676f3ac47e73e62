import { createRandom } from '../../../src/numerics/random.ts';
import { importanceOf, type PlayerImportance } from '../../../src/whole-model/importance.ts';
import { driverOf } from './drive.ts';
import { permutationShap } from './explainers.ts';

/** Five columns, normal; the model is 2a + b + 1.5ac + 2bcd, and e is not used. */
export const PLAYERS = ['a', 'b', 'c', 'd', 'e'];
export const rowOf = (random: ReturnType<typeof createRandom>): number[] => PLAYERS.map(() => random.normal());
export const model = ([a, b, c, d]: readonly number[]): number => 2 * a + b + 1.5 * a * c + 2 * b * c * d;
/** Its Shapley values where absent columns are 0: products are shared equally. */
export const shapley = ([a, b, c, d]: readonly number[]): number[] => {
  const [two, three] = [0.75 * a * c, (2 / 3) * b * c * d];
  return [2 * a + two, b + three, two + three, three, 0];
};

export interface SampledImportance {
  /** Of each column, the mean size of its Shapley values over all rows. */
  readonly truth: readonly number[];
  /** What each time is found. */
  readonly found: readonly (readonly PlayerImportance[])[];
}

/** 300 rows, of which 50 are explained each time, with ten orders each. */
export function sampledImportance(times: number): SampledImportance {
  const { explain } = driverOf(permutationShap);
  const table = Array.from({ length: 300 }, (_, row) => rowOf(createRandom(row)));
  const truth = PLAYERS.map(
    (_, player) => table.reduce((sum, row) => sum + Math.abs(shapley(row)[player]), 0) / table.length,
  );
  const found = Array.from({ length: times }, (_, seed) => {
    const rows = createRandom(9000 + seed)
      .shuffle(Array.from(table.keys()))
      .slice(0, 50);
    const explained = rows.map((row) => {
      const game = {
        players: PLAYERS.length,
        outputs: 1,
        value: (present: Uint8Array) => [model(table[row].map((x, at) => (present[at] ? x : 0)))],
      };
      return explain(game, { samples: 22, seed: seed * 1000 + row });
    });
    return importanceOf(
      {
        rows: rows.length,
        players: PLAYERS,
        values: Float64Array.from(explained.flatMap(({ values }) => [...values])),
        errors: Float64Array.from(explained.flatMap(({ standardErrors }) => [...(standardErrors ?? [])])),
      },
      table.length,
    );
  });
  return { truth, found };
}

/** In what share of the times a column's interval holds its true mean size. */
export function coverOf({ truth, found }: SampledImportance, player: number): number {
  const held = found.filter((each) => {
    const { low, high } = (each.find(({ name }) => name === PLAYERS[player]) as PlayerImportance).importance;
    return low !== null && high !== null && low <= truth[player] && truth[player] <= high;
  });
  return held.length / found.length;
}
