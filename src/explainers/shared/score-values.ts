import type { Numbers } from '../../numerics/numbers.ts';

/** Which columns are which player's. */
export interface ColumnPlayers {
  /** Player of each column. Default: each column is a player of its own. */
  readonly playerOf?: Int32Array;
  /** Number of players. Default: one more than the largest in `playerOf`. */
  readonly players?: number;
}

/** The player of each column and the number of players, defaults filled in. */
export function resolvePlayers(
  columns: number,
  { playerOf, players }: ColumnPlayers,
): { readonly owner: Int32Array; readonly players: number } {
  const owner = playerOf ?? Int32Array.from({ length: columns }, (_, column) => column);
  return { owner, players: players ?? owner.reduce((most, player) => Math.max(most, player + 1), 0) };
}

/** Shapley values of a structure's raw scores, ready for rows. */
export interface ScoreValues {
  /** Number of players M. */
  readonly players: number;
  /** Number of raw scores K. */
  readonly outputs: number;
  /** K: the value of the empty coalition. base + Σ values = the raw scores. */
  readonly base: Float64Array;
  /** Values of `count` rows (count × columns, row-major): count × K × M. */
  values(rows: Numbers, count: number): Float64Array;
}

/** SHAP interaction values of a structure's raw scores, ready for rows. */
export interface ScoreInteractions {
  readonly players: number;
  readonly outputs: number;
  readonly base: Float64Array;
  /**
   * Interaction values of `count` rows: count × K × M × M. Each matrix is symmetric; off the
   * diagonal stands half of two players' Shapley interaction, on the diagonal what remains of the
   * player's Shapley value, so that rows sum to the Shapley values.
   */
  values(rows: Numbers, count: number): Float64Array;
}
