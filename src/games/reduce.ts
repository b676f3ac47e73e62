import { logit } from '../numerics/math.ts';
import type { Link, TabularGame } from './game.ts';

/**
 * Values of coalitions: means of the model's outputs over each coalition's rows, in float64 and in
 * row order, then the link. `values` holds [coalitions × rows, outputs], `selected` the outputs
 * wanted; returns [coalitions × selected].
 */
export function meanOverBackground(
  values: Float32Array | Float64Array,
  rows: number,
  outputs: number,
  selected: readonly number[],
  link: Link,
): Float64Array {
  const coalitions = values.length / (rows * outputs);
  const wanted = selected.length;
  const means = new Float64Array(coalitions * wanted);
  let start = 0;
  for (let coalition = 0; coalition < coalitions; coalition++, start += rows * outputs) {
    for (let k = 0; k < wanted; k++) {
      let sum = 0;
      for (let at = start + selected[k], end = start + rows * outputs; at < end; at += outputs) sum += values[at];
      const mean = sum / rows;
      means[coalition * wanted + k] = link === 'logit' ? logit(mean) : mean;
    }
  }
  return means;
}

/**
 * Players whose columns equal every background row's: whether they are present changes nothing. NaN
 * equals NaN.
 */
export function idlePlayers(game: TabularGame): boolean[] {
  const idle = new Array<boolean>(game.players).fill(true);
  const { count, columns, data } = game.background;
  for (let column = 0; column < columns; column++) {
    const player = game.playerOf[column];
    const own = game.instance[column];
    for (let row = 0; row < count && idle[player]; row++) {
      const other = data[row * columns + column];
      if (own !== other && !(Number.isNaN(own) && Number.isNaN(other))) idle[player] = false;
    }
  }
  return idle;
}
