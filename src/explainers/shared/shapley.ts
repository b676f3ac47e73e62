import { type Message, message } from '../../catalogue/message.ts';
import type { Attribution, ExplainerContext, Fidelity } from '../explainer.ts';

/** The players that can matter, in order. */
export function activePlayers(context: Pick<ExplainerContext, 'players' | 'idle'>): Int32Array {
  const active: number[] = [];
  for (let player = 0; player < context.players; player++) if (!context.idle[player]) active.push(player);
  return Int32Array.from(active);
}

/** Numbers of the active players (K × m) as numbers of all players (K × players); 0 elsewhere. */
export function forAllPlayers(
  found: Float64Array,
  { players, outputs }: Pick<ExplainerContext, 'players' | 'outputs'>,
  active: Int32Array,
): Float64Array {
  const m = active.length;
  const all = new Float64Array(outputs * players);
  for (let k = 0; k < outputs; k++) for (let j = 0; j < m; j++) all[k * players + active[j]] = found[k * m + j];
  return all;
}

/**
 * Makes the values of each output sum to its total to the last digits: what rounding left is added
 * evenly to the values of those who share it (K × players; `totals` is prediction − base, K).
 */
export function settle(values: Float64Array, totals: Float64Array, sharing: Int32Array | readonly Int32Array[]): void {
  const players = values.length / totals.length;
  for (let k = 0; k < totals.length; k++) {
    const own = values.subarray(k * players, (k + 1) * players);
    const some = sharing instanceof Int32Array ? sharing : sharing[k];
    if (some.length === 0) continue;
    let rest = totals[k];
    for (const player of some) rest -= own[player];
    for (const player of some) own[player] += rest / some.length;
  }
}

/** K: what each output's values share out. */
export const totalsOf = (base: Float64Array, prediction: Float64Array): Float64Array =>
  prediction.map((value, k) => value - base[k]);

/** What an estimator finds of Shapley values. */
export interface Found {
  readonly base: Float64Array;
  readonly prediction: Float64Array;
  readonly values: Float64Array;
  readonly standardErrors: Float64Array | null;
  readonly fidelity: Fidelity;
  readonly coalitions: number;
  readonly complete: boolean;
  readonly endsOnly?: true;
  readonly note?: Message;
}

/** What an estimate says where no player was looked at: its values are equal shares. */
export const NOTHING_LEARNT = { endsOnly: true, note: message('explaining.endsOnly') } as const;

/** The attribution where only the ends became known (2 × K): the empty and the full coalition. */
export function nothingLearnt(
  context: Pick<ExplainerContext, 'players' | 'outputs' | 'idle'>,
  ends: Float64Array,
): Attribution {
  const { players, outputs } = context;
  const [base, prediction] = [ends.slice(0, outputs), ends.slice(outputs)];
  const values = new Float64Array(outputs * players);
  settle(values, totalsOf(base, prediction), activePlayers(context));
  const known = { base, prediction, values, standardErrors: null, fidelity: {}, coalitions: 0, complete: false };
  return { players, outputs, additive: true, ...known, ...NOTHING_LEARNT };
}

/** A Shapley attribution: additive, with everything else as found. */
export const shapleyAttribution = (
  context: Pick<ExplainerContext, 'players' | 'outputs'>,
  found: Found,
): Attribution => ({
  players: context.players,
  outputs: context.outputs,
  additive: true,
  ...found,
});
