import { type Coalitions, coalitionsOf } from '../../../src/games/coalitions.ts';
import type { Game } from './case.ts';

/**
 * A game of up to 32 players that remembers its values, because many coalitions are asked for by
 * several estimators and budgets.
 */
export interface Remembering extends Game {
  forget(): void;
}

export function remembering(game: Game): Remembering {
  const { players, outputs } = game;
  if (players > 32) return { ...game, forget: () => {} };
  let known = new Map<number, Float64Array>();
  return {
    ...game,
    async answer(coalitions) {
      const missing = [...new Set(coalitions.bits)].filter((bits) => !known.has(bits));
      if (missing.length > 0) {
        const asked: Coalitions = {
          ...coalitionsOf(players, 0),
          count: missing.length,
          bits: Uint32Array.from(missing),
        };
        const found = await game.answer(asked);
        missing.forEach((bits, i) => {
          known.set(bits, found.slice(i * outputs, (i + 1) * outputs));
        });
      }
      const values = new Float64Array(coalitions.count * outputs);
      coalitions.bits.forEach((bits, row) => {
        values.set(known.get(bits) as Float64Array, row * outputs);
      });
      return values;
    },
    /** The values of small games are all kept. */
    forget() {
      if (known.size > 2 ** 16) known = new Map();
    },
  };
}
