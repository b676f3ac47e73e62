// Ways that are equally near come in the same order, however they are searched for.

import { describe, expect, test } from 'vitest';
import { createHeap } from '../../../src/counterfactuals/boxes/heap.ts';
import { inOrder, lexically, type Problem, type Search } from '../../../src/counterfactuals/counterfactual.ts';
import { foundBySearch } from '../../../src/counterfactuals/found-by-search.ts';
import { reached } from '../../../src/counterfactuals/goal.ts';
import { nearestInLinear } from '../../../src/counterfactuals/nearest-in-linear.ts';
import { nearestInTrees } from '../../../src/counterfactuals/nearest-in-trees.ts';
import type { Table } from '../../../src/counterfactuals/search/data-settings.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { driveSearch } from './drive.ts';
import { bruteCost, type Case, choicesOf, randomCase, randomLinearCase } from './ensembles.ts';

test('a heap gives boxes in one order, whatever the order of pushing', () => {
  const random = createRandom(1);
  const boxes = Array.from({ length: 60 }, (_, at) => ({
    levers: [at % 3, 3 + (at % 4)],
    from: [Math.floor(at / 12), at % 5],
    to: [1, 1],
    distance: Math.floor(at / 20),
  }));
  const orders = Array.from({ length: 5 }, () => {
    const heap = createHeap();
    for (const at of random.shuffle(Int32Array.from(boxes, (_, place) => place))) heap.push(boxes[at]);
    return boxes.map(() => heap.pop());
  });
  for (const order of orders) {
    expect(order).toEqual(orders[0]);
    for (const [at, box] of order.slice(1).entries())
      expect(box?.distance).toBeGreaterThanOrEqual(order[at]?.distance ?? 0);
  }
});

test('numbers are compared one after the other, and none comes last', () => {
  expect(lexically([1, 2], [1, 3])).toBeLessThan(0);
  expect(lexically([2], [1, 3])).toBeGreaterThan(0);
  expect(lexically([1, Number.NaN], [1, 3])).toBeGreaterThan(0);
  expect(lexically([Number.NaN, 1], [Number.NaN, 1])).toBe(0);
});

/** All rows that reach the goal by as few and as small changes as can be, in their order. */
function nearestOnes({ problem, predict }: Case) {
  const { row, levers, goal, most, answers } = problem;
  const choices = levers.map((lever) => choicesOf(lever, row));
  let best: { changed: number; distance: number; levers: number[]; row: Numbers }[] = [];
  const changed: Numbers = row.slice();
  const visit = (at: number, set: number[], distance: number): void => {
    if (best.length > 0 && set.length > best[0].changed) return;
    if (at === levers.length) {
      if (set.length === 0 || !reached(goal, predict(changed, 1), 0, answers.length)) return;
      const found = { changed: set.length, distance, levers: set, row: changed.slice() };
      const [first] = best;
      if (!first || found.changed < first.changed || (found.changed === first.changed && distance < first.distance))
        best = [found];
      else if (found.changed === first.changed && distance === first.distance) best.push(found);
      return;
    }
    visit(at + 1, set, distance);
    if (set.length === most) return;
    const { columns } = levers[at];
    for (const values of choices[at]) {
      if (columns.every((column, c) => Object.is(row[column], values[c]) || row[column] === values[c])) continue;
      for (const [c, column] of columns.entries()) changed[column] = values[c];
      visit(at + 1, [...set, at], distance + bruteCost(levers[at], row, values));
    }
    for (const column of columns) changed[column] = row[column];
  };
  visit(0, [], 0);
  return best.sort(inOrder);
}

/** Steps in place of fine numbers, and no one-hot columns: all rows can be tried. */
const isCountable = ({ levers }: Problem): boolean =>
  levers.length <= 4 &&
  levers.every(({ kind, ...lever }) => kind !== 'patterns' && !('domain' in lever && lever.domain.step === null));

describe.each([
  ['trees', randomCase],
  ['linear models', randomLinearCase],
] as const)('of equally near rows of %s the first is found', (_, make) => {
  let ties = 0;

  test.each(Array.from({ length: 200 }, (_, seed) => seed))('%i', (seed) => {
    const made = make(seed);
    const { problem, predict, structure } = made;
    if (!isCountable(problem) || reached(problem.goal, problem.answers, 0, problem.answers.length)) return;
    const best = nearestOnes(made);
    if (best.length === 0) return;
    if (best.length > 1) ties++;
    const table: Table = { data: problem.row, count: 1, columns: problem.row.length };
    const search =
      structure.kind === 'trees'
        ? nearestInTrees(problem, structure, () => new Float64Array())
        : nearestInLinear(problem, structure, table);
    const { result } = driveSearch(search, predict);
    const [first] = result?.found ?? [];
    expect({ levers: first.levers, row: [...first.row] }).toEqual({ levers: best[0].levers, row: [...best[0].row] });
  });

  test('some had several', () => {
    expect(ties).toBeGreaterThan(10);
  });
});

test('a search gives equally near ways in their order, whichever it tried first', () => {
  const columns = [0, 1, 2, 3];
  const row = Float64Array.from(columns, () => 1);
  const problem: Problem = {
    row,
    answers: Float64Array.of(0),
    levers: columns.map((column) => ({ kind: 'levels', columns: [column], codes: [0, 1, 2], cost: 1, missing: false })),
    goal: { kind: 'share', output: 0, line: 0.5, over: true },
    most: 4,
    count: 4,
  };
  const table: Table = { data: Float64Array.from({ length: 40 }, (_, at) => at % 3), count: 10, columns: 4 };
  // Those that come last are the most tempting ones.
  const predict = (rows: Numbers, count: number) =>
    Float64Array.from({ length: count }, (_, at) => {
      const changed = columns.filter((column) => rows[at * 4 + column] !== 1);
      return changed.length === 0 ? 0 : 0.5 + 0.1 * Math.max(...changed) + 0.01 * rows[at * 4 + changed[0]];
    });
  for (const seed of [0, 1, 2]) {
    const search: Search = foundBySearch(problem, { table, random: createRandom(seed) });
    const { found } = driveSearch(search, predict).result;
    expect(found.map(({ levers, row: [...values] }) => [levers, values])).toEqual(
      columns.map((column) => [[column], columns.map((other) => (other === column ? 0 : 1))]),
    );
  }
});
