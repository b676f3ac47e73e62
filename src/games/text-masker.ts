import { has } from './coalitions.ts';
import type { Masker, TextGame } from './game.ts';

/** Marks an empty place of a row, which the model is told to ignore. */
export const NO_TOKEN = -1;

/**
 * A row holds a token's id in each place. The tokens of absent players are replaced by the mask
 * token, leave their places empty, or are removed so that the rest moves up.
 */
export function textMasker(game: TextGame): Masker {
  const { players, ids, playerOf, absent, mask, columns, padding } = game;
  const present = new Uint8Array(players);
  const kept = new Float32Array(ids.length);

  return {
    players,
    rowsPerCoalition: 1,
    columns,
    precision: 'float32',
    write(coalitions, from, to, target) {
      for (let row = from, at = 0; row < to; row++, at += columns) {
        for (let player = 0; player < players; player++) present[player] = has(coalitions, row, player) ? 1 : 0;
        let length = 0;
        for (let i = 0; i < ids.length; i++) {
          const here = playerOf[i] < 0 || present[playerOf[i]] === 1;
          if (here) kept[length++] = ids[i];
          else if (absent !== 'remove') kept[length++] = absent === 'mask' ? mask : NO_TOKEN;
        }
        target.fill(NO_TOKEN, at, at + columns);
        target.set(kept.subarray(0, length), padding === 'left' ? at + columns - length : at);
      }
    },
  };
}
