import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/explainers/explainer.ts';
import { decayingGame, linearGame, sparseGame } from '../../bench/wide/games.ts';
import type { WideGame } from '../../bench/wide/terms.ts';
import { unitsGame } from '../../bench/wide/units.ts';
import { coverage, largestDifference, residuals } from '../support/attributions.ts';
import { coalitionKeys, coalitionsIn, contextOf, driveAll, driverOf } from '../support/drive.ts';
import { bifurcationShap, permutationShap } from '../support/explainers.ts';
import { byCoalitions, constantGame, linearGame as sumOf, tableGame } from '../support/games.ts';

const { explain, watch } = driverOf(bifurcationShap);

/** An explainer's run on a game of very many players. */
const run = (game: WideGame, samples: number, seed = 0) =>
  driveAll(bifurcationShap.create(contextOf({ players: game.players, outputs: 1 }, { samples, seed }), {}), (ask) =>
    game.value(coalitionsIn(ask)),
  );
/** What it finds; no estimate is asked for on the way. */
function found(game: WideGame, samples: number, seed = 0, description = bifurcationShap): Attribution {
  const explainer = description.create(contextOf({ players: game.players, outputs: 1 }, { samples, seed }), {});
  let step = explainer.next();
  while (!step.done) step = explainer.next(game.value(coalitionsIn(step.value)));
  return step.value;
}

/** Root mean squared error over the spread of the true values. */
function errorOf(values: ArrayLike<number>, { shapley }: WideGame): number {
  const mean = shapley.reduce((sum, value) => sum + value, 0) / shapley.length;
  let [off, spread] = [0, 0];
  for (const [i, value] of shapley.entries()) {
    off += (values[i] - value) ** 2;
    spread += (value - mean) ** 2;
  }
  return Math.sqrt(off / spread);
}

describe('the games with known values', () => {
  it.each([sparseGame(300, 8), decayingGame(300), linearGame(300), unitsGame(300)])(
    'give all players together what they contribute: $name',
    (game) => {
      const bits = new Uint32Array(20);
      for (let player = 0; player < 300; player++) bits[10 + (player >> 5)] |= 1 << (player & 31);
      const [none, all] = game.value({ players: 300, count: 2, words: 10, bits });
      expect(game.shapley.reduce((sum, value) => sum + value, 0)).toBeCloseTo(all - none, 8);
    },
  );
});

describe('very many players', () => {
  it.each([
    { game: sparseGame(1000, 5), samples: 300, most: 0.001 },
    { game: sparseGame(1000, 20), samples: 1500, most: 0.05 },
    { game: sparseGame(3000, 20), samples: 1500, most: 0.05 },
    { game: decayingGame(300), samples: 2048, most: 0.1 },
    { game: linearGame(300), samples: 2048, most: 0.1 },
  ])('are told apart where few matter, or few vary: $game.name', ({ game, samples, most }) => {
    expect(errorOf(found(game, samples).values, game)).toBeLessThan(most);
  });

  it.each([sparseGame(300, 20), decayingGame(300), linearGame(300), unitsGame(300)])(
    'are known better than by random orders with as many coalitions: $name',
    (game) => {
      const by = (description: typeof bifurcationShap): number =>
        [0, 1].reduce((sum, seed) => sum + errorOf(found(game, 2048, seed, description).values, game) ** 2, 0);
      expect(by(bifurcationShap)).toBeLessThan(by(permutationShap));
    },
  );

  it('have an estimate that adds up after few coalitions, and better ones later', () => {
    const game = sparseGame(1000, 20);
    const { asks, estimates, result } = run(game, 1500);
    expect(asks.slice(0, 2).reduce((sum, ask) => sum + coalitionsIn(ask).count, 0)).toBeLessThan(40);
    for (const estimate of [...estimates, result!]) expect(residuals(estimate)[0]).toBeLessThan(1e-10);
    const errors = [estimates[1], estimates[Math.floor(estimates.length / 2)], result!].map((each) =>
      errorOf(each.values, game),
    );
    expect(errors[1]).toBeLessThan(errors[0]);
    expect(errors[2]).toBeLessThan(errors[1] / 2);
  });

  /** The error once this many are known where time limits them, and seems to allow `planned`. */
  function openRun(game: WideGame, stop: number, planned: (known: number) => number): number {
    let known = 0;
    const affordable = (): number => Math.max(0, planned(known) - known);
    const explainer = bifurcationShap.create(contextOf({ players: game.players, outputs: 1 }, { affordable }), {});
    let step = explainer.next();
    while (!step.done && known < stop) {
      const coalitions = coalitionsIn(step.value);
      known += coalitions.count;
      step = explainer.next(game.value(coalitions));
    }
    const estimate = step.done ? step.value : step.value.estimate?.();
    return errorOf(estimate?.values ?? [], game);
  }

  it.each([sparseGame(300, 20), decayingGame(300), linearGame(300), unitsGame(100)])(
    'are known as well where time ends it, as where there were to be no more samples: $name',
    (game) => {
      const free = errorOf(found(game, 600).values, game);
      expect(openRun(game, 600, () => 600)).toBeLessThan(2 * free);
      // What calls have cost by then promises too little at first, and then too much.
      expect(openRun(game, 600, (known) => (known < 100 ? 120 : 900))).toBeLessThan(2 * free);
      // More than expected are made use of.
      expect(openRun(game, 2400, () => 600)).toBeLessThan(free);
    },
  );

  it('that were not found have a small value and an error', () => {
    const { shapley, ...rest } = decayingGame(1000);
    const { values, standardErrors } = found({ shapley, ...rest }, 1200);
    expect(standardErrors).not.toBeNull();
    const far = Array.from(shapley.keys()).filter((player) => Math.abs(shapley[player]) < 0.03);
    expect(Math.min(...far.map((player) => standardErrors![player]))).toBeGreaterThan(0.005);
    expect(Math.max(...far.map((player) => Math.abs(values[player])))).toBeLessThan(0.5);
  });
});

