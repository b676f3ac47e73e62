import type { RawTable } from './csv.ts';
import type { TextColumn } from './text-column.ts';

/** What pandas calls a column without a name when it reads it again. */
const UNNAMED = /^unnamed: ?\d+(\.\d+)*$/i;
const WHOLE = /^\d+(\.0+)?$/;

/**
 * Number of columns at the beginning that only number the rows, as pandas and R write them: they
 * have no name, and their whole numbers rise from row to row.
 */
export function counterColumns({ header, unnamed, cells }: RawTable): number {
  let counters = 0;
  while (
    counters < header.length - 1 &&
    (unnamed[counters] || UNNAMED.test(header[counters])) &&
    rises(cells[counters])
  )
    counters++;
  return counters;
}

/** Whether cells are whole numbers, each greater than the one before. */
const rises = ({ length, texts }: TextColumn): boolean =>
  // A cell that comes again is not greater.
  texts.length === length &&
  texts.every((text, row) => WHOLE.test(text) && (row === 0 || Number(text) > Number(texts[row - 1])));

/** The table without its first columns. */
export function withoutColumns(raw: RawTable, first: number): RawTable {
  if (first === 0) return raw;
  return {
    ...raw,
    header: raw.header.slice(first),
    cells: raw.cells.slice(first),
    styles: raw.styles.slice(first),
    unnamed: raw.unnamed.slice(first),
  };
}
