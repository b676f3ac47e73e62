import { createRandom } from '../../../src/numerics/random.ts';
import type { Index, JointGame } from '../../unit/support/joint-games.ts';

const HIDDEN = [16, 8];
const BACKGROUND = 8;
/** Coalitions at which the reference looks at every pair. */
const DRAWS = 3000;

/** A network of two hidden layers on a row and its background, with a converged reference. */
export function networkGame(players: number, seed: number, of: (x: number) => number): JointGame {
  const random = createRandom(seed);
  const layer = (inputs: number, units: number, scale: number) =>
    Array.from({ length: units }, () => ({
      bias: 0.5 * random.normal(),
      weights: Float64Array.from({ length: inputs }, () => (scale * random.normal()) / Math.sqrt(inputs)),
    }));
  const importance = Float64Array.from({ length: players }, () => Math.exp(0.7 * random.normal()));
  const first = layer(players, HIDDEN[0], 2);
  for (const { weights } of first) for (let j = 0; j < players; j++) weights[j] *= importance[j];
  const second = layer(HIDDEN[0], HIDDEN[1], 2);
  const last = layer(HIDDEN[1], 1, 1)[0];
  const draw = () => Float64Array.from({ length: players }, random.normal);
  const row = draw();
  const others = Array.from({ length: BACKGROUND }, draw);
  const start = new Float64Array(BACKGROUND * HIDDEN[0]);
  const step = new Float64Array(players * start.length);
  others.forEach((other, b) => {
    first.forEach(({ bias, weights }, h) => {
      start[b * HIDDEN[0] + h] = weights.reduce((sum, w, j) => sum + w * other[j], bias);
      for (let j = 0; j < players; j++) step[j * start.length + b * HIDDEN[0] + h] = weights[j] * (row[j] - other[j]);
    });
  });
  const answer = (sums: Float64Array): number => {
    let mean = 0;
    for (let b = 0; b < BACKGROUND; b++) {
      const hidden = Float64Array.from({ length: HIDDEN[0] }, (_, h) => of(sums[b * HIDDEN[0] + h]));
      let out = last.bias;
      second.forEach(({ bias, weights }, u) => {
        let sum = bias;
        for (let h = 0; h < HIDDEN[0]; h++) sum += weights[h] * hidden[h];
        out += last.weights[u] * of(sum);
      });
      mean += out / BACKGROUND;
    }
    return mean;
  };
  const sumsOf = (z: Uint8Array): Float64Array => {
    const sums = start.slice();
    for (let j = 0; j < players; j++)
      if (z[j]) for (let i = 0; i < sums.length; i++) sums[i] += step[j * sums.length + i];
    return sums;
  };
  const kept = new Map<Index, Float64Array>();
  return {
    players,
    outputs: 1,
    value: (z) => [answer(sumsOf(z))],
    together(index, [i, j]) {
      const found = kept.get(index) ?? reference(index);
      kept.set(index, found);
      return found[i * players + j];
    },
  };

  /**
   * Means over coalitions drawn evenly over the chances of taking part; players flipped one and two
   * at a time.
   */
  function reference(index: Index): Float64Array {
    const draws = createRandom(seed).fork('reference');
    const pairs = new Float64Array(players * players);
    const at = new Float64Array(start.length);
    let all = 0;
    for (let d = 0; d < DRAWS; d++) {
      const u = (d + draws.uniform()) / DRAWS;
      const weight = index === 'shapley' ? 1 : 6 * u * (1 - u);
      all += weight;
      const z = Uint8Array.from({ length: players }, () => (draws.uniform() < u ? 1 : 0));
      const sums = sumsOf(z);
      const whole = answer(sums);
      const flipped = (...some: number[]): number => {
        at.set(sums);
        for (const p of some) for (let i = 0; i < at.length; i++) at[i] += (z[p] ? -1 : 1) * step[p * at.length + i];
        return answer(at);
      };
      const one = Float64Array.from({ length: players }, (_, p) => flipped(p));
      for (let j = 1; j < players; j++)
        for (let i = 0; i < j; i++)
          pairs[i * players + j] += weight * (z[i] === z[j] ? 1 : -1) * (whole - one[i] - one[j] + flipped(i, j));
    }
    for (let j = 1; j < players; j++)
      for (let i = 0; i < j; i++) pairs[j * players + i] = pairs[i * players + j] /= all;
    return pairs;
  }
}
