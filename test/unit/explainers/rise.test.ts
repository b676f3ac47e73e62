import { describe, expect, it } from 'vitest';
import { add, coalitionsOf } from '../../../src/games/coalitions.ts';
import { largestDifference } from '../support/attributions.ts';
import { driverOf, valuesOf } from '../support/drive.ts';
import { rise } from '../support/explainers.ts';
import { constantGame, forestGame, joinedGame, linearGame, type TestGame, tableGame } from '../support/games.ts';

const { explain, watch } = driverOf(rise);

/** E[v | i shown] − E[v | i hidden], or E[v | i shown], over all masks; K × players. */
function byMasks(game: TestGame, shown: number, centred: boolean): Float64Array {
  const { players, outputs } = game;
  const masks = coalitionsOf(players, 2 ** players);
  for (let row = 0; row < masks.count; row++) for (let p = 0; p < players; p++) if ((row >> p) & 1) add(masks, row, p);
  const table = valuesOf(game, masks);
  return Float64Array.from({ length: outputs * players }, (_, i) => {
    const [k, own] = [Math.floor(i / players), i % players];
    let [on, off] = [0, 0];
    for (let row = 0; row < masks.count; row++) {
      let likelihood = 1;
      for (let p = 0; p < players; p++) if (p !== own) likelihood *= (row >> p) & 1 ? shown : 1 - shown;
      if ((row >> own) & 1) on += likelihood * table[row * outputs + k];
      else off += likelihood * table[row * outputs + k];
    }
    return centred ? on - off : on;
  });
}

const settings = [
  [0.5, true],
  [0.5, false],
  [0.3, true],
  [0.3, false],
] as const;

describe('with all masks listed', () => {
  it.each(settings)('equals the definition for a share of %f, centred %s', (shown, centred) => {
    for (const players of [1, 2, 5, 8]) {
      const game = tableGame(players, 2, players);
      const found = explain(game, { options: { shown, centred }, samples: 2 ** players - 2 });
      expect(largestDifference(found.values, byMasks(game, shown, centred))).toBeLessThan(1e-12);
      expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: false });
      expect(Math.max(...found.standardErrors!)).toBe(0);
    }
  });

  it('takes a picture whose parts are all idle', () => {
    const found = explain(linearGame([1, 2]), { idle: [true, true], samples: 100 });
    expect(found).toMatchObject({ values: new Float64Array(2), coalitions: 0, complete: true });
  });
});

describe('with masks drawn', () => {
  const game = joinedGame([forestGame(14, 80, 4, 5), forestGame(14, 80, 4, 6)]);
  const offset: TestGame = { ...game, value: (z) => Array.from(game.value(z), (v) => v + 20) };

  it.each(settings)('has errors that cover: share %f, centred %s', (shown, centred) => {
    const truth = byMasks(offset, shown, centred);
    let [covered, bias, ratio, count] = [0, 0, 0, 0];
    const runs = 120;
    for (let seed = 0; seed < runs; seed++) {
      const { values, standardErrors } = explain(offset, { options: { shown, centred }, samples: 200, seed });
      values.forEach((value, i) => {
        const z = (value - truth[i]) / standardErrors![i];
        covered += Math.abs(z) < 1.96 ? 1 : 0;
        bias += z;
        ratio += z * z;
        count += 1;
      });
    }
    expect(covered / count).toBeGreaterThan(0.93);
    expect(covered / count).toBeLessThan(0.97);
    expect(Math.abs(bias / count)).toBeLessThan(0.1);
    expect(ratio / count).toBeGreaterThan(0.85);
    expect(ratio / count).toBeLessThan(1.15);
  });

  it('keeps to the budget, one seed to one plan, a smaller budget to the first of its masks', () => {
    const bits = (samples: number, seed: number, shown: number): string[] => {
      const { asks } = watch(game, { options: { shown }, samples, seed });
      return asks.flatMap((ask) => (ask.kind === 'coalitions' ? [...ask.coalitions.bits].map(String) : []));
    };
    for (const shown of [0.5, 0.7]) {
      const whole = bits(700, 1, shown);
      expect(whole).toHaveLength(702);
      expect(bits(130, 1, shown)).toEqual(whole.slice(0, 132));
      expect(bits(700, 2, shown)).not.toEqual(whole);
    }
    expect(explain(game, { samples: 131 }).coalitions).toBe(131);
    expect(explain(game, { options: { shown: 0.7 }, samples: 131 }).coalitions).toBe(131);
  });

  it('hands out estimates, and none with numbers that are none', () => {
    for (const [shown, centred] of settings) {
      for (const samples of [0, 1, 2, 3, 4, 200]) {
        const { estimates, result } = watch(game, { options: { shown, centred }, samples });
        if (samples === 200) expect(estimates.length).toBeGreaterThan(1);
        for (const found of [...estimates, result!]) {
          expect(found.values.every(Number.isFinite)).toBe(true);
          expect(found.standardErrors?.every(Number.isFinite) ?? true).toBe(true);
          if (samples < 2) expect(found.standardErrors).toBeNull();
        }
      }
    }
  });

  it('is near the weights of a linear game, and leaves idle parts at 0', () => {
    const weights = Array.from({ length: 40 }, (_, p) => (p < 4 ? 0 : p / 40));
    const linear = linearGame(weights, 3);
    const idle = weights.map((w) => w === 0);
    const { values, standardErrors } = explain(linear, { samples: 4096, idle });
    for (const [p, w] of weights.entries()) expect(Math.abs(values[p] - w)).toBeLessThanOrEqual(5 * standardErrors![p]);
    expect(Math.max(...standardErrors!)).toBeLessThan(0.12);
    expect([...values.subarray(0, 4), ...standardErrors!.subarray(0, 4)]).toEqual(new Array(8).fill(0));
    expect(explain(constantGame(20, 7), { samples: 50 }).values).toEqual(new Float64Array(20));
  });
});
