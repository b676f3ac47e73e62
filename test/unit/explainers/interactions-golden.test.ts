import { describe, expect, it } from 'vitest';
import { coalitionsIn, contextOf, drive, driveAsync } from '../support/drive.ts';
import { interactions } from '../support/explainers.ts';
import { golden, goldenData, maskedMean, onnxModel } from '../support/golden.ts';

type Output = number | readonly number[];
interface Reference {
  readonly M: number;
  /**
   * Value of each coalition of row 0 by bit mask; of one output where `v_row0_output` says which.
   */
  readonly v_row0: readonly Output[];
  readonly v_row0_output?: number;
  /** Shapley interaction index: row, player, player. */
  readonly sii2_rows01: readonly (readonly (readonly Output[])[])[];
}

/** Largest difference of K × M × M interactions from the reference's. */
function worst(found: Float64Array | undefined, reference: readonly (readonly Output[])[], outputs: number): number {
  const players = reference.length;
  let most = 0;
  reference.forEach((line, i) => {
    line.forEach((cell, j) => {
      [cell].flat().forEach((value, k) => {
        most = Math.max(most, Math.abs((found?.[(k * players + i) * players + j] ?? Number.NaN) - value));
      });
    });
  });
  expect(found).toHaveLength(outputs * players * players);
  return most;
}

const tabled = [
  'iris-lr',
  'iris-mlp',
  'iris-rf',
  'diabetes-lin',
  'diabetes-mlp',
  'diabetes-gbt',
  'diabetes-rf',
  'wine-lr',
  'wine-mlp',
  'wine-rf',
];

describe('interactions agree with enumeration', () => {
  it.each(tabled)('%s, row 0, from its stored coalitions', (name) => {
    const { M, v_row0: table, v_row0_output: only, sii2_rows01 } = golden<Reference>(`values/${name}.json`);
    const reference =
      only === undefined ? sii2_rows01[0] : sii2_rows01[0].map((line) => line.map((cell) => [cell].flat()[only]));
    expect(table).toHaveLength(2 ** M);
    const outputs = [table[0]].flat().length;
    const value = (present: Uint8Array) => [table[present.reduce((mask, bit, p) => mask + bit * 2 ** p, 0)]].flat();
    const game = { players: M, outputs, value };
    const found = drive(interactions.create(contextOf(game), { index: 'shapley' }), game);
    expect(worst(found.interactions, reference, outputs)).toBeLessThan(1e-6);
  });

  it.each(['iris-lr', 'iris-mlp', 'iris-rf'])('%s, both rows, from its model', async (name) => {
    const { sii2_rows01 } = golden<Reference>(`values/${name}.json`);
    const { background, explain } = goldenData('iris');
    const model = await onnxModel(name, 4);
    for (const row of [0, 1]) {
      const answer = (ask: Parameters<typeof coalitionsIn>[0]) =>
        maskedMean(model, { background, instance: explain[row], coalitions: coalitionsIn(ask), outputs: 3 });
      const found = await driveAsync(
        interactions.create(contextOf({ players: 4, outputs: 3 }), { index: 'shapley' }),
        answer,
      );
      expect(worst(found.interactions, sii2_rows01[row], 3)).toBeLessThan(1e-6);
    }
  });
});
