import { gaussLegendre } from '../../../src/numerics/gauss-legendre.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import type { WideGame } from './terms.ts';

const LEVELS = [-2, -1, 0, 1, 2, 3];
const UNITS = 4;
const NODES = 48;
/** Probabilities below this are left out. */
const TINY = 1e-13;

/**
 * A sum of tanh units that all players feed, with whole-number weights. A player's value is the
 * mean of its contribution over p from 0 to 1 where every other player takes part with chance p
 * (Owen 1972); it depends on the player's weights alone.
 */
export function unitsGame(players: number): WideGame {
  const random = createRandom(4000 + players);
  const shapley = new Float64Array(players);
  const units = Array.from({ length: UNITS }, () => {
    const weights = Int32Array.from({ length: players }, () => LEVELS[random.integer(LEVELS.length)]);
    const scale = 1.2 * Math.sqrt(2 * players);
    const start = 0.5 * scale * random.normal() - weights.reduce((sum, w) => sum + w, 0) / 2;
    return { weights, output: random.normal(), worth: (sum: number) => Math.tanh((sum + start) / scale) };
  });
  for (const { weights, output, worth } of units) {
    const counts = LEVELS.map((level) => weights.reduce((count, w) => count + (w === level ? 1 : 0), 0));
    const values = LEVELS.map((level, at) => {
      const others = counts.map((count, i) => (i === at ? count - 1 : count));
      return level === 0 || counts[at] === 0 ? 0 : meanOverChances((p) => meanStep(others, p, level, worth));
    });
    for (const [player, weight] of weights.entries()) shapley[player] += output * values[LEVELS.indexOf(weight)];
  }
  return {
    name: `tanh units of all ${players}`,
    players,
    shapley,
    value: ({ bits, words, count }) =>
      Float64Array.from({ length: count }, (_, row) => {
        const sums = new Float64Array(UNITS);
        for (let player = 0; player < players; player++)
          if ((bits[row * words + (player >> 5)] >>> (player & 31)) & 1)
            for (let u = 0; u < UNITS; u++) sums[u] += units[u].weights[player];
        return units.reduce((sum, { output, worth }, u) => sum + output * worth(sums[u]), 0);
      }),
  };
}

function meanOverChances(of: (p: number) => number): number {
  const { nodes, weights } = gaussLegendre(NODES);
  return nodes.reduce((sum, p, i) => sum + weights[i] * of(p), 0);
}

/** Mean of worth(sum + own) − worth(sum) where players of each level take part with chance p. */
function meanStep(counts: readonly number[], p: number, own: number, worth: (sum: number) => number): number {
  let chances = Float64Array.of(1);
  let low = 0;
  for (const [i, level] of LEVELS.entries()) {
    if (level === 0 || counts[i] === 0) continue;
    const own = binomial(counts[i], p);
    const taken = Array.from(own.keys()).filter((k) => own[k] >= TINY);
    const sums = taken.map((k) => k * level);
    const least = Math.min(...sums);
    const next = new Float64Array(chances.length + Math.max(...sums) - least);
    for (const k of taken)
      for (let at = 0; at < chances.length; at++) next[at + k * level - least] += own[k] * chances[at];
    chances = next;
    low += least;
  }
  return chances.reduce((sum, chance, at) => sum + chance * (worth(low + at + own) - worth(low + at)), 0);
}

function binomial(n: number, p: number): Float64Array {
  let choices = 0; // the logarithm of n choose k
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) choices += Math.log((n - k + 1) / k);
    return Math.exp(choices + k * Math.log(p) + (n - k) * Math.log1p(-p));
  });
}
