import type { RawTable } from '../../data/tables/csv.ts';
import type { Table } from '../../data/tables/table.ts';
import { exactRange } from '../../data/tables/whole-numbers.ts';
import { OrielError } from '../../errors.ts';
import type { TakenNumbers } from '../../models/bind/index.ts';
import { inSingle, type Numbers, type Precision } from '../../numerics/numbers.ts';

/** Whether a model takes other numbers where some of a row's, or of rows, are rounded to single. */
function needDouble(numbers: Numbers, taken: readonly TakenNumbers[]): boolean {
  for (const [column, { needsDouble }] of taken.entries()) {
    if (!needsDouble) continue;
    for (let at = column; at < numbers.length; at += taken.length) if (needsDouble(numbers[at])) return true;
  }
  return false;
}

/** A row in the precision that the model needs for it. */
export const rowFor = (row: Float64Array, taken: readonly TakenNumbers[]): Numbers =>
  needDouble(row, taken) ? row : inSingle(row);

/**
 * The precision that a model needs for the rows of a table of its columns. Throws `data-too-big`,
 * `data-not-whole` and `data-not-exact` for numbers that it cannot be given.
 */
export function precisionFor({ columns, rows }: Table, taken: readonly TakenNumbers[], raw: RawTable): Precision {
  for (const [column, { holds, whole }] of taken.entries()) {
    const { name, levels } = columns[column];
    const cells = raw.cells[raw.header.indexOf(name)];
    for (let row = 0; row < rows.count; row++) {
      const value = rows.data[row * rows.columns + column];
      // The model is given a level's code, whatever number the level's name may be.
      if (Number.isNaN(value) || holds(value, levels ? undefined : cells[row])) continue;
      const where = { file: raw.file, column: name, line: raw.lines[row], text: cells[row] };
      if (whole === undefined) throw new OrielError('data-too-big', where);
      if (!Number.isInteger(value)) throw new OrielError('data-not-whole', where);
      throw new OrielError('data-not-exact', { ...where, ...exactRange(whole) });
    }
  }
  return needDouble(rows.data, taken) ? 'float64' : 'float32';
}

/** A table in a precision; the same one where it is in it. */
export const tableIn = (precision: Precision, table: Table): Table =>
  precision === 'float64' ? table : { ...table, rows: { ...table.rows, data: inSingle(table.rows.data) } };
