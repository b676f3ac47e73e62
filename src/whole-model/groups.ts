import { quantileOf, sortedNumbers } from './quantiles.ts';

/** A column of a table, one value a row. */
export interface Column {
  readonly name: string;
  /** rows: numbers, or indices into `levels`; NaN where one is missing. */
  readonly values: Float64Array;
  /** Names of the levels; null of numbers. */
  readonly levels: readonly string[] | null;
}

/** What the rows of a group have in common. */
export type Membership =
  | { readonly column: string; readonly level: string }
  /** Numbers above `from` (null: from the least) up to `to` (null: the largest). */
  | { readonly column: string; readonly from: number | null; readonly to: number | null }
  | { readonly column: string; readonly missing: true };

export interface Group {
  readonly of: readonly Membership[];
  /** Rows, in rising order. */
  readonly rows: Int32Array;
}

const BANDS = 4;
/** Numbers of so few values are groups each. */
const FEW = 5;
const LEVELS = 30;

/**
 * The groups that a column divides rows into: its levels, or bands of numbers with about equal
 * numbers of rows, or between the given edges; rows without a value are a group of their own.
 * Groups without rows are left out; of more than 30 levels the rarest.
 */
export function groupsOf({ name, values, levels }: Column, edges?: readonly number[]): Group[] {
  const members = new Map<number, number[]>();
  const inner = levels ? [] : (edges ?? bandEdges(values));
  const singles = levels || edges ? null : fewValues(values);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    let key = value;
    if (!Number.isNaN(value) && !levels && !singles) key = inner.filter((edge) => edge < value).length;
    const own = members.get(key);
    if (own) own.push(row);
    else members.set(key, [row]);
  }
  const membership = (key: number): Membership => {
    if (Number.isNaN(key)) return { column: name, missing: true };
    if (levels) return { column: name, level: levels[key] };
    if (singles) return { column: name, level: String(key) };
    return { column: name, from: inner[key - 1] ?? null, to: inner[key] ?? null };
  };
  const order = (key: number): number => (Number.isNaN(key) ? Number.POSITIVE_INFINITY : key);
  return [...members]
    .sort((a, b) => b[1].length - a[1].length || order(a[0]) - order(b[0]))
    .slice(0, LEVELS)
    .sort((a, b) => order(a[0]) - order(b[0]))
    .map(([key, rows]) => ({ of: [membership(key)], rows: Int32Array.from(rows) }));
}

/** The values of a column that has few, else null. */
function fewValues(values: Float64Array): readonly number[] | null {
  const distinct = [...new Set(sortedNumbers(values))];
  return distinct.length <= FEW ? distinct : null;
}

/** Inner edges of bands with about equal numbers of rows. */
function bandEdges(values: Float64Array): number[] {
  const sorted = sortedNumbers(values);
  const edges = Array.from({ length: BANDS - 1 }, (_, i) => quantileOf(sorted, (i + 1) / BANDS));
  // Bands are named by their edges: whole numbers stay whole.
  const whole = sorted.every((value) => Number.isInteger(value));
  const largest = sorted[sorted.length - 1];
  return [...new Set(whole ? edges.map(Math.floor) : edges)].filter((edge) => edge < largest);
}

/** A column of a file: by its texts, or as numbers where all of them are. */
export function columnOfTexts(name: string, texts: readonly string[]): Column {
  const cells = texts.map((text) => text.trim());
  const numbers = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)));
  if (cells.every((cell, row) => cell === '' || Number.isFinite(numbers[row])))
    return { name, levels: null, values: Float64Array.from(numbers) };
  const levels = [...new Set(cells)].filter((cell) => cell !== '').sort();
  const code = new Map(levels.map((level, at) => [level, at]));
  return { name, levels, values: Float64Array.from(cells, (cell) => code.get(cell) ?? Number.NaN) };
}

/**
 * Groups of rows by their places among some of them, such as those that are explained.
 * @param some rows, in the order of their places.
 */
export function groupsWithin(groups: readonly Group[], some: Int32Array): Group[] {
  let most = -1;
  for (const row of some) most = Math.max(most, row);
  const placeOf = new Int32Array(most + 1).fill(-1);
  for (let at = 0; at < some.length; at++) placeOf[some[at]] = at;
  return groups.map((group) => ({
    ...group,
    rows: group.rows.map((row) => (row <= most ? placeOf[row] : -1)).filter((place) => place >= 0),
  }));
}

/** The groups that two columns make together. */
export function crossed(first: readonly Group[], second: readonly Group[]): Group[] {
  return first.flatMap((a) => {
    const own = new Set(a.rows);
    return second
      .map((b) => ({ of: [...a.of, ...b.of], rows: b.rows.filter((row) => own.has(row)) }))
      .filter(({ rows }) => rows.length > 0);
  });
}
