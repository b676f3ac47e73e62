import type { Rows } from '../../games/game.ts';

/** A column of a table. Categorical columns hold codes into `levels`. */
export interface Column {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly levels: readonly string[] | null;
}

/**
 * A table in memory: float32 numbers and codes, NaN where a cell was empty. `rows.columns` =
 * `columns.length`.
 */
export interface Table {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}
