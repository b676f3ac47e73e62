import type { OptionValues } from '../../explainers/explainer.ts';
import type { Space } from '../../games/game.ts';
import type { BackendWish } from '../../models/model.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { BackgroundChoice, Budget } from './explaining.ts';

/** How a model is inspected as a whole. What decides its numbers, on the CPU, is all here. */
export interface InspectRequest {
  readonly study: string;
  /** Most rows that are looked at. Default: all that the model can take. */
  readonly rows?: number;
  /** Most of them that are explained. Default: all where that is exact, else 100. */
  readonly explained?: number;
  /** The output that is explained. Default: of two the second, of more the commonest answer. */
  readonly output?: string;
  /** Scores from this on are taken for the output's class. Default: the card's, or 0.5. */
  readonly threshold?: number;
  /** What mistakes cost, in units of the person's own. Default: 1 each. */
  readonly costs?: { readonly falsePositive: number; readonly falseNegative: number };
  /** Columns of the table by which rows are grouped; `a*b` crosses two. Default: the card's. */
  readonly protected?: readonly string[];
  /** Columns that curves are drawn for, the most important ones. Default: 5. */
  readonly curves?: number;
  /** Where attributions add up. Default: the model's own units, or raw where only that is exact. */
  readonly space?: Space;
  readonly explainer?: string;
  readonly explainerOptions?: OptionValues;
  /** Of each row's explanation, where they are explained one by one. */
  readonly budget?: Budget;
  readonly background?: BackgroundChoice;
  readonly seed: number;
  readonly backend?: BackendWish;
}

/** How far an inspection is. `inspection`, where there is news, is what is known by now. */
export interface InspectionProgress {
  readonly phase: 'answers' | 'attributions' | 'permutation' | 'curves';
  /** Rows or columns of the phase, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly milliseconds: number;
  readonly inspection: Inspection | null;
}
