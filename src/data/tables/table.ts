import type { Rows } from '../../games/game.ts';

/** A column of a table. Categorical columns hold codes, which are indices of `levels`. */
export interface Column {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly levels: readonly string[] | null;
}

/** A table in memory: float32 numbers and codes, with NaN for missing cells. */
export interface Table {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}
