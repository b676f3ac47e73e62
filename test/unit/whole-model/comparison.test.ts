// Two models over the same rows: against definitions, and how often their intervals hold the truth.

import { expect, test } from 'vitest';
import { createRandom } from '../../../src/numerics/random.ts';
import {
  areaDifference,
  binaryDifferences,
  columnDifferences,
  decidedClasses,
  disagreementOf,
  multiclassDifferences,
  regressionDifferences,
  type Said,
  shareDifference,
} from '../../../src/whole-model/comparison.ts';
import { multiclassPerformance } from '../../../src/whole-model/multiclass.ts';
import { binaryPerformance } from '../../../src/whole-model/performance.ts';
import { rankingOf, rocArea } from '../../../src/whole-model/ranking.ts';
import { regressionPerformance } from '../../../src/whole-model/regression.ts';

const random = createRandom(5);
const ROWS = 60;
const truth = Uint8Array.from({ length: ROWS }, () => random.integer(2));
const shares = (): Float64Array => Float64Array.from(truth, (known) => 0.5 * random.uniform() + 0.4 * known);
const binary = (answers: Float64Array): Said => ({ answers, decided: decidedClasses(answers, 2, 0.5) });

const valuesOf = (differences: readonly { name: string; difference: { value: number | null } }[]) =>
  Object.fromEntries(differences.map(({ name, difference }) => [name, difference.value]));

test('of two classes, differences are those of the numbers of each', () => {
  const [a, b] = [shares(), shares()];
  const [first, second] = [a, b].map((scores) => binaryPerformance(truth, scores));
  const found = binaryDifferences(truth, binary(a), binary(b));
  const { accuracy, rocAuc, logLoss, brier } = valuesOf(found);
  expect(accuracy).toBeCloseTo(first.decisions.accuracy.value! - second.decisions.accuracy.value!, 12);
  expect(rocAuc).toBeCloseTo(first.rocAuc.value! - second.rocAuc.value!, 12);
  expect(logLoss).toBeCloseTo(first.logLoss.value! - second.logLoss.value!, 12);
  expect(brier).toBeCloseTo(first.brier.value! - second.brier.value!, 12);
  // The same model twice differs in nothing; of shares and areas, rows alone do not say that it never would.
  for (const { name, difference } of binaryDifferences(truth, binary(a), binary(a))) {
    expect(difference.value).toBe(0);
    expect(difference.high! + difference.low!).toBe(0);
    if (name === 'logLoss' || name === 'brier') expect(difference.high).toBe(0);
    else expect(difference.high).toBeGreaterThan(0.02);
  }
});

test('of several classes and of numbers as well', () => {
  const classes = 3;
  const known = Uint8Array.from({ length: ROWS }, () => random.integer(classes));
  const several = (): Float64Array => {
    const rows = Array.from(known, (own) => [0, 1, 2].map((k) => random.uniform() + Number(k === own)));
    return Float64Array.from(rows.flatMap((row) => row.map((share) => share / row.reduce((sum, x) => sum + x, 0))));
  };
  const [a, b] = [several(), several()];
  const said = (answers: Float64Array): Said => ({ answers, decided: decidedClasses(answers, classes, 0.5) });
  const [first, second] = [a, b].map((answers) => multiclassPerformance(known, answers, { classes }));
  const { accuracy, logLoss } = valuesOf(multiclassDifferences(known, said(a), said(b)));
  expect(accuracy).toBeCloseTo(first.accuracy.value! - second.accuracy.value!, 12);
  expect(logLoss).toBeCloseTo(first.logLoss.value! - second.logLoss.value!, 12);

  const numbers = Float64Array.from({ length: ROWS }, () => 10 * random.normal());
  const [x, y] = [1, 2].map((size) => numbers.map((number) => number + size * random.normal()));
  const [one, other] = [x, y].map((answers) => regressionPerformance(numbers, answers));
  const of = (answers: Float64Array): Said => ({ answers, decided: null });
  const { mae, rmse } = valuesOf(regressionDifferences(numbers, of(x), of(y)));
  expect(mae).toBeCloseTo(one.mae.value! - other.mae.value!, 12);
  expect(rmse).toBeCloseTo(one.rmse.value! - other.rmse.value!, 12);
});

test('of two models that are equally good, the interval of the areas holds 0 in about 95 % of tables', () => {
  const tables = 400;
  let held = 0;
  for (let seed = 0; seed < tables; seed++) {
    const own = createRandom(seed);
    const known = Uint8Array.from({ length: 120 }, () => own.integer(2));
    // What both see is the same, what each adds is its own.
    const seen = Float64Array.from(known, (positive) => positive + own.normal());
    const [a, b] = [0, 1].map(() => seen.map((value) => value + 0.7 * own.normal()));
    const { low, high } = areaDifference(known, a, b);
    held += Number(low! <= 0 && 0 <= high!);
  }
  expect(held / tables).toBeGreaterThan(0.92);
  expect(held / tables).toBeLessThan(0.98);
});

