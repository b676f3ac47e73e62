import type { Coalitions } from '../../../src/games/coalitions.ts';

/** A game with its known Shapley values. */
export interface Game {
  readonly players: number;
  /** K. */
  readonly outputs: number;
  /** K × players. */
  readonly truth: Float64Array;
  /** K × players: standard errors of `truth`, where it was itself estimated. */
  readonly truthError?: Float64Array;
  /** Values of coalitions, count × K. */
  answer(coalitions: Coalitions): Float64Array | Promise<Float64Array>;
  close?(): void;
}

/** One game, or several explained rows of one model: a table is printed for each case. */
export interface Case {
  readonly name: string;
  readonly group: 'known' | 'golden' | 'mobilenet';
  readonly players: number;
  readonly input: 'tabular' | 'image';
  /** Limits where a coalition costs too much for all budgets and seeds. */
  readonly most?: { readonly budget: number; readonly seeds: number };
  /** They are made when they are needed, because some are large. */
  games(): readonly Game[] | Promise<readonly Game[]>;
  /** By budget, the mean squared error of shap's KernelExplainer on the same games, if known. */
  readonly shap: ReadonlyMap<number, number>;
  /**
   * Milliseconds of processor time that the model takes for one coalition, where that is measured.
   */
  coalitionTime?(): Promise<number>;
}
