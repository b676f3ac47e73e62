/** Shapley values of trees, ready for rows. */
export interface TreeShap {
  /** Number of players M. */
  readonly players: number;
  /** Number of raw outputs K. */
  readonly outputs: number;
  /** K: the value of the empty coalition. base + Σ values = the trees' raw answer. */
  readonly base: Float64Array;
  /** Values of `count` rows (count × columns, row-major): count × K × M. */
  values(rows: Float64Array | Float32Array, count: number): Float64Array;
}

/** SHAP interaction values of trees, ready for rows. */
export interface TreeInteractions {
  readonly players: number;
  readonly outputs: number;
  readonly base: Float64Array;
  /**
   * Interaction values of `count` rows: count × K × M × M. Each matrix is symmetric; off the
   * diagonal stands half of two players' Shapley interaction, on the diagonal what is left of the
   * player's Shapley value, so that rows sum to the Shapley values.
   */
  values(rows: Float64Array | Float32Array, count: number): Float64Array;
}
