// Curves of models whose answers are known in closed form, and by brute force on golden models.

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/numerics/random.ts';
import {
  type CurveMaker,
  edgesOf,
  gridOf,
  localEffects,
  partialDependence,
  type Rows,
} from '../../../src/whole-model/curves.ts';
import { localEffectsOfTwo } from '../../../src/whole-model/curves-of-two.ts';
import { golden } from '../support/golden.ts';

type Model = (row: readonly number[]) => number;

function drawn<Result>(maker: CurveMaker<Result>, model: Model, columns: number): Result {
  let step = maker.next();
  while (!step.done) {
    const { data, count } = step.value;
    step = maker.next(
      Float64Array.from({ length: count }, (_, row) => model([...data.subarray(row * columns, (row + 1) * columns)])),
    );
  }
  return step.value;
}

const random = createRandom(5);
const COUNT = 300;
const table = Array.from({ length: COUNT }, () => {
  const a = random.normal();
  return [a, 0.5 * a + random.normal(), random.uniform()];
});
const rows: Rows = { data: Float64Array.from(table.flat()), count: COUNT, columns: 3 };
const column = (at: number) => Float64Array.from(table, (row) => row[at]);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, one) => sum + one, 0) / values.length;
const near = (found: number | null, expected: number) => expect(Math.abs(found! - expected)).toBeLessThan(1e-9);

describe('partial dependence', () => {
  const grid = gridOf(column(0), 9);

  test('of a linear model is its slope; centred, it has no band', () => {
    const found = drawn(partialDependence(rows, 0, grid), ([a, b]) => 3 * a - 2 * b, 3);
    for (const [at, value] of grid.entries()) {
      near(found.mean[at].value, 3 * value - 2 * mean(column(1)));
      near(found.centred[at].value, 3 * (value - grid[0]));
      near(found.centred[at].high! - found.centred[at].low!, 0);
      near(found.single[7][at], 3 * value - 2 * table[7][1]);
    }
    expect(found.mean[4].high! - found.mean[4].low!).toBeGreaterThan(0.1);
  });

  test('of a product is the mean of the other column, and of a step is a step', () => {
    const product = drawn(partialDependence(rows, 0, grid), ([a, b]) => a * b, 3);
    const step = drawn(partialDependence(rows, 0, grid), ([a]) => (a > 0.2 ? 5 : 1), 3);
    for (const [at, value] of grid.entries()) {
      near(product.mean[at].value, value * mean(column(1)));
      near(step.mean[at].value, value > 0.2 ? 5 : 1);
    }
  });

  test('values of a grid: quantiles of numbers, or all where there are few', () => {
    expect(gridOf(Float64Array.of(2, 1, Number.NaN, 2, 1, 3))).toEqual([1, 2, 3]);
    expect(grid).toHaveLength(9);
    expect([grid[0], grid[8]]).toEqual([Math.min(...column(0)), Math.max(...column(0))]);
  });
});

/** The mean over rows of a curve between its edges, by the ends of each row's interval. */
describe('accumulated local effects', () => {
  const edges = edgesOf(column(0), 10);

  test('of a linear model are its slope, without a band, although columns go together', () => {
    const { effect, rows: counts } = drawn(localEffects(rows, 0, edges), ([a, b]) => 3 * a - 2 * b, 3);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(COUNT);
    for (const [at, edge] of edges.entries()) {
      near(effect[at].value! - effect[0].value!, 3 * (edge - edges[0]));
      near(effect[at].high! - effect[at].low!, 0);
    }
    const centre = counts.reduce((sum, one, at) => sum + (one * (effect[at].value! + effect[at + 1].value!)) / 2, 0);
    near(centre, 0);
  });

  test('of a step rise where it is, and of a column that is not used are 0', () => {
    const step = drawn(localEffects(rows, 0, edges), ([a]) => (a > 0.2 ? 5 : 1), 3);
    const jumps = edges.slice(1).map((edge, at) => (edges[at] <= 0.2 && edge > 0.2 ? 4 : 0));
    for (const [at, jump] of jumps.entries()) near(step.effect[at + 1].value! - step.effect[at].value!, jump);
    const unused = drawn(localEffects(rows, 2, edgesOf(column(2), 10)), ([a]) => a, 3);
    for (const { value } of unused.effect) near(value, 0);
  });

  test('of a product are the means of the other column in each interval, added up', () => {
    const { effect } = drawn(localEffects(rows, 0, edges), ([a, b]) => a * b, 3);
    for (let at = 1; at < edges.length; at++) {
      const within = table.filter(([a]) => (at === 1 || a > edges[at - 1]) && a <= edges[at]);
      const change = (edges[at] - edges[at - 1]) * mean(within.map(([, b]) => b));
      near(effect[at].value! - effect[at - 1].value!, change);
    }
  });

  test('rows without the value are left out, and one value has one edge', () => {
    const data = Float64Array.of(1, 0, 0, Number.NaN, 0, 0, 3, 0, 0);
    const found = drawn(localEffects({ data, count: 3, columns: 3 }, 0, [1, 3]), ([a]) => a, 3);
    expect(found.rows).toEqual([2]);
    const single = drawn(localEffects({ data: data.slice(0, 3), count: 1, columns: 3 }, 0, [1]), ([a]) => a, 3);
    expect(single.effect.map(({ value }) => value)).toEqual([0]);
  });
});

