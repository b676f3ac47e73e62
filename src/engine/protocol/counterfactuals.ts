import type { BackendWish } from '../../models/model.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { InputChoice } from './explaining.ts';

/** Another answer that is wanted: a class, or a number within a range (both ends included). */
export type ChangeTarget =
  | { readonly class: string }
  | { readonly output?: string; readonly least?: number; readonly most?: number };

/**
 * Within which limits a row may change; columns by name. Columns that the card protects and those
 * that name a row stay as they are, numbers within the table's range and at its number of decimals,
 * and columns of which always one is 1 change as one.
 */
export interface ChangeLimits {
  /** Columns that stay as they are. */
  readonly fixed?: readonly string[];
  /** Of those that would stay as they are by themselves, the ones that may change all the same. */
  readonly free?: readonly string[];
  readonly onlyUp?: readonly string[];
  readonly onlyDown?: readonly string[];
  /** What a column's numbers are multiples of. Default: 1, or that of the table's decimals. */
  readonly steps?: Readonly<Record<string, number>>;
  /** Least and greatest number; null: as in the table. */
  readonly ranges?: Readonly<Record<string, readonly [least: number | null, most: number | null]>>;
  /** Levels that may be proposed, in the order that up and down follow. Default: those seen. */
  readonly levels?: Readonly<Record<string, readonly string[]>>;
  /** Columns of numbers that move by the same amount, at once: they count as one change. */
  readonly together?: readonly (readonly string[])[];
  /** How much a column's changes weigh. Default: 1. */
  readonly costs?: Readonly<Record<string, number>>;
  /** Whether values may go missing. Default: no. */
  readonly missing?: boolean;
  /** Most columns that may change. Default: all. */
  readonly changed?: number;
  /** Whether rows that are more unusual than nearly all of the table's are left out. */
  readonly plausible?: boolean;
}

/** What would change the answer to an input of a table? */
export interface CounterfactualRequest {
  readonly study: string;
  readonly input: InputChoice;
  /** Default: the other of two classes, any other of several. A regression needs one. */
  readonly to?: ChangeTarget;
  readonly limits?: ChangeLimits;
  /** How many ways, which differ in what they change; within `limits.ways`. */
  readonly count: number;
  /** Whether to say as well how near the answer is to tipping: `tipping` of the record. */
  readonly tipping?: boolean;
  readonly seed: number;
  /** Ends the search with what it has. Default: `CHANGE_MILLISECONDS`. */
  readonly milliseconds?: number;
  readonly backend?: BackendWish;
}

/** How far a search for changes is. */
export interface ChangeProgress {
  /** Rows that the model answered. */
  readonly calls: number;
  readonly milliseconds: number;
  /** What could be said by now, complete and valid. */
  readonly record: Counterfactual;
}
