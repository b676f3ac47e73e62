import { message } from '../../catalogue/message.ts';
import { type ColumnStatistics, columnStatistics } from '../../data/tables/statistics.ts';
import type { Table } from '../../data/tables/table.ts';
import { allRows, takeRows } from '../../data/tables/table-rows.ts';
import { OrielError } from '../../errors.ts';
import type { TakenNumbers } from '../../models/bind/index.ts';
import { type Numbers, roomFor, roomLike } from '../../numerics/numbers.ts';
import type { Cell } from '../protocol.ts';
import { decodeRow } from './cells.ts';
import type { TabularStudy } from './study.ts';

interface RowSources {
  /** The model's columns, in the precision wanted. */
  readonly own: Table;
  /** The line of the table's file on which each row begins. */
  readonly lines: Int32Array;
  readonly takesMissing: boolean;
  readonly taken: readonly TakenNumbers[];
  /** A person's cells as numbers, in the precision wanted or, where they need it, in double. */
  readonly encode: (cells: readonly Cell[]) => Numbers;
  readonly foreignRows: (handle: string) => Table;
}

/** What a study says about rows, all of them in one precision. */
type StudyRows = Pick<
  TabularStudy,
  | 'precision'
  | 'cells'
  | 'takes'
  | 'row'
  | 'readRow'
  | 'encode'
  | 'decode'
  | 'usable'
  | 'foreignRows'
  | 'statistics'
  | 'someRows'
  | 'trialRows'
>;

/** A study of other rows. */
export const withRows = (study: TabularStudy, row: TabularStudy['row']): TabularStudy => ({
  ...study,
  row,
  readRow: (at, to, from) => to.set(row(at), from),
});

export function studyRows({ own, lines, takesMissing, taken, encode, foreignRows }: RowSources): StudyRows {
  const { columns, rows, file } = own;
  const missingIn = (row: Numbers): number => (takesMissing ? -1 : row.findIndex((value) => Number.isNaN(value)));
  const usable = takesMissing ? rows : rows.complete();
  const first = (count: number) => takeRows(usable, allRows(Math.min(count, usable.count)));
  let statistics: ColumnStatistics[] | null = null;
  const check = (row: number): void => {
    if (!Number.isInteger(row) || row < 0 || row >= rows.count)
      throw new OrielError('data-row', { row, file, last: rows.count - 1 });
  };
  const existing = (row: number): Numbers => {
    check(row);
    const values = roomFor(rows.precision, rows.columns);
    rows.read(row, values);
    return values;
  };
  const checkComplete = (row: number, missing: number): void => {
    if (missing >= 0)
      throw new OrielError('data-missing-value', { column: columns[missing].name, line: lines[row], file });
  };
  return {
    precision: rows.precision,
    cells: (row) => decodeRow(existing(row), columns, taken),
    takes(row) {
      check(row);
      return takesMissing || columns.every((_, column) => !Number.isNaN(rows.number(row, column)));
    },
    row(row) {
      const values = existing(row);
      checkComplete(row, missingIn(values));
      return values;
    },
    readRow(row, to, from) {
      check(row);
      rows.read(row, to, from);
      if (!takesMissing) checkComplete(row, missingIn(to.subarray(from, from + columns.length)));
    },
    encode(cells) {
      const values = encode(cells);
      const missing = missingIn(values);
      if (missing >= 0)
        throw new OrielError('data-value', {
          column: columns[missing].name,
          text: message('engine.empty'),
          expected: message('engine.valueNeeded'),
        });
      return values;
    },
    decode: (row) => decodeRow(row, columns, taken),
    usable: () => ({ ...own, rows: usable }),
    foreignRows,
    statistics() {
      statistics ??= columnStatistics(usable, columns);
      return statistics;
    },
    someRows: first,
    trialRows(instance, count) {
      const rest = first(count - 1).data;
      const trial = roomLike(instance, instance.length + rest.length);
      trial.set(instance);
      trial.set(rest, instance.length);
      return trial;
    },
  };
}
