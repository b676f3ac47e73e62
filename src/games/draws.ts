import type { Random } from '../numerics/random.ts';

/** Fills the absent columns of a coalition's rows, given which columns are present. */
export interface Draws {
  /** Rows of a coalition. */
  readonly rows: number;
  /**
   * Writes the absent columns of `rows` rows into `target`, rows × columns; what it writes into
   * present ones is not used. `present`: 1 for each column that is.
   */
  fill(present: Uint8Array, random: Random, target: Float64Array): void;
}
