import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import type { Random } from '../../numerics/random.ts';
import type { Ask, Reply } from '../counterfactual.ts';
import { type Goal, reached } from '../goal.ts';
import type { Table } from '../search/data-settings.ts';
import { bitsOf, type Condition, type Field, keyOf, type Rule, rowsIn } from './conditions.ts';

/** What is asked: when the model answers as it does to a row. */
export interface RuleProblem {
  readonly row: Numbers;
  /** K: outputs of the model. */
  readonly outputs: number;
  /** What counts as the same answer. */
  readonly goal: Goal;
  readonly fields: readonly Field[];
  readonly table: Table;
  readonly random: Random;
}

/** A rule with what was drawn of it. */
export interface Arm {
  readonly rule: Rule;
  /** The table's rows that fulfil it. */
  readonly rows: Int32Array;
  hits: number;
  draws: number;
}

/** Draws rows of rules, asks the model for them, and counts those with the same answer. */
export interface Draws<Said> {
  armOf(rule: Rule): Arm;
  /** Draws some more of each arm; false where there is no budget or time left. */
  more(arms: readonly Arm[], each: number): Generator<Ask<Said>, boolean, Reply>;
  /** How many of some rows of the table have the same answer; null where there was no time. */
  amongRows(rows: Int32Array): Generator<Ask<Said>, number | null, Reply>;
  readonly left: number;
}

/** Rows of one ask. */
const MOST_ROWS = 1024;

/**
 * A draw of a rule is a row of the table, any with the same probability, in which the columns of
 * the rule are those of a row that fulfils it (the row that is explained, where no other does),
 * again any with the same probability. So the columns of the rule go together as they do in the
 * table, and so do the others; the two are independent of each other.
 */
export function createDraws<Said>(
  { row, outputs, goal, fields, table, random }: RuleProblem,
  budget: number,
  estimate: () => Said,
): Draws<Said> {
  const bits = new Map<string, Uint32Array>();
  const known = new Map<string, Arm>();
  let left = budget;
  let stopped = false;
  const all = Int32Array.from({ length: table.count }, (_, at) => at);

  function bitsFor(condition: Condition): Uint32Array {
    const key = keyOf([condition]);
    const made = bits.get(key) ?? bitsOf(condition, fields[condition.field], row, table);
    bits.set(key, made);
    return made;
  }

  function rowsFor(rule: Rule): Int32Array {
    if (rule.length === 0) return all;
    const [first, ...others] = rule.map(bitsFor);
    const both = first.slice();
    for (const other of others) for (let word = 0; word < both.length; word++) both[word] &= other[word];
    return rowsIn(both, table.count);
  }

  /** Writes a draw of an arm. */
  function draw({ rule, rows }: Arm, into: Numbers, start: number): void {
    const base = random.integer(table.count) * table.columns;
    into.set(table.data.subarray(base, base + table.columns), start);
    const from = rows.length === 0 ? row : table.data;
    const offset = rows.length === 0 ? 0 : rows[random.integer(rows.length)] * table.columns;
    for (const { field } of rule)
      for (const column of fields[field].columns) into[start + column] = from[offset + column];
  }

  function* hitsOf(rows: Numbers, count: number): Generator<Ask<Said>, boolean[] | null, Reply> {
    const { answers, stop } = yield { rows, count, estimate };
    stopped ||= stop;
    if (answers.length === 0) return null;
    left -= count;
    return Array.from({ length: count }, (_, at) => reached(goal, answers, at * outputs, outputs));
  }

  return {
    armOf(rule) {
      const key = keyOf(rule);
      const arm = known.get(key) ?? { rule, rows: rowsFor(rule), hits: 0, draws: 0 };
      known.set(key, arm);
      return arm;
    },
    *more(arms, each) {
      const drawn = arms.flatMap((arm) => new Array<Arm>(each).fill(arm));
      for (let from = 0; from < drawn.length; from += MOST_ROWS) {
        const part = drawn.slice(from, from + MOST_ROWS);
        if (stopped || left < part.length) return false;
        const rows = roomLike(row, part.length * table.columns);
        for (const [at, arm] of part.entries()) draw(arm, rows, at * table.columns);
        const hits = yield* hitsOf(rows, part.length);
        if (!hits) return false;
        for (const [at, arm] of part.entries()) {
          arm.draws++;
          if (hits[at]) arm.hits++;
        }
      }
      return true;
    },
    *amongRows(chosen) {
      let agreeing = 0;
      for (let from = 0; from < chosen.length; from += MOST_ROWS) {
        if (stopped) return null;
        const part = chosen.subarray(from, from + MOST_ROWS);
        const rows = roomLike(row, part.length * table.columns);
        for (const [at, one] of part.entries())
          rows.set(table.data.subarray(one * table.columns, (one + 1) * table.columns), at * table.columns);
        const hits = yield* hitsOf(rows, part.length);
        if (!hits) return null;
        agreeing += hits.filter((hit) => hit).length;
      }
      return agreeing;
    },
    get left() {
      return stopped ? 0 : left;
    },
  };
}
