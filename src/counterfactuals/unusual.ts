import type { Numbers } from '../numerics/numbers.ts';
import type { Table } from './search/data-settings.ts';

/** How unusual a row is among the rows of a table. */
export interface Unusual {
  /**
   * Mean distance to its `NEAREST` nearest rows: over all columns, |difference| / median absolute
   * deviation for numbers, 1 for another level or a missing value.
   */
  readonly distance: number;
  /** Share of the table's own rows that are at least as far from their nearest others. */
  readonly share: number;
}

/** Rows that count as near. */
export const NEAREST = 5;
/** Least share of rows that are at least as far, for a row to be plausible. */
export const PLAUSIBLE = 0.05;
/** Rows that are compared with: of larger tables, evenly chosen ones. */
const COMPARED = 1000;
const OWN = 400;

export interface Unusualness {
  of(row: Numbers): Unusual;
}

/** `deviations`: the median absolute deviation by column; 0 for levels. */
export function unusualness(table: Table, deviations: Float64Array): Unusualness {
  const compared = evenly(table.count, COMPARED);
  let own: Float64Array | null = null;
  const meanOf = (row: Numbers, start: number, without: number) =>
    meanToNearest({ table, deviations, compared }, row.subarray(start, start + table.columns), without);
  return {
    of(row) {
      own ??= Float64Array.from(evenly(table.count, OWN), (at) => meanOf(table.data, at * table.columns, at)).sort();
      const away = meanOf(row, 0, -1);
      let below = 0;
      while (below < own.length && own[below] < away) below++;
      return { distance: away, share: own.length === 0 ? 1 : (own.length - below) / own.length };
    },
  };
}

interface Compared {
  readonly table: Table;
  readonly deviations: Float64Array;
  readonly compared: Int32Array;
}

/** `without`: a row of the table that does not count. */
function meanToNearest({ table, deviations, compared }: Compared, row: Numbers, without: number): number {
  const nearest = new Float64Array(NEAREST).fill(Number.POSITIVE_INFINITY);
  for (const other of compared) {
    if (other === without) continue;
    const away = distance(row, table, other * table.columns, { deviations, most: nearest[NEAREST - 1] });
    if (away >= nearest[NEAREST - 1]) continue;
    let at = NEAREST - 1;
    for (; at > 0 && nearest[at - 1] > away; at--) nearest[at] = nearest[at - 1];
    nearest[at] = away;
  }
  const found = nearest.filter(Number.isFinite);
  return found.length === 0 ? 0 : found.reduce((sum, one) => sum + one, 0) / found.length;
}

/** Given up where it is beyond `most`. */
function distance(
  row: Numbers,
  { data, columns }: Table,
  start: number,
  { deviations, most }: { readonly deviations: Float64Array; readonly most: number },
): number {
  let sum = 0;
  for (let column = 0; column < columns && sum < most; column++) {
    const a = row[column];
    const b = data[start + column];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const away = deviations[column] > 0 ? Math.abs(a - b) / deviations[column] : 1;
    sum += Number.isNaN(away) ? 1 : away;
  }
  return sum;
}

/** Numbers from 0 to below `count`, at most `most`, evenly spaced. */
function evenly(count: number, most: number): Int32Array {
  const taken = Math.min(count, most);
  return Int32Array.from({ length: taken }, (_, at) => Math.floor((at * count) / taken));
}
