import { describe, expect, it } from 'vitest';
import { NO_VALUES } from '../../../src/explainers/shared/overlap.ts';
import { cholesky, solveCholesky } from '../../../src/numerics/linear-algebra.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { largestDifference } from '../support/attributions.ts';
import { contextOf, drive, driveAll, valuesOf } from '../support/drive.ts';
import { interactions } from '../support/explainers.ts';
import { byCoalitions, eachPlayer, forestGame, linearGame, type TestGame, tableGame } from '../support/games.ts';
import { type Index, type JointGame, jointAirport, jointForest, jointLayer } from '../support/joint-games.ts';

const bits = (mask: number): number => (mask === 0 ? 0 : (mask & 1) + bits(mask >> 1));
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** v of every coalition by bit mask, for one output. */
function tableOf(game: TestGame, output: number): Float64Array {
  return Float64Array.from({ length: 2 ** game.players }, (_, mask) =>
    Number(game.value(Uint8Array.from({ length: game.players }, (_, p) => (mask >> p) & 1))[output]),
  );
}

/** The Shapley interaction index of i and j by its definition. */
function shapleyIndex(v: Float64Array, n: number, i: number, j: number): number {
  let sum = 0;
  for (let mask = 0; mask < v.length; mask++) {
    if ((mask >> i) & 1 || (mask >> j) & 1) continue;
    const t = bits(mask);
    const delta = v[mask | (1 << i) | (1 << j)] - v[mask | (1 << i)] - v[mask | (1 << j)] + v[mask];
    sum += ((factorial(t) * factorial(n - t - 2)) / factorial(n - 1)) * delta;
  }
  return sum;
}

/**
 * Faith-Shap of order 2 by its definition: weighted least squares on an intercept, singles and
 * pairs with the Shapley kernel, the empty and the full coalition bound by a Lagrangian. Returns
 * singles and pairs.
 */
function faithfulFit(v: Float64Array, n: number): { main: number[]; pair: (i: number, j: number) => number } {
  const sets = [...Array(n).keys()].map((i) => 1 << i);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sets.push((1 << i) | (1 << j));
  const p = sets.length;
  // v(N) − v(∅) = Σ all: the last set is written as what the others leave.
  const gram = new Float64Array((p - 1) ** 2);
  const right = new Float64Array(p - 1);
  const total = v[v.length - 1] - v[0];
  for (let mask = 1; mask < v.length - 1; mask++) {
    const s = bits(mask);
    const weight = (factorial(s - 1) * factorial(n - s - 1)) / factorial(n - 1);
    const last = (mask & sets[p - 1]) === sets[p - 1] ? 1 : 0;
    const row = sets.slice(0, p - 1).map((set) => ((mask & set) === set ? 1 : 0) - last);
    const y = v[mask] - v[0] - last * total;
    row.forEach((a, at) => {
      right[at] += weight * a * y;
      row.forEach((b, other) => {
        gram[at * (p - 1) + other] += weight * a * b;
      });
    });
  }
  const solution = Array.from(solveCholesky(cholesky(gram, p - 1), right));
  solution.push(total - solution.reduce((a, b) => a + b, 0));
  return {
    main: solution.slice(0, n),
    pair: (i, j) => solution[sets.indexOf((1 << i) | (1 << j))],
  };
}

const explain = (game: TestGame, index: string, given: Parameters<typeof contextOf>[1] = {}) =>
  drive(interactions.create(contextOf(game, given), { index }), game);

describe.each([2, 3, 4, 5, 6, 7])('of %i players, enumerated', (n) => {
  const game = tableGame(n, 2, 40 + n);
  it('are the Shapley interaction index and the Shapley values', () => {
    const found = explain(game, 'shapley');
    expect(found.complete).toBe(true);
    expect(found.coalitions).toBe(2 ** n - 2);
    const shapley = byCoalitions(game);
    found.values.forEach((value, at) => {
      expect(Math.abs(value - shapley[at])).toBeLessThan(1e-9);
    });
    expect([...(found.standardErrors ?? [1])].every((error) => error === 0)).toBe(true);
    for (let k = 0; k < 2; k++) {
      const v = tableOf(game, k);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const cell = found.interactions?.[(k * n + i) * n + j] ?? Number.NaN;
          expect(Math.abs(cell - (i === j ? 0 : shapleyIndex(v, n, i, j)))).toBeLessThan(1e-9);
        }
      }
    }
  });

  it('are the faithful pairs, and singles are what the values leave', () => {
    const found = explain(game, 'faithful');
    for (let k = 0; k < 2; k++) {
      const fit = faithfulFit(tableOf(game, k), n);
      for (let i = 0; i < n; i++) {
        let main = found.values[k * n + i];
        for (let j = 0; j < n; j++) {
          const cell = found.interactions?.[(k * n + i) * n + j] ?? Number.NaN;
          expect(Math.abs(cell - (i === j ? 0 : fit.pair(Math.min(i, j), Math.max(i, j))))).toBeLessThan(1e-9);
          main -= cell / 2;
        }
        expect(Math.abs(main - fit.main[i])).toBeLessThan(1e-9);
      }
    }
  });
});

