import type { TableRows } from './table-rows.ts';

/** A column of a table. Categorical columns hold codes, which are indices of `levels`. */
export interface Column {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly levels: readonly string[] | null;
  /** What its texts say as numbers, level by level, where all of them do; for models of numbers. */
  readonly says?: SaidNumbers;
}

/** Texts that say numbers: words for no and yes are 0 and 1, "12 %" is 12. */
export interface SaidNumbers {
  readonly as: 'truth' | 'percent';
  readonly numbers: readonly number[];
}

/** A table in memory: numbers and codes, with NaN for missing cells. */
export interface Table {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: TableRows;
}
