import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../../src/explainers/explainer.ts';
import { curves } from '../../../../src/explainers/shared/curves.ts';
import { valuesOf } from '../../support/drive.ts';
import { joinedGame, linearGame } from '../../support/games.ts';

const attribution = (players: number, outputs: number, values: readonly number[]): Attribution => ({
  players,
  outputs,
  base: new Float64Array(outputs),
  prediction: new Float64Array(outputs),
  values: Float64Array.from(values),
  standardErrors: null,
  additive: true,
  fidelity: {},
  coalitions: 0,
  complete: true,
});
const noneIdle = (players: number): boolean[] => new Array(players).fill(false);

describe('curves', () => {
  it('takes the most favourable players first, for each output in its own order', () => {
    const game = joinedGame([linearGame([1, 4, -2], 10), linearGame([0, -1, 5])]);
    const plan = curves(attribution(3, 2, [1, 4, -2, 0, -1, 5]), noneIdle(3))!;
    expect(plan.coalitions.count).toBe(2 + 2 * 2 * (3 - 1));
    expect(plan.read(valuesOf(game, plan.coalitions))).toEqual({
      deletion: [
        [13, 9, 8, 10],
        [4, -1, -1, 0],
      ],
      deletionArea: [(11 + 8.5 + 9) / 3, (1.5 - 1 - 0.5) / 3],
      insertion: [
        [10, 14, 15, 13],
        [0, 5, 5, 4],
      ],
      insertionArea: [(12 + 14.5 + 14) / 3, (2.5 + 5 + 4.5) / 3],
    });
  });

  it('goes in sixteen steps where there are many players, and never plays those that cannot matter', () => {
    const weights = Array.from({ length: 41 }, (_, p) => (p === 7 ? 0 : p - 20));
    const game = linearGame(weights);
    const idle = weights.map((_, p) => p === 7);
    const plan = curves(attribution(41, 1, weights), idle)!;
    expect(plan.coalitions.count).toBe(2 + 2 * 15);
    const { insertion, deletion, insertionArea, deletionArea } = plan.read(valuesOf(game, plan.coalitions)) as Record<
      string,
      number[][]
    >;
    expect(insertion[0]).toHaveLength(17);
    // 40 players in 16 steps: the first step takes the 3 largest (round(2.5)), the second 5 in all.
    expect(insertion[0].slice(0, 3)).toEqual([0, 20 + 19 + 18, 20 + 19 + 18 + 17 + 16]);
    expect(deletion[0][1]).toBe(insertion[0][16] - 57);
    expect(Number(insertionArea[0])).toBeGreaterThan(Number(deletionArea[0]));
  });

  it('has none where no player matters or there are many outputs', () => {
    expect(curves(attribution(2, 1, [0, 0]), [true, true])).toBeNull();
    expect(curves(attribution(2, 9, new Array(18).fill(0)), noneIdle(2))).toBeNull();
  });

  it('is two points for one player', () => {
    const plan = curves(attribution(1, 1, [3]), noneIdle(1))!;
    expect(plan.read(valuesOf(linearGame([3], 1), plan.coalitions))).toEqual({
      deletion: [[4, 1]],
      deletionArea: [2.5],
      insertion: [[1, 4]],
      insertionArea: [2.5],
    });
  });
});
