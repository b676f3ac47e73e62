import { type Numbers, roomLike } from '../numerics/numbers.ts';
import type { Ask, Reply } from './counterfactual.ts';
import { changeCost } from './distance.ts';
import { type Goal, reached } from './goal.ts';
import { same } from './lever.ts';
import type { Table } from './search/data-settings.ts';

/** What differs as one thing, and what that costs. */
export interface Differing {
  readonly columns: readonly number[];
  /** Of numbers: the median absolute deviation; null: a level, which costs 1. */
  readonly scale: number | null;
}

export interface ExamplesProblem {
  readonly row: Numbers;
  /** K: outputs of the model. */
  readonly outputs: number;
  /** What counts as the same answer. */
  readonly goal: Goal;
  readonly differing: readonly Differing[];
  readonly table: Table;
  /** A row of the table that is not to be found: the one that is asked about. */
  readonly without: number | null;
  /** How many of each kind. */
  readonly count: number;
}

export interface Example {
  /** In the table. */
  readonly row: number;
  readonly changed: number;
  readonly distance: number;
  readonly answers: Float64Array;
}

export interface FoundExamples {
  /** The nearest first. */
  readonly same: readonly Example[];
  readonly other: readonly Example[];
  /** Whether none is nearer. */
  readonly complete: boolean;
}

/** Rows of the first ask, which doubles up to the most. */
const FIRST_ROWS = 32;
const MOST_ROWS = 1024;

/** The rows of a table that are nearest to one, with its answer and with another. */
export function* nearestExamples(problem: ExamplesProblem): Generator<Ask<FoundExamples>, FoundExamples, Reply> {
  const { row, outputs, goal, table, without, count } = problem;
  const found = { same: [] as Example[], other: [] as Example[] };
  const order = byDistance(problem).filter(({ row }) => row !== without);
  const full = () => found.same.length >= count && found.other.length >= count;
  const said = (complete: boolean): FoundExamples => ({
    same: found.same.slice(0, count),
    other: found.other.slice(0, count),
    complete,
  });
  for (let from = 0, size = FIRST_ROWS; from < order.length && !full(); size = Math.min(MOST_ROWS, 2 * size)) {
    const part = order.slice(from, from + size);
    const rows = roomLike(row, part.length * table.columns);
    for (const [at, one] of part.entries()) {
      const start = one.row * table.columns;
      rows.set(table.data.subarray(start, start + table.columns), at * table.columns);
    }
    const { answers, stop } = yield { rows, count: part.length, estimate: () => said(false) };
    if (answers.length > 0)
      for (const [at, one] of part.entries()) {
        const own = answers.slice(at * outputs, (at + 1) * outputs);
        const kind = reached(goal, own, 0, outputs) ? 'same' : 'other';
        // A row without an answer has no other one.
        if (kind === 'same' || !own.some(Number.isNaN)) found[kind].push({ ...one, answers: own });
      }
    from += part.length;
    if (stop || answers.length === 0) return said(full() || (from >= order.length && answers.length > 0));
  }
  return said(true);
}

/** All rows of the table, the nearest first; of equally near ones, in their order. */
function byDistance({ row, differing, table }: ExamplesProblem): Omit<Example, 'answers'>[] {
  const all = Array.from({ length: table.count }, (_, at) => {
    const start = at * table.columns;
    let [changed, distance] = [0, 0];
    for (const { columns, scale } of differing) {
      if (columns.every((column) => same(row[column], table.data[start + column]))) continue;
      changed++;
      const [column] = columns;
      distance += scale === null ? 1 : changeCost(row[column], table.data[start + column], { scale, cost: 1 });
    }
    return { row: at, changed, distance };
  });
  return all.sort((a, b) => a.distance - b.distance || a.row - b.row);
}
