import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../../src/counterfactuals/candidates.ts';
import type { Outcome, Problem } from '../../../src/counterfactuals/counterfactual.ts';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { costOf, same } from '../../../src/counterfactuals/lever.ts';
import type { Table } from '../../../src/counterfactuals/search/data-settings.ts';
import { type LeverTips, type Tip, tipping } from '../../../src/counterfactuals/tipping.ts';
import type { Structure } from '../../../src/structures/structure.ts';
import { driveSearch } from './drive.ts';
import { type Case, choicesOf, randomCase, randomLinearCase } from './ensembles.ts';

const nothing: Outcome = { found: [], proof: 'none found', bound: null };

function tipsOf({ problem, predict }: Case, structure: Structure | null, table: Table, stopAfter?: number) {
  const candidates = problem.levers.map((lever) => candidatesOf(structure, table)(lever, problem.row));
  return driveSearch(
    tipping(problem, candidates, () => nothing),
    predict,
    stopAfter,
  );
}

/** A table of the row alone. */
const tableOf = ({ row }: Problem): Table => ({ data: row, count: 1, columns: row.length });

/** Whether a row with these values of a lever reaches the goal. */
function tipsAt({ problem, predict }: Case, lever: number, values: readonly number[]): boolean {
  const changed = problem.row.slice();
  for (const [c, column] of problem.levers[lever].columns.entries()) changed[column] = values[c];
  return reached(problem.goal, predict(changed, 1), 0, problem.answers.length);
}

/** By trying all: the last that stays and the first that tips on the way to one side. */
function bruteTip(made: Case, lever: number, up: boolean): Pick<Tip, 'stays' | 'tips'> | null {
  const { columns } = made.problem.levers[lever];
  const own = columns.map((column) => made.problem.row[column]);
  const one = made.problem.levers[lever];
  if (own.some(Number.isNaN)) return null;
  const seen = new Set<string>();
  const choices = choicesOf(one, made.problem.row)
    .filter((values) => values.every((value, c) => !Number.isNaN(value) && up === value > own[c] && value !== own[c]))
    .filter((values) => !seen.has(values.join()) && seen.add(values.join()))
    .sort((a, b) => (up ? a[0] - b[0] : b[0] - a[0]));
  if (choices.length === 0) return null;
  const first = choices.findIndex((values) => tipsAt(made, lever, values));
  if (first < 0) return { stays: choices[choices.length - 1], tips: null };
  return { stays: first === 0 ? own : choices[first - 1], tips: choices[first] };
}

function checkDirection(made: Case, { lever, up, down }: LeverTips, goesUp: boolean): void {
  const tip = goesUp ? up : down;
  const one = made.problem.levers[lever];
  const brute = bruteTip(made, lever, goesUp);
  // Between halves float32 has numbers that are not tried one by one here.
  const fine = one.kind === 'number' && one.domain.step === null;
  if (!brute || !tip) {
    if (!fine) expect(tip).toBe(brute);
    return;
  }
  expect(tip.tips === null).toBe(brute.tips === null);
  for (const [c, value] of brute.stays.entries()) {
    if (fine) expect(tip.stays[c]).toBeCloseTo(value, 5);
    else expect(tip.stays[c]).toBe(value);
  }
  if (!tip.tips || !brute.tips) return;
  expect(tipsAt(made, lever, tip.tips)).toBe(true);
  expect(reached(made.problem.goal, tip.answers ?? new Float64Array(), 0, made.problem.answers.length)).toBe(true);
  expect(tip.distance).toBe(costOf(one, made.problem.row, tip.tips));
  if (tip.stays[0] !== made.problem.row[one.columns[0]]) expect(tipsAt(made, lever, tip.stays)).toBe(false);
  for (const [c, value] of brute.tips.entries()) {
    if (fine) expect(tip.tips[c]).toBeCloseTo(value, 5);
    else expect(tip.tips[c]).toBe(value);
  }
}

