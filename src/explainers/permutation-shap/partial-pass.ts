import { moderatedFactor } from '../../numerics/student-t.ts';

/** The first steps of an order of m players, walked both ways. */
export interface Steps {
  readonly order: Int32Array;
  /** Players whose step is known: fewer than m. */
  readonly reached: number;
  /**
   * Half of (set − complement) after so many steps, for an output: each step's change is the mean
   * of the forward and the reverse contribution.
   */
  half(steps: number, output: number): number;
}

/**
 * Values and errors (K × m) from the first steps of one order: its contribution for each player
 * that it reached, and equal shares of what is left for the others.
 *
 * One contribution says nothing about its own spread. A player's error is taken to be as large as
 * contributions are, root mean square, what is left counting as one more: they differ by the
 * players as well as by chance, so this is rather too much. What is left may belong to one of the
 * others alone, which their error allows for. Errors are null where nothing has changed anything
 * yet.
 */
export function partialPass({ order, reached, half }: Steps, outputs: number) {
  const m = order.length;
  const others = m - reached;
  const factor = moderatedFactor(reached + 1);
  const values = new Float64Array(outputs * m);
  const errors = new Float64Array(outputs * m);
  for (let k = 0; k < outputs; k++) {
    let squares = 0;
    for (let place = 0; place < reached; place++) {
      const change = half(place + 1, k) - half(place, k);
      values[k * m + order[place]] = change;
      squares += change * change;
    }
    // The last step ends where the first begins, with the other sign.
    const left = -half(0, k) - half(reached, k);
    const size = (squares + left * left) / (reached + 1);
    for (let place = 0; place < m; place++) {
      const at = k * m + order[place];
      if (place >= reached) values[at] = left / others;
      errors[at] = factor * Math.sqrt(place < reached ? size : size + (left * left) / others);
    }
  }
  return { values, standardErrors: errors.every((error) => error > 0) ? errors : null };
}