test('where few rows are decided otherwise, the interval of accuracies holds their difference in 95 % of tables', () => {
  const tables = 4000;
  for (const [onlyFirst, onlySecond] of [
    [0.04, 0.01],
    [0.02, 0.02],
    [0.03, 0],
  ]) {
    let held = 0;
    const own = createRandom(17);
    for (let table = 0; table < tables; table++) {
      const rows = Array.from({ length: 60 }, () => {
        const chance = own.uniform();
        return Number(chance < onlyFirst) - Number(chance > 1 - onlySecond);
      });
      const { low, high } = shareDifference(rows);
      held += Number(low! <= onlyFirst - onlySecond && onlyFirst - onlySecond <= high!);
    }
    expect(held / tables).toBeGreaterThan(0.94);
  }
});

test('the interval of accuracies is that of Bonett and Price, about the difference in these rows', () => {
  const rows = [...new Array(6).fill(1), ...new Array(2).fill(-1), ...new Array(32).fill(0)];
  const [p, q] = [7 / 42, 3 / 42];
  const error = 1.959964 * Math.sqrt((p + q - (p - q) ** 2) / 42);
  const { value, low, high } = shareDifference(rows);
  expect(value).toBe(0.1);
  expect(low).toBeCloseTo(p - q - error, 6);
  expect(high).toBeCloseTo(p - q + error, 6);
  for (const all of [[1], [-1, -1, -1], new Array(500).fill(1)]) {
    const whole = shareDifference(all);
    expect(whole.low!).toBeLessThanOrEqual(whole.value!);
    expect(whole.high!).toBeGreaterThanOrEqual(whole.value!);
  }
  expect(shareDifference([])).toEqual({ value: null, low: null, high: null });
});

test('of two models without a mistake, areas may differ by as much as one may be off', () => {
  const known = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0);
  const [a, b] = [0.3, 0.7].map((size) => Float64Array.from(known, (one, row) => one + size * Math.sin(row)));
  const alone = rocArea(rankingOf(known, a), known);
  expect(alone.value).toBe(1);
  const reach = 1 - alone.low!;
  expect(areaDifference(known, a, a)).toEqual({ value: 0, low: -reach, high: reach });
  const noise = Float64Array.from(known, () => 0.5);
  expect(areaDifference(known, a, noise)).toEqual({ value: 0.5, low: 0.5 - reach, high: 1 });
  expect(areaDifference(known, noise, b).value).toBeLessThan(0);
});

test('rows that are decided otherwise, and who is right there', () => {
  const said = (decided: number[]): Said => ({ answers: new Float64Array(5), decided: Int32Array.from(decided) });
  const [a, b, known] = [said([0, 1, 2, 1, 0]), said([0, 2, 1, 1, 1]), [0, 1, 1, 0, 2]];
  expect(disagreementOf(a, b, known)).toMatchObject({ rows: 3, share: { value: 0.6 }, onlyFirst: 1, onlySecond: 1 });
  expect(disagreementOf(a, b, null)).toMatchObject({ rows: 3, onlyFirst: null, onlySecond: null });
  expect(disagreementOf({ ...a, decided: null }, b, known)).toBeNull();
});

test('columns by how far apart their attributions are, without what errors add', () => {
  const rows = 200;
  const noisy = (value: (row: number) => number, error: number) => (row: number) =>
    value(row) + error * random.normal();
  const table = (columns: readonly ((row: number) => number)[]) =>
    Float64Array.from(Array.from({ length: rows }, (_, row) => columns.map((value) => value(row))).flat());
  const wave = (row: number): number => Math.sin(row);
  const first = {
    players: ['same', 'turned', 'gone'],
    values: table([noisy(wave, 0.3), noisy(wave, 0.3), () => 2]),
    errors: table([() => 0.3, () => 0.3, () => 0]),
  };
  const second = {
    players: ['turned', 'new', 'same'],
    values: table([noisy((row) => -wave(row), 0.3), () => -1, noisy(wave, 0.3)]),
    errors: table([() => 0.3, () => 0, () => 0.3]),
  };
  const found = columnDifferences(first, second, { rows, population: Number.POSITIVE_INFINITY });
  expect(found.map(({ name }) => name)).toEqual(['gone', 'turned', 'new', 'same']);
  const [gone, turned, fresh, same] = found;
  expect(gone).toMatchObject({ first: { value: 2 }, second: null, difference: { value: 2 }, apart: { value: 2 } });
  expect(fresh).toMatchObject({ first: null, second: { value: 1 }, difference: { value: 1 } });
  // Twice the mean size of a sine, 4 / π.
  expect(turned.apart.low!).toBeLessThan(4 / Math.PI);
  expect(turned.apart.high!).toBeGreaterThan(4 / Math.PI);
  expect(same.apart.low).toBe(0);
});
