// Where a proof is easily wrong: rounding at the ends of ranges, answers that are the same number,
// and what a pipeline makes of a column before the model reads it.

import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/counterfactuals/counterfactual.ts';
import type { Lever } from '../../../src/counterfactuals/lever.ts';
import type { LinearStructure } from '../../../src/counterfactuals/linear/gains.ts';
import { nearestInLinear } from '../../../src/counterfactuals/nearest-in-linear.ts';
import { nearestInTrees } from '../../../src/counterfactuals/nearest-in-trees.ts';
import { besides } from '../../../src/counterfactuals/number-domain.ts';
import type { TreeStructure } from '../../../src/counterfactuals/trees/passing.ts';
import { nativePredictor } from '../../../src/models/native.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';
import { noFinalStep } from '../../../src/structures/final-step.ts';
import type { Encoding } from '../../../src/structures/structure.ts';
import { driveSearch } from './drive.ts';

const MEASURE = { scale: 1, cost: 1 };

const numbers = (column: number, least: number, most: number, step = 1): Lever => ({
  kind: 'number',
  columns: [column],
  domain: { least, most, step, precision: 'float64' },
  measure: MEASURE,
  missing: false,
});

/** One tree: 1 where a column is above a cut, else 0. */
function aboveCut(columns: number, column: number, cut: number): TreeStructure {
  return {
    kind: 'trees',
    trees: {
      columns,
      precision: 'float64',
      outputs: 1,
      roots: Int32Array.of(0),
      feature: Int32Array.of(column, -1, -1),
      test: new Uint8Array(3),
      threshold: Float64Array.of(cut, 0, 0),
      setEnd: new Int32Array(3),
      sets: new Uint32Array(),
      missing: new Uint8Array(3),
      left: Int32Array.of(1, -1, -1),
      right: Int32Array.of(2, -1, -1),
      cover: null,
      value: Float64Array.of(0, 0, 1),
      base: Float64Array.of(0),
      aggregate: 'sum',
    },
    finalStep: noFinalStep,
    encoding: null,
  };
}

/** A linear model: coefficients by output. */
const linear = (
  coefficients: readonly (readonly number[])[],
  intercepts: readonly number[],
  rest: Partial<LinearStructure> = {},
): LinearStructure => ({
  kind: 'linear',
  linear: {
    columns: coefficients[0].length,
    precision: 'float64',
    outputs: coefficients.length,
    coefficients: Float64Array.from(coefficients.flat()),
    intercepts: Float64Array.from(intercepts),
    missing: null,
  },
  finalStep: noFinalStep,
  encoding: null,
  ...rest,
});

/** No numbers for rows that the model cannot take, as the engine answers them. */
function nearest(structure: TreeStructure | LinearStructure, row: Numbers, asked: Pick<Problem, 'goal' | 'levers'>) {
  const native = nativePredictor(structure);
  const predict = (rows: Numbers, count: number) => {
    try {
      return native.predict(rows, count);
    } catch {
      return new Float64Array(count * native.outputs).fill(Number.NaN);
    }
  };
  const problem = { ...asked, row, answers: predict(row, 1), most: asked.levers.length, count: 1 };
  const table = { data: row, count: 1, columns: row.length };
  const search =
    structure.kind === 'trees'
      ? nearestInTrees(problem, structure, () => new Float64Array())
      : nearestInLinear(problem, structure, table);
  const { result } = driveSearch(search, predict);
  return { proof: result?.proof, bound: result?.bound, row: result?.found[0] && [...result.found[0].row] };
}