describe('sum rules', () => {
  it.each([
    ['shapley', Number.POSITIVE_INFINITY],
    ['faithful', Number.POSITIVE_INFINITY],
    ['shapley', 400],
    ['faithful', 400],
  ])('%s with %f samples: main effects and pairs add up', (index, samples) => {
    const game = tableGame(10, 2, 3);
    const found = explain(game, index, { samples });
    const cells = found.interactions ?? new Float64Array(0);
    expect(cells).toHaveLength(200);
    for (let k = 0; k < 2; k++) {
      let all = 0;
      for (let i = 0; i < 10; i++) {
        let half = 0;
        for (let j = 0; j < 10; j++) {
          expect(cells[(k * 10 + i) * 10 + j]).toBe(cells[(k * 10 + j) * 10 + i]);
          half += cells[(k * 10 + i) * 10 + j] / 2;
        }
        all += found.values[k * 10 + i] - half;
        for (let j = 0; j < i; j++) all += cells[(k * 10 + i) * 10 + j];
      }
      expect(Math.abs(all - (found.prediction[k] - found.base[k]))).toBeLessThan(1e-9);
    }
  });
});

describe('small and idle', () => {
  it.each([0, 1, 2, 3])('%i players that matter of 4', (matter) => {
    const inner = tableGame(4, 2, 9);
    const idle = [0, 1, 2, 3].map((p) => p >= matter);
    const game: TestGame = { ...inner, value: (z) => inner.value(z.map((bit, p) => (p >= matter ? 1 : bit))) };
    const found = explain(game, 'shapley', { idle });
    expect(found.complete).toBe(true);
    expect(found.interactions).toHaveLength(32);
    const shapley = byCoalitions(game);
    found.values.forEach((value, at) => {
      expect(Math.abs(value - shapley[at])).toBeLessThan(1e-9);
    });
    for (let i = matter; i < 4; i++) for (let j = 0; j < 4; j++) expect(found.interactions?.[i * 4 + j]).toBe(0);
    if (matter > 1)
      expect(Math.abs((found.interactions?.[1] ?? 0) - shapleyIndex(tableOf(game, 0), 4, 0, 1))).toBeLessThan(1e-9);
  });

  it('a single player has its value and no interaction', () => {
    const found = explain(linearGame([3], 1), 'faithful');
    expect([...found.values]).toEqual([3]);
    expect([...(found.interactions ?? [1])]).toEqual([0]);
  });

  it('a linear game has none, sampled or not; a constant game has nothing', () => {
    for (const index of ['shapley', 'faithful']) {
      for (const samples of [300, Number.POSITIVE_INFINITY]) {
        const linear = explain(linearGame([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), index, { samples });
        expect(Math.max(...(linear.interactions ?? [1]).map(Math.abs))).toBeLessThan(1e-9);
        const constant = explain(linearGame(new Array<number>(10).fill(0), 5), index, { samples });
        expect(constant.interactions?.every((cell) => Math.abs(cell) < 1e-12)).toBe(true);
        expect(constant.values.every((value) => Math.abs(value) < 1e-12)).toBe(true);
      }
    }
  });
});

/** A game of singles and pairs alone: both indices are its coefficients. */
function pairGame(n: number, seed: number): { game: TestGame; cells: Float64Array } {
  const random = createRandom(seed);
  const main = Array.from({ length: n }, random.normal);
  const cells = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) cells[i * n + j] = cells[j * n + i] = random.normal();
  const value = (z: Uint8Array): number[] => {
    let sum = 2;
    for (let i = 0; i < n; i++) {
      if (!z[i]) continue;
      sum += main[i];
      for (let j = 0; j < i; j++) if (z[j]) sum += cells[i * n + j];
    }
    return [sum];
  };
  return { game: { players: n, outputs: 1, value }, cells };
}