describe('of two columns', () => {
  const edges = [edgesOf(column(0), 5), edgesOf(column(1), 5)] as const;
  const of = (model: Model) => drawn(localEffectsOfTwo(rows, [0, 1], edges), model, 3);

  test('a sum has none', () => {
    const { effect, half, rows: counts } = of(([a, b]) => 3 * a - b * b);
    for (const one of effect.flat()) near(one, 0);
    for (const one of half.flat()) if (one !== null) near(one, 0);
    expect(counts.flat().reduce((sum, one) => sum + one, 0)).toBe(COUNT);
  });

  test('a product has its second differences, and neither column has an effect by itself', () => {
    const { effect, rows: counts } = of(([a, b]) => a * b + 4 * a);
    const [first, second] = edges;
    for (let i = 1; i < first.length; i++)
      for (let j = 1; j < second.length; j++) {
        // A cell without rows takes what the nearest one has.
        if (counts[i - 1][j - 1] === 0) continue;
        const change = effect[i][j] - effect[i - 1][j] - effect[i][j - 1] + effect[i - 1][j - 1];
        near(change, (first[i] - first[i - 1]) * (second[j] - second[j - 1]));
      }
    for (let i = 1; i < first.length; i++) {
      const own = counts[i - 1].reduce(
        (sum, count, j) => sum + count * (effect[i][j] - effect[i - 1][j] + effect[i][j + 1] - effect[i - 1][j + 1]),
        0,
      );
      near(own, 0);
    }
    const centre = counts.flatMap((row, i) =>
      row.map((count, j) => count * (effect[i][j] + effect[i + 1][j] + effect[i][j + 1] + effect[i + 1][j + 1])),
    );
    near(mean(centre), 0);
  });

  test('a row alone in its cell spreads as rows do within the others', () => {
    const data = Float64Array.of(...[0.1, 0.1, 1], ...[0.2, 0.2, 3], ...[0.9, 0.9, 2]);
    const halves = (count: number) =>
      drawn(
        localEffectsOfTwo(
          { data: data.slice(-3 * count), count, columns: 3 },
          [0, 1],
          [
            [0, 0.5, 1],
            [0, 0.5, 1],
          ],
        ),
        ([a, b, c]) => a * b * c,
        3,
      ).half.flat();
    // Where no row is around a crossing, nothing is said of it.
    const near = halves(3).filter((half) => half !== null);
    expect(halves(3).map((half) => half === null)).toEqual(
      [2, 6].reduce((all, at) => all.with(at, true), new Array<boolean>(9).fill(false)),
    );
    for (const half of near) expect(half).toBeGreaterThan(0);
    expect(new Set(halves(1))).toEqual(new Set([null]));
  });
});

describe('on a golden model, by brute force', () => {
  interface Network {
    readonly params: { mean: number[]; scale: number[]; weights: number[][][]; biases: number[][] };
  }
  const { params } = golden<Network>('models/diabetes-mlp.json');
  const { test: data } = golden<{ test: number[][] }>('data/diabetes.json');
  const answer: Model = (row) => {
    let values = row.map((x, at) => (x - params.mean[at]) / params.scale[at]);
    for (const [layer, weights] of params.weights.entries()) {
      const last = layer === params.weights.length - 1;
      values = params.biases[layer].map((bias, to) => {
        const sum = weights.reduce((total, own, from) => total + own[to] * values[from], bias);
        return last ? sum : Math.max(0, sum);
      });
    }
    return values[0];
  };
  const all: Rows = { data: Float64Array.from(data.flat()), count: data.length, columns: data[0].length };
  const values = Float64Array.from(data, (row) => row[2]);

  test('partial dependence', () => {
    const grid = gridOf(values, 7);
    const found = drawn(partialDependence(all, 2, grid), answer, all.columns);
    for (const [at, value] of grid.entries())
      near(found.mean[at].value, mean(data.map((row) => answer(row.with(2, value)))));
  });

  test('accumulated local effects', () => {
    const edges = edgesOf(values, 6);
    const { effect } = drawn(localEffects(all, 2, edges), answer, all.columns);
    for (let at = 1; at < edges.length; at++) {
      const within = data.filter((row) => (at === 1 || row[2] > edges[at - 1]) && row[2] <= edges[at]);
      const change = mean(within.map((row) => answer(row.with(2, edges[at])) - answer(row.with(2, edges[at - 1]))));
      near(effect[at].value! - effect[at - 1].value!, change);
    }
  });
});
