import type { Rows } from '../../games/game.ts';
import { type Numbers, type Precision, roomFor } from '../../numerics/numbers.ts';
import type { Codes } from './text-column.ts';

/** A column's numbers, those of equal cells held once: of row r it is `numbers[codes[r]]`. */
export interface NumberColumn {
  readonly codes: Codes;
  /** NaN for a missing cell. */
  readonly numbers: Numbers;
}

interface Parts {
  readonly count: number;
  readonly columns: readonly NumberColumn[];
  readonly precision: Precision;
  /** Which rows of the columns these are; null: all. */
  readonly chosen: Int32Array | null;
}

/**
 * Rows of a table, which take a few bytes each: they are held by column, and all numbers together
 * are made only for those who read `data`.
 */
export class TableRows implements Rows {
  readonly count: number;
  readonly columns: number;
  /** All rows, one after the other. Made when it is first read, and kept. */
  declare readonly data: Numbers;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.count = parts.count;
    this.columns = parts.columns.length;
    let made: Numbers | null = null;
    // Its own, so that whoever copies the rows, or sends them to a worker, takes it along.
    Object.defineProperty(this, 'data', {
      enumerable: true,
      get: () => {
        made ??= this.#all();
        return made;
      },
    });
  }

  get precision(): Precision {
    return this.#parts.precision;
  }

  /** The numbers of a column. Each of them stands in some row, unless rows were chosen. */
  column(at: number): NumberColumn {
    return this.#parts.columns[at];
  }

  number(row: number, column: number): number {
    const { columns, chosen } = this.#parts;
    const { codes, numbers } = columns[column];
    return numbers[codes[chosen ? chosen[row] : row]];
  }

  /** Writes a row to some numbers, from a place on. */
  read(row: number, to: Numbers, from = 0): void {
    const { columns, chosen } = this.#parts;
    const own = chosen ? chosen[row] : row;
    for (let column = 0; column < columns.length; column++) {
      const { codes, numbers } = columns[column];
      to[from + column] = numbers[codes[own]];
    }
  }

  /** The same rows in a precision. */
  in(precision: Precision): TableRows {
    if (precision === this.precision) return this;
    const columns = this.#parts.columns.map(({ codes, numbers }) => {
      const rounded = roomFor(precision, numbers.length);
      rounded.set(numbers);
      return { codes, numbers: rounded };
    });
    return new TableRows({ ...this.#parts, columns, precision });
  }

  /** The columns with these indices, in the order given. */
  ofColumns(columns: readonly number[]): TableRows {
    return new TableRows({ ...this.#parts, columns: columns.map((at) => this.column(at)) });
  }

  /** The same rows, with other numbers in some of their columns. */
  withColumns(changed: ReadonlyMap<number, Numbers>): TableRows {
    const columns = this.#parts.columns.map((column, at) => ({
      ...column,
      numbers: changed.get(at) ?? column.numbers,
    }));
    return new TableRows({ ...this.#parts, columns });
  }

  /** The rows without missing values; the same rows where none has any. */
  complete(): TableRows {
    const rows = completeRows(this);
    if (rows.length === this.count) return this;
    const { chosen } = this.#parts;
    return new TableRows({
      ...this.#parts,
      count: rows.length,
      chosen: chosen ? rows.map((row) => chosen[row]) : rows,
    });
  }

  #all(): Numbers {
    const data = roomFor(this.precision, this.count * this.columns);
    for (let row = 0; row < this.count; row++) this.read(row, data, row * this.columns);
    return data;
  }
}

/** Indices of the rows without missing values. */
export function completeRows(rows: TableRows): Int32Array {
  const missing = new Uint8Array(rows.count);
  for (let column = 0; column < rows.columns; column++) {
    if (!rows.column(column).numbers.some(Number.isNaN)) continue;
    for (let row = 0; row < rows.count; row++) if (Number.isNaN(rows.number(row, column))) missing[row] = 1;
  }
  return allRows(rows.count).filter((row) => missing[row] === 0);
}

/** Indices of this many rows. */
export function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** The rows with these indices, in the order given. */
export function takeRows(rows: TableRows, indices: ArrayLike<number>): Rows {
  const { columns, precision } = rows;
  const data = roomFor(precision, indices.length * columns);
  for (let at = 0; at < indices.length; at++) rows.read(indices[at], data, at * columns);
  return { count: indices.length, columns, data };
}
