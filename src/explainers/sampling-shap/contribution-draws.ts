import { wordsFor } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import type { CoalitionStore } from '../shared/coalition-store.ts';

/** A drawn pair of a player's contributions, `joined` − `before` each, as slots of a store. */
export interface Draw {
  readonly player: number;
  readonly slots: readonly [joined: number, before: number, joined: number, before: number];
}

/** Contributions of single players to random sets of others, and their means so far. */
export interface ContributionDraws {
  /** m: draws read of each player. */
  readonly counts: Int32Array;
  /** K × m: their means. */
  readonly mean: Float64Array;
  /** K × m: their sums of squared differences from the mean. */
  readonly spread: Float64Array;
  /** A player's next draw; each player has a sequence of its own. */
  draw(player: number): Draw;
  /** Puts a draw among those to be read. */
  keep(draw: Draw): void;
  /** Reads the draws kept, once the store has their values. */
  read(): void;
}

/**
 * Draws with the weights of the Shapley value: the number of predecessors is uniform, the set
 * uniform among those of its size. Each draw is the mean of the contributions to that set and to
 * the rest of the others (antithetic).
 */
export function contributionDraws(
  m: number,
  outputs: number,
  store: CoalitionStore,
  random: Random,
): ContributionDraws {
  const words = wordsFor(m);
  const streams = Array.from({ length: m }, (_, j) => random.fork(`player ${j}`));
  const deck = Int32Array.from({ length: m }, (_, j) => j);
  const counts = new Int32Array(m);
  const mean = new Float64Array(outputs * m);
  const spread = new Float64Array(outputs * m);
  let kept: Draw[] = [];

  return {
    counts,
    mean,
    spread,
    draw(player) {
      const stream = streams[player];
      const set = new Uint32Array(words);
      const rest = new Uint32Array(words);
      // The deck starts in order, so that a player's sequence does not depend on the others'.
      for (let j = 0; j < m; j++) deck[j] = j;
      deck[player] = m - 1;
      const size = stream.integer(m);
      for (let i = 0; i < m - 1; i++) {
        if (i < size) {
          const other = i + stream.integer(m - 1 - i);
          const held = deck[i];
          deck[i] = deck[other];
          deck[other] = held;
        }
        const target = i < size ? set : rest;
        target[deck[i] >> 5] |= 1 << (deck[i] & 31);
      }
      const alone = [store.slot(set), store.slot(rest)];
      set[player >> 5] |= 1 << (player & 31);
      rest[player >> 5] |= 1 << (player & 31);
      return { player, slots: [store.slot(set), alone[0], store.slot(rest), alone[1]] };
    },
    keep: (draw) => kept.push(draw),
    read() {
      for (const { player, slots } of kept) {
        counts[player] += 1;
        for (let k = 0; k < outputs; k++) {
          const first = store.value(slots[0], k) - store.value(slots[1], k);
          const second = store.value(slots[2], k) - store.value(slots[3], k);
          const at = k * m + player;
          const off = (first + second) / 2 - mean[at];
          mean[at] += off / counts[player];
          spread[at] += off * ((first + second) / 2 - mean[at]);
        }
      }
      kept = [];
    },
  };
}
