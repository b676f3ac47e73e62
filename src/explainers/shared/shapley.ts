import type { Attribution, ExplainerContext, Fidelity } from '../explainer.ts';

/** The players that can matter, in order. */
export function activePlayers(context: Pick<ExplainerContext, 'players' | 'idle'>): Int32Array {
  const active: number[] = [];
  for (let player = 0; player < context.players; player++) if (!context.idle[player]) active.push(player);
  return Int32Array.from(active);
}

/**
 * Adds what rounding left of base + Σ values = prediction evenly to the values, so that the sum
 * holds to the last digits.
 */
export function settle(
  values: Float64Array,
  output: number,
  players: number,
  difference: number,
  active: Int32Array,
): void {
  if (active.length === 0) return;
  let rest = difference;
  for (const player of active) rest -= values[output * players + player];
  for (const player of active) values[output * players + player] += rest / active.length;
}

export interface Found {
  readonly base: Float64Array;
  readonly prediction: Float64Array;
  readonly values: Float64Array;
  readonly standardErrors: Float64Array | null;
  readonly fidelity: Fidelity;
  readonly coalitions: number;
  readonly complete: boolean;
  readonly note?: string;
}

/** A Shapley attribution: additive, with everything else as found. */
export const shapleyAttribution = (context: ExplainerContext, found: Found): Attribution => ({
  players: context.players,
  outputs: context.outputs,
  additive: true,
  ...found,
});
