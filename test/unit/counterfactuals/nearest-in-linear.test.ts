import { describe, expect, test } from 'vitest';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { nearestInLinear } from '../../../src/counterfactuals/nearest-in-linear.ts';
import { driveSearch } from './drive.ts';
import { bruteForce, randomLinearCase } from './ensembles.ts';

describe('the nearest row with another answer, of 200 random linear models', () => {
  const outcomes = { nearest: 0, none: 0, severalLevers: 0 };

  test.each(Array.from({ length: 200 }, (_, seed) => seed))('equals that of trying all: %i', (seed) => {
    const made = randomLinearCase(seed);
    const { problem, predict, structure } = made;
    if (reached(problem.goal, problem.answers, 0, problem.answers.length)) return;
    const { nearest } = bruteForce(made);
    const table = { data: problem.row, count: 1, columns: problem.row.length };
    const { result } = driveSearch(nearestInLinear(problem, structure, table), predict);
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
    for (const found of result.found)
      expect(reached(problem.goal, predict(found.row, 1), 0, problem.answers.length)).toBe(true);
  });

  test('were of all kinds', () => {
    expect(outcomes.nearest).toBeGreaterThan(30);
    expect(outcomes.none).toBeGreaterThan(10);
    expect(outcomes.severalLevers).toBeGreaterThan(10);
  });
});
