import type { Numbers } from '../../numerics/numbers.ts';
import { same } from '../lever.ts';
import type { Table } from '../search/data-settings.ts';

/** Columns that a rule speaks of as one: a column, or those of which one stands for a level. */
export interface Field {
  readonly columns: readonly number[];
  /** Where the numbers of a column are cut, ascending (at most, or above); null for levels. */
  readonly cuts: readonly number[] | null;
}

/**
 * A condition on a field: its number is at least `least` and at most `most`, both of the table;
 * or, where both are null, it is as in the row that is explained.
 */
export interface Condition {
  readonly field: number;
  readonly least: number | null;
  readonly most: number | null;
}

/** Conditions by field, ascending, each field at most once. */
export type Rule = readonly Condition[];

export const keyOf = (rule: Rule): string =>
  rule.map(({ field, least, most }) => `${field}:${least}:${most}`).join(' ');

/** All conditions on a field that the row fulfils and that leave out some row of the table. */
export function conditionsOf(field: number, { columns, cuts }: Field, row: Numbers, table: Table): Condition[] {
  const [column] = columns;
  const own = row[column];
  if (cuts === null || Number.isNaN(own)) return [{ field, least: null, most: null }];
  // Ends are numbers of the table: "at least 13" says more than "more than 12".
  const seen = valuesOf(table, column, own);
  const above = cuts.filter((cut) => own <= cut).map((cut) => seen.findLast((value) => value <= cut) ?? own);
  const below = cuts.filter((cut) => own > cut).map((cut) => seen.find((value) => value > cut) ?? own);
  const mosts = [null, ...new Set(above)];
  const leasts = [null, ...new Set(below)];
  return leasts
    .flatMap((least) => mosts.map((most) => ({ field, least, most })))
    .filter(({ least, most }) => least !== null || most !== null);
}

function valuesOf({ data, columns }: Table, column: number, own: number): Float64Array {
  const values = new Set([own]);
  for (let at = column; at < data.length; at += columns) if (!Number.isNaN(data[at])) values.add(data[at]);
  return Float64Array.from(values).sort();
}

/** Which rows of a table fulfil a condition, one bit each. */
export function bitsOf(condition: Condition, { columns }: Field, row: Numbers, table: Table): Uint32Array {
  const bits = new Uint32Array(Math.ceil(table.count / 32));
  const { least, most } = condition;
  for (let at = 0; at < table.count; at++) {
    const start = at * table.columns;
    const value = table.data[start + columns[0]];
    const fits =
      least === null && most === null
        ? columns.every((column) => same(table.data[start + column], row[column]))
        : (least === null || value >= least) && (most === null || value <= most);
    if (fits) bits[at >> 5] |= 1 << (at & 31);
  }
  return bits;
}

/** Numbers of the rows whose bits are set, ascending. */
export function rowsIn(bits: Uint32Array, count: number): Int32Array {
  const rows: number[] = [];
  for (let at = 0; at < count; at++) if (((bits[at >> 5] >>> (at & 31)) & 1) === 1) rows.push(at);
  return Int32Array.from(rows);
}