describe('standard errors', () => {
  it.each([
    { game: sparseGame(300, 20), samples: 1024 },
    { game: decayingGame(300), samples: 2048 },
    { game: unitsGame(300), samples: 2048 },
  ])('hold the truth about as often as they say: $game.name', ({ game, samples }) => {
    const held = coverage((seed) => found(game, samples, seed), game.shapley, 3);
    expect(held).toBeGreaterThanOrEqual(0.9);
  });
});

describe('the sequence of coalitions', () => {
  it('depends on the seed alone, and takes no more than allowed', () => {
    const game = sparseGame(300, 20);
    for (const samples of [2, 7, 40, 300]) {
      const { asks, result } = run(game, samples, 3);
      const all = coalitionKeys(asks);
      expect(result!.coalitions).toBe(all.length - 2);
      expect(result!.coalitions).toBeLessThanOrEqual(samples);
      expect(coalitionKeys(run(game, samples, 3).asks)).toEqual(all);
      if (samples > 7) expect(coalitionKeys(run(game, samples, 4).asks)).not.toEqual(all);
      expect(residuals(result!)[0]).toBeLessThan(1e-10);
    }
  });

  it('asks for each coalition with its complement', () => {
    const game = tableGame(12, 1, 1);
    const { asks } = watch(game, { samples: 200 });
    const all = coalitionKeys(asks).map(Number);
    for (let i = 2; i < all.length; i += 2) expect(all[i] ^ all[i + 1]).toBe(4095);
  });
});

describe('few players', () => {
  it('are exact in sums, and in any game once every coalition is known', () => {
    expect(largestDifference(explain(sumOf([1, 2, 3, 6, 8], 1), { samples: 60 }).values, [1, 2, 3, 6, 8])).toBeLessThan(
      1e-12,
    );
    const game = tableGame(8, 2, 5);
    const exact = explain(game, { samples: 254 });
    expect(largestDifference(exact.values, byCoalitions(game))).toBeLessThan(1e-11);
    expect(exact.complete).toBe(true);
  });

  it('that are one, none or idle', () => {
    expect(explain(sumOf([4], 1), { samples: 10 })).toMatchObject({ values: Float64Array.of(4), complete: true });
    expect(explain(constantGame(3, 5), { idle: [true, true, true], samples: 10 }).values).toEqual(new Float64Array(3));
    const some = explain(sumOf([1, 0, 2, 0, 3, 4]), { samples: 80, idle: [false, true, false, true, false, false] });
    expect(largestDifference(some.values, [1, 0, 2, 0, 3, 4])).toBeLessThan(1e-12);
    expect([some.standardErrors![1], some.standardErrors![3]]).toEqual([0, 0]);
    expect(explain(sumOf([1, 2, 3]), { samples: 1 })).toMatchObject({ endsOnly: true, coalitions: 0 });
  });
});
