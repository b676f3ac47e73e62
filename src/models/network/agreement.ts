import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';

/**
 * How far values may lie from the runtime's, by their usual size: what rounding in single precision
 * leaves, with room to spare.
 */
const AGREEMENT = 1e-5;

/**
 * Coalitions that show whether values agree: by turns each player comes to the background, and the
 * player who changes the most is alone, and is the only one absent. What is wrong where a large
 * change is taken off again, which leaves its rounding, is wrong there.
 */
export function tellingCoalitions(players: number, widest: number): Coalitions {
  const found = coalitionsOf(players, 5);
  for (let player = 0; player < players; player++) {
    add(found, player % 3, player);
    add(found, player === widest ? 3 : 4, player);
  }
  return found;
}

/**
 * Whether values, coalitions × outputs, are the right ones. Each is compared by its own size, or by
 * one that its output has in all of them but one: a value may be near 0 by chance, and a single
 * large one says nothing of others. Probabilities (`bounded`) are compared by 1.
 */
export function isAgreed(own: Float64Array, right: Float64Array, outputs: number, bounded: boolean): boolean {
  for (let output = 0; output < outputs; output++) {
    const of = (values: Float64Array) => values.filter((_, at) => at % outputs === output);
    const [found, wanted] = [of(own), of(right)];
    const usual = wanted.map(Math.abs).sort()[Math.min(1, wanted.length - 1)];
    const isNear = (value: number, at: number): boolean =>
      Math.abs(found[at] - value) <= AGREEMENT * (bounded ? 1 : Math.max(usual, Math.abs(value)));
    if (!wanted.every(isNear)) return false;
  }
  return true;
}
