import { lineOf } from '../../data/tables/column-reading.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import type { Table } from '../../data/tables/table.ts';
import { exactRange } from '../../data/tables/whole-numbers.ts';
import { OrielError } from '../../errors.ts';
import type { TakenNumbers } from '../../models/bind/index.ts';
import { inSingle, type Numbers, type Precision } from '../../numerics/numbers.ts';

/** Whether a model takes other numbers where some of these are rounded to single. */
function needDouble(numbersOf: (column: number) => Numbers, taken: readonly TakenNumbers[]): boolean {
  return taken.some(
    ({ needsDouble }, column) => needsDouble && numbersOf(column).some((number) => needsDouble(number)),
  );
}

/** A row in the precision that the model needs for it. */
export const rowFor = (row: Float64Array, taken: readonly TakenNumbers[]): Numbers =>
  needDouble((column) => row.subarray(column, column + 1), taken) ? row : inSingle(row);

/**
 * The precision that a model needs for the rows of a table of its columns. Throws `data-too-big`,
 * `data-not-whole` and `data-not-exact` for numbers that it cannot be given.
 */
export function precisionFor({ columns, rows }: Table, taken: readonly TakenNumbers[], raw: RawTable): Precision {
  for (const [column, { holds, whole }] of taken.entries()) {
    const { name, levels } = columns[column];
    const place = raw.header.indexOf(name);
    const { texts } = raw.cells[place];
    for (const [code, value] of rows.column(column).numbers.entries()) {
      // The model is given a level's code, whatever number the level's name may be.
      if (Number.isNaN(value) || holds(value, levels ? undefined : texts[code])) continue;
      const where = { file: raw.file, column: name, line: lineOf(raw, place, code), text: texts[code] };
      if (whole === undefined) throw new OrielError('data-too-big', where);
      if (!Number.isInteger(value)) throw new OrielError('data-not-whole', where);
      throw new OrielError('data-not-exact', { ...where, ...exactRange(whole) });
    }
  }
  return needDouble((column) => rows.column(column).numbers, taken) ? 'float64' : 'float32';
}

/** A table in a precision; the same one where it is in it. */
export function tableIn(precision: Precision, table: Table): Table {
  const rows = table.rows.in(precision);
  return rows === table.rows ? table : { ...table, rows };
}
