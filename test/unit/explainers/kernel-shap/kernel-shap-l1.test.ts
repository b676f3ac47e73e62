import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../../src/explainers/options.ts';
import { contextOf, drive } from '../../support/drive.ts';
import { kernelShap } from '../../support/explainers.ts';
import { byCoalitions, forestGame, joinedGame, linearGame, type TestGame, tableGame } from '../../support/games.ts';

const explain = (game: TestGame, options: Record<string, unknown>, samples = Number.POSITIVE_INFINITY) =>
  drive(kernelShap.create(contextOf(game, { samples }), readOptions(kernelShap, options)), game);
const present = (values: Float64Array): number[] => Array.from(values.keys()).filter((p) => values[p] !== 0);

// Seven players of 25 matter, the largest first; two pairs of small interactions besides.
const few = (() => {
  const worth = [8, 7, 6, 5, 4, 3, 2];
  return {
    players: 25,
    outputs: 1,
    value: (z: Uint8Array) => [
      worth.reduce((sum, w, p) => sum + (z[p] ? w : 0), 1) +
        (z[0] && z[1] && !z[2] ? 0.3 : 0) -
        (z[3] && z[4] && z[5] ? 0.3 : 0),
    ],
  };
})();

describe('l1 selection', () => {
  it('is off by default, and takes the name shap has for it', () => {
    expect(readOptions(kernelShap, {})).toEqual({ l1: 'off', features: 10 });
    expect(readOptions(kernelShap, { l1_reg: 'aic' })).toMatchObject({ l1: 'aic' });
    expect(readOptions(kernelShap, { l1_reg: 'num_features(3)' })).toEqual({ l1: 'num_features', features: 3 });
  });

  it.each([1, 3, 7])('keeps the %i largest', (features) => {
    const found = explain(few, { l1: 'num_features', features }, 400);
    expect(present(found.values)).toEqual(Array.from({ length: features }, (_, p) => p));
    expect(found.standardErrors).toBeNull();
    expect(found.values.reduce((sum, value) => sum + value, found.base[0])).toBeCloseTo(found.prediction[0], 10);
  });

  it('is the plain regression where all are kept', () => {
    const game = forestGame(12, 60, 4, 3);
    const all = explain(game, { l1: 'num_features', features: 12 }, 300);
    const plain = explain(game, {}, 300);
    all.values.forEach((value, p) => {
      expect(value).toBeCloseTo(plain.values[p], 10);
    });
  });

  it.each(['aic', 'bic', 'auto'])('%s keeps what matters, and leaves most of the rest out', (l1) => {
    const kept = present(explain(few, { l1 }, 600).values);
    expect(kept.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(kept.length).toBeLessThan(20);
  });

  it('bic keeps no more than aic', () => {
    const game = forestGame(30, 100, 4, 8);
    const kept = (l1: string): number => present(explain(game, { l1 }, 300).values).length;
    expect(kept('bic')).toBeLessThanOrEqual(kept('aic'));
    expect(kept('aic')).toBeLessThan(30);
  });

  it('auto keeps everyone where a fifth of all coalitions was seen', () => {
    const game = tableGame(8, 1, 5);
    const truth = byCoalitions(game);
    const found = explain(game, { l1: 'auto' });
    found.values.forEach((value, p) => {
      expect(value).toBeCloseTo(truth[p], 10);
    });
    expect(found.standardErrors).not.toBeNull();
    expect(explain(game, { l1: 'auto' }, 60).standardErrors).toEqual(explain(game, {}, 60).standardErrors);
  });

  it('selects for each output by itself, and leaves a constant one at 0', () => {
    const game = joinedGame([
      linearGame([5, 0, 0, 1, 0, 0, 0, 0]),
      linearGame([0, 0, 0, 0, 0, 0, 2, 0]),
      linearGame([0, 0, 0, 0, 0, 0, 0, 0], 3),
    ]);
    const { values } = explain(game, { l1: 'num_features', features: 1 }, 40);
    expect([...values.subarray(0, 8)]).toEqual([6, 0, 0, 0, 0, 0, 0, 0]);
    expect(values[14]).toBeCloseTo(2, 12);
    expect([...values.subarray(16)]).toEqual(new Array(8).fill(0));
  });

  it('keeps everyone where the pairs are too few for a criterion', () => {
    expect(present(explain(linearGame([1, 2, 3, 6]), { l1: 'aic' }, 0).values).length).toBe(4);
  });
});
