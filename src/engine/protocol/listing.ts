import type { Explanation } from '../../records/record.ts';
import type { RowsRequest } from './explaining.ts';

/** A column of a table as a person looks through it. */
export interface ListedColumn {
  readonly name: string;
  /** Whether its cells are numbers. */
  readonly numeric: boolean;
  /** Whether the model is given it, or it is what the model tells; all others are for finding. */
  readonly role: 'given' | 'target' | 'other';
}

/** A study's table, all columns of its file. */
export interface Listing {
  readonly columns: readonly ListedColumn[];
  readonly rows: number;
  /** Whether the model's answers to all rows are known. */
  readonly answered: boolean;
}

/**
 * What rows are looked for or sorted by: a column, the model's answer for an output (null: for
 * whichever is the largest), or how far that is from what is known. The last two need `answerRows`
 * first.
 */
export type RowKey =
  | { readonly of: 'column'; readonly name: string }
  | { readonly of: 'answer'; readonly name: string | null }
  | { readonly of: 'error' };

export interface RowCondition {
  readonly about: RowKey;
  /** Least and greatest number. */
  readonly least?: number;
  readonly most?: number;
  /** A text that the column's cells hold. */
  readonly text?: string;
  /** Cells that a person reads as holding it. */
  readonly words?: readonly string[];
  /** Whether another class is answered than the known one. */
  readonly wrong?: boolean;
}

/** Which rows of a table, in which order. */
export interface RowsQuery {
  /** A text that any cell holds; rows with a cell of exactly this text come first. */
  readonly find?: string;
  /** Cells that a person reads as holding it, by column. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  readonly conditions?: readonly RowCondition[];
  /** Null: the order of the table. */
  readonly sort?: { readonly by: RowKey; readonly descending: boolean } | null;
}

/** A part of the rows that a query finds, and some of their columns. */
export interface WindowChoice {
  readonly from: number;
  readonly count: number;
  readonly columns: readonly [first: number, count: number];
}

export interface ListedRow {
  readonly row: number;
  /** As the file has them. */
  readonly cells: readonly string[];
  /** Of all outputs, NaN where the model cannot take the row; null where they are not known. */
  readonly answers: readonly number[] | null;
  /** Whether another class is answered than the known one; null where that is not known. */
  readonly wrong: boolean | null;
}

export interface RowsWindow {
  /** Rows that the query finds. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly ListedRow[];
}

/** What is written to a file of rows. */
export interface RowsFileChoice {
  /** Which rows; null: those of the records alone. */
  readonly query: RowsQuery | null;
  /** At most so many of them. */
  readonly most?: number;
  /** Explanations that are known. Their outputs and players are the file's columns. */
  readonly records: readonly Explanation[];
  /** Whether the file has columns for explanations. */
  readonly explanations: boolean;
  /** How all of its rows are explained; null: only those of the records are. */
  readonly explain: Omit<RowsRequest, 'first' | 'last' | 'numbers'> | null;
  readonly form: 'csv' | 'tsv';
}

/** Rows done so far, of all. */
export type RowsProgress = (update: { readonly done: number; readonly total: number }) => void;
