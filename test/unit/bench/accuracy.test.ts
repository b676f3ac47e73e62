import { describe, expect, it } from 'vitest';
import { add, type Coalitions, coalitionsOf } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import type { Game } from '../../bench/accuracy/case.ts';
import { answerOf } from '../../bench/accuracy/golden.ts';
import { remembering } from '../../bench/accuracy/memory.ts';
import { covered, geometricMean, meanSquaredError, reach, variance } from '../../bench/accuracy/score.ts';
import { figure } from '../../bench/accuracy/tables.ts';
import { golden, goldenData, maskedMean, onnxModel } from '../support/golden.ts';

/** The empty, the full and 20 random coalitions. */
function some(players: number): Coalitions {
  const random = createRandom(players);
  const coalitions = coalitionsOf(players, 22);
  for (let row = 1; row < 22; row++)
    for (let p = 0; p < players; p++) if (row === 1 || random.uniform() < 0.5) add(coalitions, row, p);
  return coalitions;
}

describe('scores', () => {
  it('mean squared error and what it is measured against', () => {
    expect(meanSquaredError([1, 2, 5], [1, 4, 4])).toBeCloseTo(5 / 3, 12);
    // Two outputs of two players, each about its own mean.
    expect(variance([0, 2, 10, 16], 2)).toBeCloseTo((1 + 1 + 9 + 9) / 4, 12);
    expect(geometricMean([0.1, 10, 8])).toBeCloseTo(2, 12);
  });

  it('counts intervals that hold the truth', () => {
    const found = { values: [0, 0, 0, 0], standardErrors: [1, 1, 0, 0] };
    expect(covered(found, [1.95, 1.97, 0, 1e-9])).toEqual({ held: 2, of: 4 });
    expect(covered(found, [1.95, 1.97, 0, 1e-9], undefined, 1e-8)).toEqual({ held: 3, of: 4 });
    expect(covered(found, [1.95, 1.97, 0, 0], [0, 1, 0, 0])).toEqual({ held: 4, of: 4 });
    expect(covered({ values: [0], standardErrors: null }, [0])).toEqual({ held: 1, of: 0 });
  });

  it('finds where an error first reaches a target', () => {
    const points = [
      { budget: 100, error: 1, time: 10 },
      { budget: 400, error: 1 / 16, time: 40 },
    ];
    const half = reach(points, 1 / 4);
    expect(half?.budget).toBeCloseTo(200, 9);
    expect(half?.time).toBeCloseTo(20, 9);
    expect(reach(points, 2)).toMatchObject({ budget: 100, atMost: true });
    expect(reach(points, 0.01)).toBeNull();
    expect(reach([points[0], { budget: 400, error: 0, time: 40 }], 0.5)?.budget).toBeLessThan(101);
  });

  it('writes figures', () => {
    expect([0, 1e-20, 0.0123456, 1.5, 123_456, 4e-6, Number.NaN, null].map(figure)).toEqual([
      '0',
      '0',
      '0.0123',
      '1.50',
      '1.2e+5',
      '4.0e-6',
      '-',
      '-',
    ]);
  });
});

it("remembered values are the game's, each asked for once", async () => {
  let asked = 0;
  const values = (bits: number, k: number): number => 10 * bits + k;
  const game: Game = {
    players: 32,
    outputs: 2,
    truth: new Float64Array(64),
    answer({ bits, count }) {
      asked += count;
      return Float64Array.from({ length: 2 * count }, (_, i) => values(bits[i >> 1], i % 2));
    },
  };
  const wrapped = remembering(game);
  const ask = (...sets: number[]) =>
    wrapped.answer({ players: 32, count: sets.length, words: 1, bits: Uint32Array.from(sets) });
  expect([...(await ask(5, 0xffffffff, 5))]).toEqual([50, 51, 42949672950, 42949672951, 50, 51]);
  expect([...(await ask(7, 5))]).toEqual([70, 71, 50, 51]);
  expect(asked).toBe(3);
});

describe("the bench's games of models' parameters are those of their .onnx files", () => {
  it.each([
    { name: 'breast_cancer-mlp', outputs: 1, tolerance: 2e-6 },
    { name: 'breast_cancer-lr', outputs: 1, tolerance: 2e-6 },
    { name: 'wine-mlp', outputs: 3, tolerance: 2e-6 },
    { name: 'wine-lr', outputs: 3, tolerance: 2e-6 },
    { name: 'wine-rf', outputs: 3, tolerance: 2e-6 },
    { name: 'iris-lr', outputs: 3, tolerance: 2e-6 },
    // Outputs of some hundreds, in float32.
    { name: 'diabetes-mlp', outputs: 1, tolerance: 2e-4 },
    { name: 'diabetes-lin', outputs: 1, tolerance: 2e-4 },
  ])('$name', async ({ name, outputs, tolerance }) => {
    const data = goldenData(name.split('-')[0]);
    const players = data.feature_names.length;
    const model = await onnxModel(name, players);
    const coalitions = some(players);
    const columns = Array.from({ length: outputs }, (_, k) => k);
    for (const row of [0, 3]) {
      const own = await answerOf(golden(`models/${name}.json`), data, row, columns)(coalitions);
      const theirs = await maskedMean(model, {
        background: data.background,
        instance: data.explain[row],
        coalitions,
        outputs,
      });
      expect(own).toHaveLength(theirs.length);
      for (let i = 0; i < own.length; i++) expect(Math.abs(own[i] - theirs[i])).toBeLessThan(tolerance);
    }
  });
});
