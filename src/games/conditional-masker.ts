import { precisionOf, roomLike } from '../numerics/numbers.ts';
import { createRandom } from '../numerics/random.ts';
import { type Coalitions, has } from './coalitions.ts';
import { copulaDraws } from './copula-draws.ts';
import type { ConditionalGame, Masker } from './game.ts';
import { nearestDraws } from './nearest-rows.ts';

/**
 * Conditional masking: a coalition's rows hold the instance's values in the present columns, and in
 * the absent ones what is drawn given these (Aas, Jullum and Løland, Artificial Intelligence 298,
 * 2021). Each coalition has its own stream of random numbers, so that its rows do not depend on
 * which others are asked for, nor in which order.
 */
export function conditionalMasker(game: ConditionalGame): Masker {
  const { players, instance, playerOf, background, imputer, seed } = game;
  const { columns } = background;
  const draws = imputer.kind === 'gaussian-copula' ? copulaDraws(game, imputer) : nearestDraws(game, imputer);
  const { rows } = draws;
  const streams = createRandom(seed);
  const present = new Uint8Array(columns);
  const drawn = new Float64Array(rows * columns);
  const made = roomLike(background.data, rows * columns);
  /** The coalition that `made` holds: its rows may be asked for in several parts. */
  let latest: string | null = null;

  function make(coalitions: Coalitions, coalition: number): void {
    const label = labelOf(coalitions, coalition);
    if (label === latest) return;
    for (let column = 0; column < columns; column++)
      present[column] = has(coalitions, coalition, playerOf[column]) ? 1 : 0;
    draws.fill(present, streams.fork(label), drawn);
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, at++)
        made[at] = present[column] === 1 ? instance[column] : drawn[at];
    latest = label;
  }

  return {
    players,
    rowsPerCoalition: rows,
    columns,
    precision: precisionOf(background.data),
    write(coalitions, from, to, target) {
      for (let row = from, at = 0; row < to; ) {
        const coalition = Math.floor(row / rows);
        const first = row - coalition * rows;
        const last = Math.min(rows, first + to - row);
        make(coalitions, coalition);
        target.set(made.subarray(first * columns, last * columns), at);
        at += (last - first) * columns;
        row += last - first;
      }
    },
  };
}

/** A coalition in hexadecimal digits: the name of its stream. */
function labelOf({ bits, words }: Coalitions, coalition: number): string {
  let label = 'draws';
  for (let word = 0; word < words; word++) label += ` ${bits[coalition * words + word].toString(16)}`;
  return label;
}
