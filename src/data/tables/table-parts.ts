import type { Rows } from '../../games/game.ts';
import { roomLike } from '../../numerics/numbers.ts';
import type { Table } from './table.ts';

/** The columns of a table with these indices, in the order given. */
export function takeColumns(table: Table, columns: readonly number[]): Table {
  const { count, columns: width, data } = table.rows;
  const taken = roomLike(data, count * columns.length);
  for (let row = 0, at = 0; row < count; row++) for (const column of columns) taken[at++] = data[row * width + column];
  const rows = { count, columns: columns.length, data: taken };
  return { file: table.file, columns: columns.map((column) => table.columns[column]), rows };
}

/** The rows with these indices, in the order given. */
export function takeRows({ columns, data }: Rows, indices: ArrayLike<number>): Rows {
  const taken = roomLike(data, indices.length * columns);
  for (let at = 0; at < indices.length; at++)
    taken.set(data.subarray(indices[at] * columns, (indices[at] + 1) * columns), at * columns);
  return { count: indices.length, columns, data: taken };
}

/** Indices of the rows without missing values. */
export function completeRows({ count, columns, data }: Rows): number[] {
  const complete: number[] = [];
  for (let row = 0; row < count; row++) {
    if (!data.subarray(row * columns, (row + 1) * columns).some(Number.isNaN)) complete.push(row);
  }
  return complete;
}
