import type { Coalitions } from '../../../src/games/coalitions.ts';

/** A game with the Shapley values it is known to have. */
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

/** What a table is printed for: one game, or several rows explained of one model. */
export interface Case {
  readonly name: string;
  readonly group: 'known' | 'golden' | 'mobilenet';
  readonly players: number;
  readonly input: 'tabular' | 'image';
  /** Where a coalition is too dear for all budgets and seeds. */
  readonly most?: { readonly budget: number; readonly seeds: number };
  /** Made when they are needed: some are large. */
  games(): readonly Game[] | Promise<readonly Game[]>;
  /** Budget → mean squared error of shap's KernelExplainer on the same games, where it is known. */
  readonly shap: ReadonlyMap<number, number>;
  /**
   * Milliseconds of processor time that the model takes for one coalition, where that is measured.
   */
  coalitionTime?(): Promise<number>;
}
