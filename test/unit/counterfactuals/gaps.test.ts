// What an exact search says when it is stopped early, against the nearest row by trying all.

import { expect, test } from 'vitest';
import { isNearer } from '../../../src/counterfactuals/counterfactual.ts';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { nearestInTrees } from '../../../src/counterfactuals/nearest-in-trees.ts';
import { driveSearch } from './drive.ts';
import { bruteForce, randomCase } from './ensembles.ts';

/** Sums are rounded in another order. */
const ROUNDING = 1e-5;

test('gaps of searches that are stopped after any number of asks hold against the whole search', () => {
  const proofs = new Map<string, number>();
  for (let seed = 0; seed < 80; seed++) {
    const made = randomCase(seed);
    const { problem, predict, structure } = made;
    if (reached(problem.goal, problem.answers, 0, problem.answers.length)) continue;
    const { nearest } = bruteForce(made);
    const whole = driveSearch(
      nearestInTrees(problem, structure, () => new Float64Array()),
      predict,
    );
    for (let stopAfter = 0; stopAfter < whole.asks.length; stopAfter++) {
      const { result, asks } = driveSearch(
        nearestInTrees(problem, structure, () => new Float64Array()),
        predict,
        stopAfter,
      );
      if (!result) throw new Error('not searched');
      // What could have been said on the way holds as well.
      for (const { found, bound, proof } of [result, ...asks.map(({ estimate }) => estimate())]) {
        proofs.set(proof, (proofs.get(proof) ?? 0) + 1);
        if (proof === 'none within limits') expect(nearest).toBeNull();
        if (!nearest) continue;
        if (bound) expect(isNearer(nearest, { ...bound, distance: bound.distance - ROUNDING })).toBe(false);
        if (proof === 'nearest')
          expect(isNearer(nearest, { ...found[0], distance: found[0].distance - ROUNDING })).toBe(false);
        for (const way of found)
          expect(isNearer(way, { ...nearest, distance: nearest.distance - ROUNDING })).toBe(false);
      }
    }
  }
  // Some were stopped with a way and a gap, and some with a bound alone.
  expect(proofs.get('within gap')).toBeGreaterThan(10);
  expect(proofs.get('none found')).toBeGreaterThan(10);
});
