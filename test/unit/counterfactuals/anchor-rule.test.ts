// Rules that keep an answer, against the precision of every rule computed from all pairs of rows.

import { describe, expect, test } from 'vitest';
import { anchorRule, type Field, type FoundRule, type Rule } from '../../../src/counterfactuals/anchor-rule.ts';
import { lowerBound, upperBound } from '../../../src/counterfactuals/rules/bounds.ts';
import { bitsOf, conditionsOf, rowsIn } from '../../../src/counterfactuals/rules/conditions.ts';
import type { RuleProblem } from '../../../src/counterfactuals/rules/draws.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { driveSearch } from './drive.ts';

type Model = (row: ArrayLike<number>, start: number) => number;

/** A table of two columns of numbers, one of levels and one of which nothing depends. */
function tableOf(count: number, columns: number) {
  const random = createRandom(5);
  const data = Float64Array.from({ length: count * columns }, (_, at) =>
    at % columns === 2 ? random.integer(3) : Math.round(20 * random.uniform()),
  );
  return { data, count, columns };
}

const fieldsOf = (columns: number): Field[] =>
  Array.from({ length: columns }, (_, column) => ({ columns: [column], cuts: column === 2 ? null : [5, 10, 15] }));

function problemOf(row: readonly number[], count: number, seed = 1): RuleProblem {
  return {
    row: Float64Array.from(row),
    outputs: 1,
    goal: { kind: 'share', output: 0, line: 0.5, over: true },
    fields: fieldsOf(row.length),
    table: tableOf(count, row.length),
    random: createRandom(seed),
  };
}

const solve = (problem: RuleProblem, model: Model, options = { precision: 0.95 }) =>
  driveSearch(anchorRule(problem, options), (rows, count) =>
    Float64Array.from({ length: count }, (_, at) => model(rows, at * problem.row.length)),
  );

/** The table's rows that fulfil a rule, one by one. */
function rowsOf({ fields, row, table }: RuleProblem, rule: Rule): number[] {
  const all = Array.from({ length: table.count }, (_, at) => at);
  return rule.reduce<number[]>((rows, condition) => {
    const fits = new Set(rowsIn(bitsOf(condition, fields[condition.field], row, table), table.count));
    return rows.filter((at) => fits.has(at));
  }, all);
}

/** The share of all pairs of rows with the same answer, the rule's columns from the second. */
function precisionOf(problem: RuleProblem, rule: Rule, model: Model): number {
  const { table, fields, row } = problem;
  const sources = rowsOf(problem, rule).map((at) => table.data.subarray(at * table.columns, (at + 1) * table.columns));
  if (sources.length === 0) sources.push(row as Float64Array<ArrayBuffer>);
  const taken = rule.flatMap(({ field }) => fields[field].columns);
  let hits = 0;
  for (let base = 0; base < table.count; base++)
    for (const source of sources) {
      const drawn = table.data.slice(base * table.columns, (base + 1) * table.columns);
      for (const column of taken) drawn[column] = source[column];
      if (model(drawn, 0) >= 0.5) hits++;
    }
  return hits / table.count / sources.length;
}

function allRules({ fields, row, table }: RuleProblem): Rule[] {
  return fields.reduce<Rule[]>(
    (rules, field, at) =>
      rules.flatMap((rule) => [rule, ...conditionsOf(at, field, row, table).map((one) => [...rule, one])]),
    [[]],
  );
}

/** One where the first is small and the third is level 1; but for some rows at the edge. */
const box: Model = (row, at) => (row[at] <= 10 && row[at + 2] === 1 ? 1 : 0);
const slope: Model = (row, at) => (row[at] + row[at + 1] <= 18 ? 1 : 0);