describe('sampled', () => {
  it.each(['shapley', 'faithful'])('%s: a game of pairs is found from a part of its coalitions', (index) => {
    const { game, cells } = pairGame(16, 7);
    const found = explain(game, index, { samples: 600 });
    expect(found.complete).toBe(false);
    cells.forEach((cell, at) => {
      expect(Math.abs((found.interactions?.[at] ?? Number.NaN) - cell)).toBeLessThan(1e-5);
    });
  });

  it('says nothing of pairs before every player was alone, and how many samples are needed', () => {
    const game = forestGame(16, 40, 4, 1);
    const few = explain(game, 'shapley', { samples: 62 });
    expect(few.interactions).toBeUndefined();
    expect(few.fidelity.interactionSamples).toBe(64);
    expect(few.standardErrors).not.toBeNull();
    const enough = explain(game, 'shapley', { samples: 64 });
    expect(enough.interactions).toHaveLength(256);
    expect(enough.fidelity.interactionSamples).toBeUndefined();
  });

  it('in little time, the values are about those of the full solution, and interactions are absent', () => {
    const game = forestGame(16, 40, 4, 1);
    const pulse = () => {};
    const explainer = interactions.create(contextOf(game, { samples: 600, pulse }), { index: 'shapley' });
    let step = explainer.next();
    while (!step.done) {
      if (step.value.kind !== 'coalitions') throw new Error('coalitions only');
      const { coalitions, estimate, hurried } = step.value;
      if (coalitions.count === 0 && estimate) {
        const [full, rough, again] = [estimate(), hurried?.rough?.(), estimate()];
        expect(full.interactions).toHaveLength(256);
        expect(rough?.interactions).toBeUndefined();
        expect(rough?.note).toEqual({ key: 'explaining.rough' });
        const [near, nearer] = [rough, full].map((found) => largestDifference(found?.values ?? [], game.shapley));
        expect(near).toBeLessThan(0.5);
        expect(nearer).toBeLessThan(near);
        expect(again).toEqual(full);
        return;
      }
      step = explainer.next(coalitions.count > 0 ? valuesOf(game, coalitions) : NO_VALUES);
    }
    throw new Error('there was no last ask');
  });

  it('errors are held back until interactions are there, and while all is enumerated', () => {
    const game = forestGame(9, 40, 4, 1);
    const run = (samples: number) =>
      driveAll(interactions.create(contextOf(game, { samples }), { index: 'shapley' }), (ask) => {
        if (ask.kind !== 'coalitions') throw new Error('coalitions only');
        return valuesOf(game, ask.coalitions);
      });
    for (const estimate of run(300).estimates) {
      if (estimate.interactions === undefined) expect(estimate.standardErrors).toBeNull();
      else expect(estimate.standardErrors).not.toBeNull();
    }
    const all = run(510);
    for (const estimate of all.estimates.filter(({ complete }) => !complete))
      expect(estimate.standardErrors).toBeNull();
    expect(all.result?.complete).toBe(true);
  });
});

/** Interactions of the pairs i < j of a game with one output. */
function pairsOf({ players, together }: JointGame, index: Index): { at: number; value: number }[] {
  const pairs: { at: number; value: number }[] = [];
  for (let j = 1; j < players; j++)
    for (let i = 0; i < j; i++) pairs.push({ at: i * players + j, value: together(index, [i, j]) });
  return pairs;
}

const solved: readonly { name: string; game: JointGame }[] = [
  { name: 'trees', game: jointForest(18, 90, 5, 31) },
  { name: 'the largest cost', game: jointAirport(eachPlayer(18, (p) => 1 + ((7 * p) % 18))) },
  { name: 'smooth units', game: jointLayer(18, 33, (x) => Math.tanh(x / 4)) },
  { name: 'bent units', game: jointLayer(18, 34, (x) => Math.max(0, x)) },
];

describe.each(['shapley', 'faithful'] as const)('of games with known interactions, %s', (index) => {
  it.each(solved)('$name: errors fall with samples, and each pair of coalitions of one player adds up', ({ game }) => {
    const truth = pairsOf(game, index);
    const size = truth.reduce((sum, { value }) => sum + value * value, 0);
    const missed = [150, 900].map((samples) => {
      const found = explain(game, index, { samples, seed: 3 });
      return truth.reduce((sum, { at, value }) => sum + ((found.interactions?.[at] ?? 0) - value) ** 2, 0) / size;
    });
    expect(missed[0]).toBeLessThan(1);
    expect(missed[1]).toBeLessThan(missed[0] / 3);
    if (index === 'faithful') return;
    const { interactions: cells = new Float64Array(0) } = explain(game, index, { samples: 150, seed: 3 });
    const worth = (...present: number[]) =>
      game.value(Uint8Array.from({ length: 18 }, (_, p) => (present.includes(p) ? 1 : 0)))[0];
    const all = eachPlayer(18, (p) => p);
    for (const i of all) {
      const alone = worth(...all) + worth() - worth(i) - worth(...all.filter((p) => p !== i));
      expect(all.reduce((sum, j) => sum + cells[i * 18 + j], 0)).toBeCloseTo(alone, 6);
    }
  });

  it('95 % intervals hold 93 to 97 % of the pairs of all games', () => {
    let [held, cells] = [0, 0];
    for (const { game } of solved) {
      const truth = pairsOf(game, index);
      for (const samples of [150, 300])
        for (let seed = 1; seed <= 3; seed++) {
          const { interactions: found, interactionErrors: errors } = explain(game, index, { samples, seed });
          for (const { at, value } of truth)
            held += Math.abs((found?.[at] ?? Number.NaN) - value) <= 1.96 * (errors?.[at] ?? 0) ? 1 : 0;
          cells += truth.length;
        }
    }
    expect(held / cells).toBeGreaterThan(0.93);
    expect(held / cells).toBeLessThan(0.97);
  });
});

it('the same seed gives the same bits', () => {
  const [{ game }] = solved;
  const run = () => explain(game, 'shapley', { samples: 200, seed: 5 });
  expect(run()).toEqual(run());
});