describe('rounding', () => {
  test('the ends of a range and a cut are compared as the model sees them', () => {
    // 0.7 as float32 is below 0.7: the model sees 0.7 at the cut, and 0.8 above it.
    const cut = Math.fround(0.7);
    const domain = { least: 0.7, most: 100, precision: 'float64' as const };
    expect(besides({ ...domain, step: 0.1 }, cut, 'float32')).toEqual([0.7, 0.8]);
    const [above] = besides({ ...domain, step: null }, cut, 'float32');
    expect(above).toBeCloseTo(0.7, 6);
    expect(Math.fround(above)).toBeGreaterThan(cut);
    // 0.1 as float32 is above 0.1.
    for (const below of besides({ least: -100, most: 0.1, step: null, precision: 'float64' }, 0.05, 'float32'))
      expect(Math.abs(below - 0.05)).toBeLessThan(1e-8);
  });

  test('columns that move together reach the ends of their ranges', () => {
    // 0.9 − 0.8 is 0.09999999999999998, and 0.8 + 0.1 is 0.9.
    const domains = [0.9, 2].map((most) => ({ least: 0, most, step: 0.1, precision: 'float64' as const }));
    const lever: Lever = { kind: 'together', columns: [0, 1], domains, step: 0.1, measures: [MEASURE, MEASURE] };
    const asked = { goal: { kind: 'range', output: 0, least: 1, most: 1 } as const, levers: [lever] };
    const found = nearest(aboveCut(2, 0, 0.85), Float64Array.of(0.8, 1), asked);
    expect(found).toMatchObject({ proof: 'nearest', row: [0.9, 1.1] });
  });

  test('nothing is proven where columns may also move by other amounts', () => {
    const domains = [0, 1].map(() => ({ least: 0, most: 10, step: null, precision: 'float64' as const }));
    const measures = [MEASURE, MEASURE];
    const lever: Lever = { kind: 'together', columns: [0, 1], domains, step: 2, sampled: true, measures };
    const asked = { goal: { kind: 'range', output: 0, least: 1, most: 1 } as const, levers: [lever] };
    const row = Float64Array.of(1, 1);
    const expected = { proof: 'found by search', bound: null, row: [3, 3] };
    expect(nearest(aboveCut(2, 0, 1.5), row, asked)).toEqual(expected);
    expect(nearest(linear([[1, 0]], [-1.5]), row, asked).proof).not.toMatch(/nearest|limits/);
  });
});

describe('answers that are the same number', () => {
  const logistic = { kind: 'logistic', scale: 1, pair: null } as const;

  const goal = { kind: 'class', wanted: 0, from: 1 } as const;

  test.each([
    // From 40 on a score is answered with 1, as the larger ones of the other classes are.
    ['1', linear([[-1], [0], [0]], [0, 150, 149], { finalStep: logistic }), 0, numbers(0, -400, 0, 10), -40],
    // From −750 down a score is answered with 0, as the smaller one of the first class is.
    ['0', linear([[0], [1], [1]], [-1000, -1000, -1000], { finalStep: logistic }), 990, numbers(0, 0, 990, 10), 250],
  ])('the first class wins, whatever its score: all are %s', (answer, structure, from, lever, to) => {
    const found = nearest(structure, Float64Array.of(from), { goal, levers: [lever] });
    expect(found).toMatchObject({ proof: 'nearest', row: [to] });
    expect([...nativePredictor(structure).predict(Float64Array.of(to), 1)]).toEqual(Array(3).fill(Number(answer)));
  });
});

describe('what a pipeline makes of a column', () => {
  const encoding = (...makes: readonly ((x: number) => number)[]): Encoding => ({
    owner: new Int32Array(makes.length),
    encode: (rows, count) =>
      Float64Array.from({ length: count * makes.length }, (_, at) =>
        makes[at % makes.length](rows[Math.floor(at / makes.length)]),
      ),
  });
  const asked = { goal: { kind: 'range', output: 0, least: 1, most: Infinity } as const, levers: [numbers(0, 0, 9)] };

  test('a number in the middle counts where it is a category', () => {
    const structure = linear([[1, -1]], [0], {
      encoding: encoding(
        (x) => +(x === 4),
        (x) => +(x === 8),
      ),
    });
    expect(nearest(structure, Float64Array.of(0), asked)).toMatchObject({ proof: 'nearest', row: [4] });
    const two = linear([[1, -1]], [0], {
      encoding: encoding(
        (x) => 2 * +(x === 4),
        (x) => +(x === 4),
      ),
    });
    const between = { ...asked, goal: { ...asked.goal, most: 2 } };
    expect(nearest(two, Float64Array.of(0), between)).toMatchObject({ proof: 'nearest', row: [4] });
  });

  test('the cheaper side of the row counts where both lead there', () => {
    const structure = linear([[1]], [0], { encoding: encoding((x) => Math.abs(x - 3)) });
    const far = { goal: { ...asked.goal, least: 2 }, levers: [numbers(0, -20, 20)] };
    expect(nearest(structure, Float64Array.of(4), far)).toMatchObject({ proof: 'nearest', row: [5] });
  });

  test('a number that is no category is left out', () => {
    const strict = (category: number) => (x: number) => {
      if (x % 3 !== 0) throw new Error('no category');
      return +(x === category);
    };
    const structure = linear([[1, 0]], [0], { encoding: encoding(strict(6), strict(9)) });
    expect(nearest(structure, Float64Array.of(0), asked)).toMatchObject({ proof: 'nearest', row: [6] });
    const never = linear([[0.5, 0]], [0], { encoding: encoding(strict(6), strict(9)) });
    expect(nearest(never, Float64Array.of(0), asked).proof).toBe('none within limits');
  });
});
