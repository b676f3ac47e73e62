import type { Table } from './table.ts';

/** The columns of a table with these indices, in the order given. */
export const takeColumns = ({ file, columns, rows }: Table, taken: readonly number[]): Table => ({
  file,
  columns: taken.map((column) => columns[column]),
  rows: rows.ofColumns(taken),
});
