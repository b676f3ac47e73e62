// The fewest parts that an answer hangs on, against all sets of parts one by one.

import { describe, expect, test } from 'vitest';
import { type Change, fewestParts, type PartsProblem } from '../../../src/counterfactuals/fewest-parts.ts';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { driveSearch } from './drive.ts';

/** A score of which states of the parts: 0 is as it is, 1 and more are the ways to change it. */
type Score = (states: readonly number[]) => number;

/** Sums over parts and over pairs of parts, drawn at random. */
function drawn(random: Random, variants: readonly number[], pairs: number, whole = 1.5): Score {
  const own = variants.map((ways) => Array.from({ length: ways + 1 }, (_, k) => (k === 0 ? 0 : random.normal() - 0.4)));
  const joint = Array.from({ length: pairs }, () => ({
    first: random.integer(variants.length),
    second: random.integer(variants.length),
    by: 2 * random.normal(),
  }));
  return (states) =>
    whole +
    states.reduce((sum, state, part) => sum + own[part][state], 0) +
    joint.reduce((sum, { first, second, by }) => sum + (states[first] > 0 && states[second] > 0 ? by : 0), 0);
}

function problemOf(variants: readonly number[], score: Score, more: Partial<PartsProblem> = {}): PartsProblem {
  return {
    answers: Float64Array.of(score(variants.map(() => 0))),
    goal: { kind: 'share', output: 0, line: 0, over: false },
    variants,
    shares: variants.map((_, part) => (1 + (part % 3)) / 10),
    most: variants.length,
    count: 4,
    columns: variants.length,
    rowsOf(changes) {
      const rows = new Float64Array(changes.length * variants.length);
      for (const [at, { parts, variants: chosen }] of changes.entries())
        for (const [k, part] of parts.entries()) rows[at * variants.length + part] = chosen[k] + 1;
      return rows;
    },
    ...more,
  };
}

const answerer = (score: Score, columns: number) => (rows: ArrayLike<number>, count: number) =>
  Float64Array.from({ length: count }, (_, at) => score(Array.from(rows).slice(at * columns, (at + 1) * columns)));

const solve = (problem: PartsProblem, score: Score, calls?: number) =>
  driveSearch(fewestParts(problem, calls === undefined ? {} : { calls }), answerer(score, problem.variants.length));

/** The least number of parts, by trying everything; null where nothing does it. */
function fewestOf(variants: readonly number[], score: Score): number | null {
  let best: number | null = null;
  const states = variants.map(() => 0);
  const visit = (part: number, changed: number): void => {
    if (best !== null && changed >= best) return;
    if (part === variants.length) {
      if (score(states) < 0) best = changed;
      return;
    }
    for (let state = 0; state <= variants[part]; state++) {
      states[part] = state;
      visit(part + 1, changed + (state > 0 ? 1 : 0));
    }
    states[part] = 0;
  };
  visit(0, 0);
  return best;
}

const stateOf = (columns: number, { parts, variants }: Change): number[] => {
  const states = new Array<number>(columns).fill(0);
  for (const [k, part] of parts.entries()) states[part] = variants[k] + 1;
  return states;
};

describe('the fewest parts', () => {
  test.each([
    ['parts that are taken out', (_: Random) => new Array<number>(9).fill(1), 0],
    ['parts that act together', (_: Random) => new Array<number>(9).fill(1), 8],
    ['parts with several ways', (random: Random) => Array.from({ length: 6 }, () => 1 + random.integer(3)), 4],
  ] as const)('%s: as many as trying everything finds, and what is proven is true', (_, make, pairs) => {
    const random = createRandom(7);
    let found = 0;
    for (let round = 0; round < 60; round++) {
      const variants = make(random);
      const score = drawn(random, variants, pairs);
      if (score(variants.map(() => 0)) < 0) continue;
      const { result } = solve(problemOf(variants, score), score, 10_000);
      const fewest = fewestOf(variants, score);
      if (fewest === null) {
        expect(result).toEqual({ found: [], proof: 'none within limits', bound: null });
        continue;
      }
      found++;
      expect(result.proof).toBe('nearest');
      expect(result.found[0].changed).toBe(fewest);
      const sets = result.found.map(({ levers }) => levers);
      for (const [at, way] of result.found.entries()) {
        const answered = score(stateOf(variants.length, { parts: way.levers, variants: way.variants }));
        expect(Float64Array.of(answered)).toEqual(way.answers);
        expect(answered).toBeLessThan(0);
        expect(way.nearest).toBe(way.changed === fewest);
        for (const before of sets.slice(0, at)) expect(before.every((part) => way.levers.includes(part))).toBe(false);
      }
    }
    expect(found).toBeGreaterThan(10);
  });

  test('of equally many, the smallest part of the input comes first', () => {
    const score: Score = (states) => (states[1] + states[2] + states[3] > 0 ? -1 : 1);
    const { result } = solve(problemOf([1, 1, 1, 1], score), score);
    expect(result.found.map(({ levers }) => levers)).toEqual([[3], [1], [2]]);
    expect(result.found.every(({ nearest }) => nearest)).toBe(true);
  });

  test('a budget that does not reach for all sets leaves a bound that holds', () => {
    const random = createRandom(3);
    const proofs = new Set<string>();
    for (let round = 0; round < 60; round++) {
      const variants = new Array<number>(11).fill(1);
      const score = drawn(random, variants, 10, 5);
      if (score(variants.map(() => 0)) < 0) continue;
      const { result, rows } = solve(problemOf(variants, score), score, 40 + random.integer(200));
      expect(rows).toBeLessThanOrEqual(240);
      proofs.add(result.proof);
      const fewest = fewestOf(variants, score) ?? Number.POSITIVE_INFINITY;
      if (result.bound) expect(result.bound.changed).toBeLessThanOrEqual(fewest);
      if (result.proof === 'nearest') expect(result.found[0].changed).toBe(fewest);
      if (result.proof === 'none within limits') expect(fewest).toBe(Number.POSITIVE_INFINITY);
    }
    expect(proofs).toContain('within gap');
    expect(proofs).toContain('nearest');
  });

  test('no more parts change than may', () => {
    const score: Score = (states) => 2.5 - states.reduce((sum, state) => sum + state, 0);
    const variants = new Array<number>(8).fill(1);
    const { result } = solve(problemOf(variants, score, { most: 2 }), score);
    expect(result).toEqual({ found: [], proof: 'none within limits', bound: null });
    expect(solve(problemOf(variants, score, { most: 3 }), score).result.found[0].changed).toBe(3);
  });

  test('a hundred parts that act together are found within the budget, and a stop ends it with what there is', () => {
    const columns = 100;
    const hidden = [3, 41, 77, 78, 90];
    const score: Score = (states) => 4.5 - hidden.reduce((sum, part) => sum + states[part], 0);
    const problem = problemOf(new Array<number>(columns).fill(1), score);
    const { result, rows } = solve(problem, score);
    expect(rows).toBeLessThanOrEqual(2000);
    expect(result.found[0].levers).toEqual(hidden);
    expect(result).toMatchObject({ proof: 'within gap', bound: { changed: 2 } });
    const stopped = driveSearch(fewestParts(problem), answerer(score, columns), 3).result;
    expect(['none found', 'found by search', 'within gap']).toContain(stopped.proof);
    for (const way of stopped.found) expect(reached(problem.goal, way.answers, 0, 1)).toBe(true);
  });
});
