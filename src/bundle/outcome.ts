import type { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import type { PackedRows } from './row-values.ts';

/** What became of a row: its record, what is wrong with it, or that it is passed over. */
export type Outcome =
  | { readonly row: number; readonly record: Explanation }
  | { readonly row: number; readonly error: OrielError }
  | { readonly row: number; readonly passed: true };

/** What became of rows in a row that were explained alike: their numbers, without records. */
export interface ExplainedRows extends PackedRows {
  readonly row: number;
  /** A record that says how they were made, of one of them. */
  readonly like: Explanation;
}

/** What became of the next rows. */
export type Outcomes = readonly Outcome[] | ExplainedRows;

export const countOfOutcomes = (outcomes: Outcomes): number =>
  'packed' in outcomes ? outcomes.count : outcomes.length;
