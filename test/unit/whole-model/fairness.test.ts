// Groups, rates and what is said of them; drift; where a model fails.

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/numerics/random.ts';
import { driftOf, kolmogorovSmirnov, shiftsOf, stabilityIndex } from '../../../src/whole-model/drift.ts';
import { errorTree } from '../../../src/whole-model/error-tree.ts';
import { fairnessOf } from '../../../src/whole-model/fairness.ts';
import { gapsOf } from '../../../src/whole-model/gaps.ts';
import { crossed, groupsOf } from '../../../src/whole-model/groups.ts';

const sex = (values: readonly number[]) => ({ name: 'sex', values: Float64Array.from(values), levels: ['f', 'm'] });

describe('groups', () => {
  test('levels, few numbers, bands, and rows without a value', () => {
    expect(groupsOf(sex([0, 1, 0, Number.NaN]))).toEqual([
      { of: [{ column: 'sex', level: 'f' }], rows: Int32Array.of(0, 2) },
      { of: [{ column: 'sex', level: 'm' }], rows: Int32Array.of(1) },
      { of: [{ column: 'sex', missing: true }], rows: Int32Array.of(3) },
    ]);
    const few = groupsOf({ name: 'n', values: Float64Array.of(2, 1, 2), levels: null });
    expect(few.map(({ of }) => of[0])).toEqual([
      { column: 'n', level: '1' },
      { column: 'n', level: '2' },
    ]);
    const ages = { name: 'age', values: Float64Array.from({ length: 80 }, (_, i) => i), levels: null };
    const bands = groupsOf(ages);
    expect(bands.map(({ rows }) => rows.length)).toEqual([20, 20, 20, 20]);
    expect(bands[1].of).toEqual([{ column: 'age', from: 19, to: 39 }]);
    expect(groupsOf(ages, [24]).map(({ rows }) => rows.length)).toEqual([25, 55]);
  });

  test('two columns crossed', () => {
    const both = crossed(groupsOf(sex([0, 1, 0, 1])), groupsOf({ ...sex([0, 0, 1, 0]), name: 'other' }));
    expect(both.map(({ of, rows }) => [of.length, [...rows]])).toEqual([
      [2, [0]],
      [2, [2]],
      [2, [1, 3]],
    ]);
  });
});

describe('fairness', () => {
  // 100 of each group: 60 and 40 selected; all selected ones of f are right, half of those of m.
  const scores = Float64Array.from({ length: 200 }, (_, row) => (row % 100 < (row < 100 ? 60 : 40) ? 0.9 : 0.1));
  const truth = Uint8Array.from({ length: 200 }, (_, row) => Number(row % 100 < (row < 100 ? 60 : 20)));
  const column = sex(Array.from({ length: 200 }, (_, row) => Number(row >= 100)));
  const given = {
    columns: ['sex'],
    groups: groupsOf(column),
    scores,
    truth,
    threshold: 0.5,
  };

  test('rates and disparities are what their definitions say', () => {
    const found = fairnessOf(given);
    const [f, m] = found.groups;
    expect([f.selectionRate.value, m.selectionRate.value]).toEqual([0.6, 0.4]);
    expect([f.known!.truePositiveRate.value, m.known!.truePositiveRate.value]).toEqual([1, 1]);
    expect([f.known!.falsePositiveRate.value, m.known!.falsePositiveRate.value]).toEqual([0, 0.25]);
    expect([f.known!.precision.value, m.known!.precision.value]).toEqual([1, 0.5]);
    expect(m.known!.calibration.value).toBeCloseTo((40 * 0.9 + 60 * 0.1) / 100 - 0.2, 12);
    expect(f.meanScore.value).toBeCloseTo(0.58, 12);
    expect(found.demographicParity).toMatchObject({ largest: 0, smallest: 1, ratio: { value: 0.4 / 0.6 } });
    expect(found.demographicParity.difference.value).toBeCloseTo(0.2, 12);
    // Newcombe's method 10, from Wilson's intervals (0.5020, 0.6906) and (0.3094, 0.4980).
    expect(found.demographicParity.difference.low).toBeCloseTo(0.0614, 3);
    expect(found.demographicParity.difference.high).toBeCloseTo(0.3281, 3);
    expect(found.equalOpportunity!.difference.value).toBe(0);
    expect(found.equalisedOdds!.value).toBe(0.25);
    expect(found.fourFifths).toBe('unclear');
  });

  test('the rule of four fifths says what its interval allows', () => {
    const many = (share: number) => {
      const all = Float64Array.from({ length: 4000 }, (_, row) => (row % 2000 < (row < 2000 ? 1000 : share) ? 1 : 0));
      const values = Array.from({ length: 4000 }, (_, row) => Number(row >= 2000));
      return fairnessOf({ ...given, groups: groupsOf(sex(values)), scores: all, truth: null }).fourFifths;
    };
    expect(many(950)).toBe('holds');
    expect(many(600)).toBe('fails');
    expect(many(805)).toBe('unclear');
  });

  test('a small group is marked and is no part of comparisons', () => {
    const values = Array.from({ length: 200 }, (_, row) => (row < 10 ? 0 : 1));
    const found = fairnessOf({ ...given, groups: groupsOf(sex(values)) });
    expect(found.groups.map(({ small }) => small)).toEqual(['rows', null]);
    expect(found.demographicParity.largest).toBeNull();
    expect(found.fourFifths).toBeNull();
  });

  test("each group's gap to the others adds up", () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 600 }, () => random.normal());
    const attributions = { rows: 200, players: ['a', 'b', 'c'], values, errors: null };
    const gaps = gapsOf(
      attributions,
      given.groups.map(({ rows }) => rows),
    );
    const sum = (from: number, to: number) => values.slice(3 * from, 3 * to).reduce((all, one) => all + one, 0) / 100;
    expect(Math.abs(gaps[0]!.difference - (sum(0, 100) - sum(100, 200)))).toBeLessThan(1e-9);
    expect(gaps[0]!.columns.reduce((all, { difference }) => all + difference.value!, 0)).toBeCloseTo(
      gaps[0]!.difference,
      12,
    );
  });
});