describe.each([
  ['trees', randomCase],
  ['linear models', randomLinearCase],
] as const)('how far each column of %s can be moved by itself', (_, make) => {
  const outcomes = { tips: 0, stays: 0, levels: 0, missing: 0 };

  test.each(Array.from({ length: 160 }, (_, seed) => seed))('equals that of trying all: %i', (seed) => {
    const made = make(seed);
    const { problem, structure } = made;
    if (reached(problem.goal, problem.answers, 0, problem.answers.length)) return;
    const { result } = tipsOf(made, structure, tableOf(problem));
    expect(result.map(({ lever }) => lever)).toEqual(problem.levers.map((_, lever) => lever));
    for (const found of result) {
      const { kind } = problem.levers[found.lever];
      expect(found.exact).toBe(true);
      if (found.missing !== null) {
        outcomes.missing++;
        expect(found.missing).toBe(tipsAt(made, found.lever, [Number.NaN]));
      }
      if (kind === 'levels' || kind === 'patterns') {
        outcomes.levels++;
        const others = choicesOf(problem.levers[found.lever], problem.row).filter(
          (values) =>
            !values.some((value) => Number.isNaN(value)) &&
            !values.every((value, c) => same(value, problem.row[problem.levers[found.lever].columns[c]])),
        );
        expect(found.levels).toEqual(others.map((values) => ({ values, tips: tipsAt(made, found.lever, values) })));
        continue;
      }
      for (const tip of [found.up, found.down]) if (tip) outcomes[tip.tips ? 'tips' : 'stays']++;
      checkDirection(made, found, true);
      checkDirection(made, found, false);
    }
  });

  test('were of all kinds', () => {
    for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(15);
  });
});

/** A model of one column that nobody can look into: 1 from a threshold on, up to another. */
function steep(from: number, to: number, data: readonly number[]): { made: Case; table: Table } {
  const predict = (rows: Float64Array | Float32Array, count: number) =>
    Float64Array.from({ length: count }, (_, at) => (rows[at] >= from && rows[at] < to ? 1 : 0));
  const row = Float64Array.of(data[0]);
  const domain = { least: Math.min(...data), most: Math.max(...data), step: null, precision: 'float64' as const };
  const problem: Problem = {
    row,
    answers: Float64Array.of(0),
    levers: [{ kind: 'number', columns: [0], domain, measure: { scale: 1, cost: 1 }, missing: false }],
    goal: { kind: 'share', output: 0, line: 0.5, over: true },
    most: 1,
    count: 1,
  };
  const table = { data: Float64Array.from(data), count: data.length, columns: 1 };
  return { made: { problem, predict }, table };
}

describe('models that cannot be looked into', () => {
  test('a threshold is found between the values of the data, to the last number', () => {
    const { made, table } = steep(Math.PI, 100, [1, 2, 3, 4, 50, 0]);
    const { result, rows } = tipsOf(made, null, table);
    const [{ up, down, exact }] = result;
    expect(exact).toBe(false);
    expect(up?.tips?.[0]).toBe(Math.PI);
    expect(up?.stays[0]).toBeLessThan(Math.PI);
    expect(Math.PI - (up?.stays[0] ?? 0)).toBeLessThan(1e-14);
    expect(down).toEqual({ stays: [0], tips: null, answers: null, distance: null });
    expect(rows).toBeLessThan(300);
  });

  test('what lies between the values of the data alone may be missed, and that is said', () => {
    const { made, table } = steep(4.1, 4.2, [1, 2, 3, 4, 5]);
    const { result } = tipsOf(made, null, table);
    expect(result).toMatchObject([{ exact: false, up: { stays: [5], tips: null } }]);
  });

  test('of numbers with few steps all are tried', () => {
    const { made, table } = steep(4, 5, [1, 9]);
    const [lever] = made.problem.levers;
    const whole = { ...lever, domain: { least: 1, most: 9, step: 1, precision: 'float64' } } as typeof lever;
    const { result } = tipsOf({ ...made, problem: { ...made.problem, levers: [whole] } }, null, table);
    expect(result).toMatchObject([{ exact: true, up: { stays: [3], tips: [4], distance: 3 }, down: null }]);
  });

  test('without time for them, columns are left out', () => {
    const { made, table } = steep(3.3, 100, [1, 2, 3, 4, 50, 0]);
    expect(tipsOf(made, null, table, 1).result).toEqual([]);
  });
});