describe('a rule that keeps an answer', () => {
  test.each([
    ['a box', box, [3, 7, 1, 4]],
    ['a slope', slope, [2, 3, 0, 9]],
    ['the edge of a slope', slope, [9, 8, 2, 9]],
  ] as const)('of few columns: the widest that is precise enough: %s', (_, model, row) => {
    for (let seed = 0; seed < 3; seed++) {
      const problem = problemOf(row, 60, seed);
      const found = solve(problem, model).result as FoundRule;
      expect(found.method).toBe('all');
      const precise = allRules(problem).map((rule) => ({
        rows: rowsOf(problem, rule).length,
        precision: precisionOf(problem, rule, model),
      }));
      const widest = Math.max(-1, ...precise.filter(({ precision }) => precision >= 0.97).map(({ rows }) => rows));
      const own = precisionOf(problem, found.rule, model);
      if (found.holds) expect(own).toBeGreaterThanOrEqual(0.93);
      if (widest >= 0) {
        expect(found.holds).toBe(true);
        expect(found.covered).toBeGreaterThanOrEqual(widest);
      }
      expect(found.covered).toBe(rowsOf(problem, found.rule).length);
      // Four standard errors of a thousand draws.
      expect(found.draws).toBe(1000);
      expect(Math.abs(found.hits / found.draws - own)).toBeLessThan(4 * Math.sqrt(0.25 / 1000));
      const rows = rowsOf(problem, found.rule);
      const { table } = problem;
      const hits = rows.filter((at) => model(table.data, at * table.columns) >= 0.5).length;
      expect(found.asked).toEqual(rows.length === 0 ? null : { rows: rows.length, hits });
    }
  });

  test('of many columns: a rule as wide as the one by which the model decides, by far fewer draws', () => {
    const row = [3, 7, 1, 4, 12, 2, 18, 6, 9, 11];
    const problem = problemOf(row, 300);
    const { result, rows } = solve(problem, box);
    const found = result as FoundRule;
    expect(found).toMatchObject({ method: 'bandit', holds: true });
    expect(found.rule.map(({ field }) => field)).toEqual([0, 2]);
    expect(found.rule).toEqual([
      { field: 0, least: null, most: 10 },
      { field: 2, least: null, most: null },
    ]);
    expect(rows).toBeLessThan(25_000);
  });

  test('nothing has to be said of a model that always answers the same', () => {
    const found = solve(problemOf([1, 2, 0, 3], 50), () => 1).result as FoundRule;
    expect(found).toMatchObject({ rule: [], holds: true, covered: 50, asked: { rows: 50, hits: 50 } });
  });

  test('where no rule is precise enough, it says so of the best', () => {
    const noise: Model = (row, at) => ((row[at] * 7 + row[at + 1] * 3 + row[at + 3] * 11) % 5 < 2 ? 1 : 0);
    const problem = problemOf([5, 5, 1, 5], 200);
    const found = solve(problem, noise, { precision: 0.999 }).result as FoundRule;
    expect(found.holds).toBe(false);
    expect(found.hits / found.draws).toBeLessThan(0.999);
  });

  test('columns that stand for levels together are taken from one row', () => {
    const oneHot = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const problem: RuleProblem = {
      ...problemOf([1, 0, 0], 3),
      fields: [{ columns: [0, 1, 2], cuts: null }],
      table: { data: Float64Array.from(oneHot), count: 3, columns: 3 },
    };
    const { result, asks } = solve(problem, (row, at) => row[at]);
    expect(result).toMatchObject({ rule: [{ field: 0, least: null, most: null }], holds: true, covered: 1 });
    for (const { rows, count } of asks)
      for (let at = 0; at < count; at++) expect(rows[3 * at] + rows[3 * at + 1] + rows[3 * at + 2]).toBe(1);
  });

  test('told to stop, it has a rule for what it has drawn', () => {
    const problem = problemOf([3, 7, 1, 4], 60);
    const { result } = driveSearch(
      anchorRule(problem, { precision: 0.95 }),
      (rows, count) => Float64Array.from({ length: count }, (_, at) => box(rows, at * 4)),
      2,
    );
    expect(result).toMatchObject({ holds: false });
  });
});

test('bounds hold the share, narrow with draws, and are exact at the ends', () => {
  for (const [hits, draws] of [
    [0, 10],
    [7, 10],
    [10, 10],
    [700, 1000],
  ]) {
    const [low, high] = [lowerBound(hits, draws, 3), upperBound(hits, draws, 3)];
    expect(low).toBeLessThanOrEqual(hits / draws);
    expect(high).toBeGreaterThanOrEqual(hits / draws);
  }
  // No hits of n: (1 − q)^n = e^−level.
  expect(upperBound(0, 10, 3)).toBeCloseTo(1 - Math.exp(-0.3), 5);
  expect(upperBound(700, 1000, 3) - lowerBound(700, 1000, 3)).toBeLessThan(upperBound(7, 10, 3) - lowerBound(7, 10, 3));
});
