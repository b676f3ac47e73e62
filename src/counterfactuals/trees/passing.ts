import { below32, below64 } from '../../numerics/next-number.ts';
import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import { encodedRows, type Structure } from '../../structures/structure.ts';
import { goesLeft } from '../../structures/tree-walk.ts';
import { Missing, roundedRows, Test } from '../../structures/trees.ts';
import { besideCuts } from '../candidates.ts';
import { allSettings, type Lever, type Settings, settingsOf } from '../lever.ts';
import { endsOf, isWithin } from '../number-domain.ts';
import { cutsOf, type TreeTests, testsOf } from './tests.ts';

export type TreeStructure = Structure & { readonly kind: 'trees' };

/** An ensemble as a row and its levers see it. */
export interface Passing {
  readonly tests: TreeTests;
  /** By test whether the row as it is goes left. */
  readonly now: Uint8Array;
  /** By test the lever that its column is part of; −1 where it cannot change. */
  readonly leverOf: Int32Array;
  /** By test how many of the lever's settings before each go left: `count` + 1 numbers. */
  readonly before: readonly (Int32Array | null)[];
  /** By lever, settings that the trees tell apart: of those that they do not, the cheapest. */
  readonly settings: readonly Settings[];
  /** Whether these are all that the trees can tell apart. */
  readonly complete: boolean;
}

/** Settings of a column in front of which something stands that are all tried. */
const TRIED = 2048;

/** Tries which tests of the trees each lever can change. `seen`: values of a column in the data. */
export function passingOf(
  structure: TreeStructure,
  row: Numbers,
  levers: readonly Lever[],
  seen: (column: number) => Float64Array,
): Passing {
  const { trees, encoding } = structure;
  const tests = testsOf(trees);
  const owner = (column: number) => (encoding ? encoding.owner[column] : column);
  const byColumn = new Map<number, number>();
  for (const [lever, { columns }] of levers.entries()) for (const column of columns) byColumn.set(column, lever);
  const leverOf = Int32Array.from(tests.columns, (column) => byColumn.get(owner(column)) ?? -1);
  const testsOfLever: number[][] = levers.map(() => []);
  for (const [test, lever] of leverOf.entries()) if (lever >= 0) testsOfLever[lever].push(test);

  const passes = (rows: Numbers, count: number, asked: readonly number[]): Uint8Array[] => {
    const read = roundedRows(trees, encodedRows(structure, rows, count));
    return Array.from({ length: count }, (_, at) => {
      const passed = new Uint8Array(asked.length);
      const start = at * trees.columns;
      for (let one = 0; one < asked.length; one++) {
        const node = tests.nodes[asked[one]];
        const value = read[start + tests.columns[asked[one]]];
        // Most tests are plain ones.
        const plain =
          trees.test[node] === Test.lessOrEqual && trees.missing[node] <= Missing.left && !Number.isNaN(value);
        if (plain ? value <= trees.threshold[node] : goesLeft(trees, node, value)) passed[one] = 1;
      }
      return passed;
    });
  };
  const all = Array.from(tests.nodes, (_, test) => test);
  const [now] = passes(row, 1, all);

  let complete = true;
  const settings = levers.map((lever, at) => {
    const asked = testsOfLever[at];
    const asIs = settingsOf(lever, row, []);
    if (asked.length === 0) return asIs;
    if (lever.kind === 'together' && lever.sampled) complete = false;
    const few = lever.kind === 'number' && !encoding ? null : allSettings(lever, row, TRIED);
    const given = few ?? candidates(lever, asked);
    if (!given) return asIs;
    const tried = settingsOf(lever, row, given);
    return toldApart(tried, passesOf(tried, asked));
  });

  /** Tests that each setting passes, as a text; null for a level that the file does not know. */
  function passesOf({ columns, count, values }: Settings, asked: readonly number[]): (string | null)[] {
    const rows = roomLike(row, count * row.length);
    for (let at = 0; at < count; at++) {
      rows.set(row, at * row.length);
      for (const [c, column] of columns.entries()) rows[at * row.length + column] = values[at * columns.length + c];
    }
    const written = (passed: Uint8Array) => String.fromCharCode(...passed);
    try {
      return passes(rows, count, asked).map(written);
    } catch {
      // Some of them are no level that the file knows.
      return Array.from({ length: count }, (_, at) => {
        try {
          return written(passes(rows.subarray(at * row.length, (at + 1) * row.length), 1, asked)[0]);
        } catch {
          return null;
        }
      });
    }
  }

  /** Numbers of which each that the trees tell apart has the one nearest to the row's. */
  function candidates(lever: Lever, asked: readonly number[]): number[][] | null {
    if (lever.kind !== 'number') return null;
    const { domain, columns } = lever;
    let sorted: readonly number[];
    if (encoding) {
      // Something stands in front of the trees: between the data's values it cannot be looked into.
      complete = false;
      const own = [...seen(columns[0])].filter((value) => isWithin(domain, value));
      sorted = [...new Set([...endsOf(domain), ...own])].sort((a, b) => a - b);
    } else {
      const before = trees.precision === 'float32' ? below32 : below64;
      sorted = besideCuts(domain, cutsOf(trees, asked, tests.nodes, before), trees.precision);
    }
    return [...sorted.map((value) => [value]), ...(lever.missing ? [[Number.NaN]] : [])];
  }

  const before = all.map((test) => {
    const lever = leverOf[test];
    return lever < 0 ? null : new Int32Array(settings[lever].count + 1);
  });
  for (const [lever, own] of settings.entries()) {
    const asked = testsOfLever[lever];
    for (const [setting, text] of passesOf(own, asked).entries())
      for (const [at, test] of asked.entries()) {
        const counts = before[test] as Int32Array;
        counts[setting + 1] = counts[setting] + (text?.charCodeAt(at) ?? 0);
      }
  }
  return { tests, now, leverOf, before, settings, complete };
}

/** Of settings that pass the same tests the cheapest, and none that passes those of the row. */
function toldApart({ columns, count, costs, values }: Settings, passed: readonly (string | null)[]): Settings {
  const cheapest = new Map<string, number>();
  for (let setting = 1; setting < count; setting++) {
    const text = passed[setting];
    if (text === null || text === passed[0]) continue;
    const before = cheapest.get(text);
    if (before === undefined || costs[setting] < costs[before]) cheapest.set(text, setting);
  }
  const kept = [0, ...[...cheapest.values()].sort((a, b) => a - b)];
  const width = columns.length;
  return {
    columns,
    count: kept.length,
    costs: Float64Array.from(kept, (setting) => costs[setting]),
    values: Float64Array.from(kept.flatMap((setting) => [...values.subarray(setting * width, (setting + 1) * width)])),
  };
}
