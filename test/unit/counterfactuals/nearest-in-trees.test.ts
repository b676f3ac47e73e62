import { describe, expect, test } from 'vitest';
import { isNearer } from '../../../src/counterfactuals/counterfactual.ts';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { nearestInTrees } from '../../../src/counterfactuals/nearest-in-trees.ts';
import { driveSearch } from './drive.ts';
import { bruteForce, randomCase } from './ensembles.ts';

const nothingSeen = () => new Float64Array();

describe('the nearest row with another answer, of 240 random ensembles', () => {
  const outcomes = { nearest: 0, none: 0, severalLevers: 0, more: 0 };

  test.each(Array.from({ length: 240 }, (_, seed) => seed))('equals that of trying all: %i', (seed) => {
    const made = randomCase(seed);
    const { problem, predict, structure } = made;
    const { nearest, bySet } = bruteForce(made);
    if (reached(problem.goal, problem.answers, 0, problem.answers.length)) return;
    const { result } = driveSearch(nearestInTrees(problem, structure, nothingSeen), predict);
    if (!result) throw new Error('not searched');
    if (!nearest) {
      outcomes.none++;
      expect(result).toEqual({ found: [], proof: 'none within limits', bound: null });
      return;
    }
    outcomes.nearest++;
    const [first] = result.found;
    expect(result.proof).toBe('nearest');
    expect(first.changed).toBe(nearest.changed);
    expect(first.distance).toBeCloseTo(nearest.distance, 5);
    if (first.changed > 1) outcomes.severalLevers++;
    if (result.found.length > 1) outcomes.more++;
    for (const [place, found] of result.found.entries()) {
      expect(reached(problem.goal, predict(found.row, 1), 0, problem.answers.length)).toBe(true);
      expect(found.distance).toBeCloseTo(bySet.get(found.levers.join()) as number, 5);
      const touched = new Set(found.levers.flatMap((lever) => problem.levers[lever].columns));
      for (const [column, value] of found.row.entries())
        if (!touched.has(column)) expect(Object.is(value, problem.row[column])).toBe(true);
      for (const before of result.found.slice(0, place)) {
        expect(isNearer(found, before)).toBe(false);
        expect(before.levers.every((lever) => found.levers.includes(lever))).toBe(false);
      }
    }
  });

  test('were of all kinds', () => {
    expect(outcomes.nearest).toBeGreaterThan(60);
    expect(outcomes.none).toBeGreaterThan(20);
    expect(outcomes.severalLevers).toBeGreaterThan(15);
    expect(outcomes.more).toBeGreaterThan(15);
  });
});
