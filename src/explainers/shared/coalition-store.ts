import { add, addAll, type Coalitions, coalitionsOf, wordsFor } from '../../games/coalitions.ts';
import { memberWeights } from './member-weights.ts';

/** Slots of the coalitions that are always there. */
export const NOBODY = 0;
export const EVERYBODY = 1;

/**
 * Coalitions of m players, each asked for once however often it is needed. A coalition has a slot
 * from the first time it is wanted; slots are asked for in their order, and values come in that
 * order.
 */
export interface CoalitionStore {
  /** Inner coalitions there are: 2^m − 2. */
  readonly total: number;
  /** Slots given out, the empty and the full coalition included. */
  size(): number;
  /** Inner coalitions whose values are here. */
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
  /** K outputs' value in a slot. */
  value(slot: number, output: number): number;
  /**
   * Once everything was received: Shapley values up to a remainder that is the same for all
   * players, K × m.
   */
  enumerated(): Float64Array;
}

/** Sets there are of m players, 2^m. */
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
  const everybody = new Uint32Array(words);
  for (let j = 0; j < m; j++) everybody[j >> 5] |= 1 << (j & 31);
  give(new Uint32Array(words));
  // With no players the two ends are the same set here, but not for the idle players: the slot is
  // made all the same.
  give(everybody);
  const holds = (slot: number, j: number): boolean => ((bits[slot * words + (j >> 5)] >>> (j & 31)) & 1) === 1;

  return {
    total: Math.max(0, subsetsOf(m) - 2),
    size: () => bits.length / words,
    received: () => known - 2,
    slot: (set) => slots.get(keyOf(set)) ?? give(set),
    issue(to, players, active) {
      const coalitions = coalitionsOf(players, to - issued);
      for (let slot = issued; slot < to; slot++) {
        if (slot === EVERYBODY) addAll(coalitions, slot - issued);
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
    enumerated() {
      const weights = memberWeights(m);
      const sums = new Float64Array(outputs * m);
      for (let slot = EVERYBODY + 1; slot < known; slot++) {
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
