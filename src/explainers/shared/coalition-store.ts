import { add, addAll, type Coalitions, coalitionsOf, wordsFor } from '../../games/coalitions.ts';
import { memberWeights } from './member-weights.ts';

/** Slot of the full coalition; that of the empty one is 0. */
export const FULL = 1;

/**
 * Coalitions of m players, each asked for once however often it is needed. A coalition has a slot
 * from the first time it is wanted; slots are asked for in their order, and values come in that
 * order.
 */
export interface CoalitionStore {
  /** Number of inner coalitions: 2^m − 2. */
  readonly total: number;
  /** Slots given out, the empty and the full coalition included. */
  size(): number;
  /** Number of inner coalitions whose values are known. */
  received(): number;
  /** The slot of the coalition with these bits (`wordsFor(m)` words over the m players). */
  slot(bits: Uint32Array): number;
  /**
   * The coalitions of the slots below `to` that were not issued before, over all players; `active`
   * places the m players.
   */
  issue(to: number, players: number, active: Int32Array): Coalitions;
  /** Takes in the values of an issue, count × K; issues are answered in order. */
  receive(values: Float64Array): void;
  /** An output's value in a slot. */
  value(slot: number, output: number): number;
  /** K values each of the empty and the full coalition. */
  ends(): { readonly base: Float64Array; readonly prediction: Float64Array };
  /**
   * Once everything was received: Shapley values up to a remainder that is the same for all
   * players, K × m.
   */
  enumerated(): Float64Array;
}

/** Number of sets of m players, 2^m. */
export function subsetsOf(m: number): number {
  let subsets = 1;
  for (let j = 0; j < m; j++) subsets *= 2;
  return subsets;
}

export function coalitionStore(m: number, outputs: number): CoalitionStore {
  const words = wordsFor(m);
  const slots = new Map<number | string, number>();
  const bits: number[] = [];
  let values = new Float64Array(256 * outputs);
  let issued = 0;
  let known = 0;

  const keyOf = (set: Uint32Array): number | string => (words === 1 ? set[0] : set.join());
  const give = (set: Uint32Array): number => {
    const slot = bits.length / words;
    for (const word of set) bits.push(word);
    slots.set(keyOf(set), slot);
    return slot;
  };
  const full = new Uint32Array(words);
  for (let j = 0; j < m; j++) full[j >> 5] |= 1 << (j & 31);
  give(new Uint32Array(words));
  // Without active players both are the same set here, but idle players tell them apart, so each
  // has a slot.
  give(full);
  const holds = (slot: number, j: number): boolean => ((bits[slot * words + (j >> 5)] >>> (j & 31)) & 1) === 1;

  return {
    total: Math.max(0, subsetsOf(m) - 2),
    size: () => bits.length / words,
    received: () => known - 2,
    slot: (set) => slots.get(keyOf(set)) ?? give(set),
    issue(to, players, active) {
      const coalitions = coalitionsOf(players, to - issued);
      for (let slot = issued; slot < to; slot++) {
        if (slot === FULL) addAll(coalitions, slot - issued);
        else for (let j = 0; j < m; j++) if (holds(slot, j)) add(coalitions, slot - issued, active[j]);
      }
      issued = to;
      return coalitions;
    },
    receive(received) {
      const end = known * outputs + received.length;
      if (end > values.length) {
        const larger = new Float64Array(2 * end);
        larger.set(values);
        values = larger;
      }
      values.set(received, known * outputs);
      known = end / outputs;
    },
    value: (slot, output) => values[slot * outputs + output],
    ends: () => ({ base: values.slice(0, outputs), prediction: values.slice(outputs, 2 * outputs) }),
    enumerated() {
      const weights = memberWeights(m);
      const sums = new Float64Array(outputs * m);
      for (let slot = FULL + 1; slot < known; slot++) {
        let size = 0;
        for (let j = 0; j < m; j++) if (holds(slot, j)) size += 1;
        for (let k = 0; k < outputs; k++) {
          const part = weights[size] * (values[slot * outputs + k] - values[k]);
          for (let j = 0; j < m; j++) if (holds(slot, j)) sums[k * m + j] += part;
        }
      }
      return sums;
    },
  };
}
