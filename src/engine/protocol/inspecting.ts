import type { OptionValues } from '../../explainers/explainer.ts';
import type { Space } from '../../games/game.ts';
import type { BackendWish } from '../../models/model.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { BackgroundChoice, Budget } from './explaining.ts';

/** How a model is inspected as a whole. What decides its numbers, on the CPU, is all here. */
export interface InspectRequest {
  readonly study: string;
  /** Most rows that are looked at, drawn from the seed. Default: all that the model can take. */
  readonly rows?: number;
  /** Most of them that are explained. Default: all where that is exact, else 100. */
  readonly explained?: number;
  /** The output that is explained. Default: of two the second, of more the commonest answer. */
  readonly output?: string;
  /** Scores from this on are taken for the output's class. Default: the card's, or 0.5. */
  readonly threshold?: number;
  /** What mistakes cost, in units of one's own. Default: 1 each. */
  readonly costs?: { readonly falsePositive: number; readonly falseNegative: number };
  /** Columns of the table by which rows are grouped; `a*b` crosses two. Default: the card's. */
  readonly protected?: readonly string[];
  /** How many columns curves are drawn for, the most important first. Default: 5. */
  readonly curves?: number;
  /** Where attributions add up. Default: the model's own units, or raw where only that is exact. */
  readonly space?: Space;
  readonly explainer?: string;
  readonly explainerOptions?: OptionValues;
  /** What ends each row's explanation, where rows are explained one by one. */
  readonly budget?: Budget;
  readonly background?: BackgroundChoice;
  /** An open table whose rows are compared with those that are looked at. */
  readonly against?: string;
  /**
   * An open model of the same table, which this one is compared with. Both are explained in one
   * space then: in the one that both would have, else in the models' own units.
   */
  readonly againstModel?: string;
  readonly seed: number;
  /** `wasm` is the CPU: the same bits everywhere. Default: `auto`. */
  readonly backend?: BackendWish;
}

/** The rows that an inspection looks at, N of a table, one by one. */
export interface InspectedRows {
  /** N numbers of rows in the table, counted from 0, rising. */
  readonly rows: Int32Array;
  /** N × K: the model's answers, in its own units. */
  readonly answers: Float64Array;
  /** N: the known class by its place among the classes, or the known number; NaN where none is. */
  readonly truth: Float64Array;
  /** N × columns, as the model is given them: numbers, or places among the levels. */
  readonly values: Float64Array;
  /** Null before any is explained. */
  readonly explained: InspectedAttributions | null;
}

/** Those of them that are explained, M. */
export interface InspectedAttributions {
  /** M places among the rows that are looked at. */
  readonly places: Int32Array;
  /** Names of what is counted, P. */
  readonly players: readonly string[];
  /** M × P attributions of the output that is explained. */
  readonly values: Float64Array;
  /** M × P standard errors; null where values are exact. */
  readonly errors: Float64Array | null;
  /** The answer that attributions go on from, in their space. */
  readonly base: number;
}

/**
 * How far an inspection is. `inspection`, where there is news, is what is known by now; `rows` come
 * with the answers, and what is `explained` of them by itself: they are long.
 */
export interface InspectionProgress {
  readonly phase: 'answers' | 'attributions' | 'against' | 'model' | 'permutation' | 'curves';
  /** Rows or columns of the phase, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly milliseconds: number;
  readonly inspection: Inspection | null;
  readonly rows?: InspectedRows;
  readonly explained?: InspectedAttributions;
}