describe('drift', () => {
  test('distance and index are what their definitions say', () => {
    const { distance } = kolmogorovSmirnov(Float64Array.of(1, 2, 3, 4), Float64Array.of(3, 4, 5, 6, Number.NaN));
    expect(distance).toBe(0.5);
    const [p, q] = [
      [10.5 / 31, 20.5 / 31],
      [15.5 / 31, 15.5 / 31],
    ];
    const index = (q[0] - p[0]) * Math.log(q[0] / p[0]) + (q[1] - p[1]) * Math.log(q[1] / p[1]);
    expect(Math.abs(stabilityIndex([10, 20], [15, 15]) - index)).toBeLessThan(1e-12);
  });

  test('without drift, one table in twenty seems to have some', () => {
    let [byIndex, byDistance] = [0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const random = createRandom(seed);
      const draw = () => ({
        name: 'x',
        values: Float64Array.from({ length: 300 }, () => random.normal()),
        levels: null,
      });
      const { psi, psiWithoutDrift, pValue } = driftOf(draw(), draw());
      byIndex += Number(psi > psiWithoutDrift);
      byDistance += Number(pValue! < 0.05);
    }
    for (const share of [byIndex / 400, byDistance / 400]) {
      expect(share).toBeGreaterThan(0.02);
      expect(share).toBeLessThan(0.09);
    }
  });

  test('without a value on one side there is no distance, where an index still counts missing ones', () => {
    const column = (values: number[]) => ({ name: 'x', levels: null, values: Float64Array.from(values) });
    const drift = driftOf(column([NaN, NaN]), column([1, 2, NaN]));
    expect([drift.ks, drift.pValue, drift.psi > 0]).toEqual([null, null, true]);
  });

  test('a column that moved is told, levels and missing values too', () => {
    const a = { ...sex([0, 0, 0, 0, 1, 1]), name: 'x' };
    const b = { ...a, values: Float64Array.of(1, 1, 1, Number.NaN, Number.NaN, 1) };
    const { psi, ks } = driftOf(a, b);
    expect(ks).toBeNull();
    expect(psi).toBeGreaterThan(0.5);
    const values = (shift: number) => ({
      rows: 50,
      players: ['x', 'y'],
      values: Float64Array.from({ length: 100 }, (_, i) => Math.sin(i) + (i % 2 === 0 ? shift : 0)),
      errors: null,
    });
    const [first] = shiftsOf(values(0), values(2));
    expect(first.name).toBe('x');
    expect(first.difference.value).toBeCloseTo(2, 12);
  });
});

describe('where a model fails', () => {
  const random = createRandom(2);
  const columns = [
    { name: 'age', values: Float64Array.from({ length: 1000 }, () => Math.floor(60 * random.uniform())), levels: null },
    sex(Array.from({ length: 1000 }, () => random.integer(2))),
  ];

  test('the conditions are found that mistakes were made by', () => {
    const wrong = columns[0].values.map((age, row) =>
      Number(random.uniform() < (age > 40 && columns[1].values[row] === 0 ? 0.8 : 0.1)),
    );
    const tree = errorTree(columns, wrong);
    const old = tree.parts.find(({ condition }) => condition && 'above' in condition)!;
    expect(old.condition).toMatchObject({ column: 'age' });
    expect(Math.abs((old.condition as { above: number }).above - 40)).toBeLessThan(4);
    const worst = old.parts.find(({ condition }) => condition && 'level' in condition && condition.level === 'f')!;
    expect(worst.error.value).toBeGreaterThan(0.65);
    expect(tree.parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000);
  });

  test('errors that are all the same are no reason to divide, whatever rounding makes of them', () => {
    const rows = 10_000;
    const own = createRandom(3);
    const many = [
      { name: 'x', values: Float64Array.from({ length: rows }, () => own.uniform()), levels: null },
      sex(Array.from({ length: rows }, () => own.integer(2))),
    ];
    for (const error of [0.3, 0.1, 1 / 3, 0])
      expect(errorTree(many, new Float64Array(rows).fill(error)).parts).toEqual([]);
  });

  test('chance alone is no reason to divide', () => {
    const trees = Array.from({ length: 50 }, (_, seed) => {
      const own = createRandom(seed);
      return errorTree(
        columns,
        Float64Array.from({ length: 1000 }, () => Number(own.uniform() < 0.2)),
      );
    });
    expect(trees.filter(({ parts }) => parts.length > 0).length).toBeLessThan(6);
  });
});
