import { expect, test } from 'vitest';
import type { Goal } from '../../../src/counterfactuals/goal.ts';
import type { Lever } from '../../../src/counterfactuals/lever.ts';
import { nearestInTrees } from '../../../src/counterfactuals/nearest-in-trees.ts';
import type { TreeStructure } from '../../../src/counterfactuals/trees/passing.ts';
import { nativePredictor } from '../../../src/models/native.ts';
import { noFinalStep } from '../../../src/structures/final-step.ts';
import type { Trees } from '../../../src/structures/trees.ts';
import { golden } from '../support/golden.ts';
import { driveSearch } from './drive.ts';

type Listed<T> = { [Key in keyof T]: T[Key] extends ArrayLike<number> ? readonly number[] : T[Key] };

interface Solved {
  readonly trees: Listed<Trees>;
  readonly row: readonly (number | null)[];
  readonly precision: 'float32' | 'float64';
  readonly levers: readonly Lever[];
  readonly goal: Goal;
  readonly most: number;
  /** null: there is none. */
  readonly optimum: { readonly changed: number; readonly distance: number } | null;
}

const { cases } = golden<{ readonly cases: readonly Solved[] }>('counterfactuals/trees.json');

function treesOf(listed: Listed<Trees>): Trees {
  return {
    ...listed,
    roots: Int32Array.from(listed.roots),
    feature: Int32Array.from(listed.feature),
    test: Uint8Array.from(listed.test),
    threshold: Float64Array.from(listed.threshold),
    setEnd: Int32Array.from(listed.setEnd),
    sets: Uint32Array.from(listed.sets),
    missing: Uint8Array.from(listed.missing),
    left: Int32Array.from(listed.left),
    right: Int32Array.from(listed.right),
    cover: null,
    value: Float64Array.from(listed.value),
    base: Float64Array.from(listed.base),
  };
}

test('there are ten cases, one without a solution', () => {
  expect(cases).toHaveLength(10);
  expect(cases.filter(({ optimum }) => optimum === null)).toHaveLength(1);
});

test.each(cases.map((one, at) => [at, one] as const))('a mixed-integer solver agrees: %i', (_, solved) => {
  const structure: TreeStructure = {
    kind: 'trees',
    trees: treesOf(solved.trees),
    finalStep: noFinalStep,
    encoding: null,
  };
  const values = solved.row.map((value) => value ?? Number.NaN);
  const row = solved.precision === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
  const { predict } = nativePredictor(structure);
  const { levers, goal, most, optimum } = solved;
  const problem = { row, answers: predict(row, 1), levers, goal, most, count: 1 };
  const { result } = driveSearch(
    nearestInTrees(problem, structure, () => new Float64Array()),
    predict,
  );
  const [first] = result?.found ?? [];
  expect(result?.proof).toBe(optimum ? 'nearest' : 'none within limits');
  expect(first?.changed).toBe(optimum?.changed);
  if (optimum) expect(first.distance).toBeCloseTo(optimum.distance, 5);
});
