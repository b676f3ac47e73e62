import type { ExplainerContext } from '../../../../src/explainers/explainer.ts';
import { leastSquares } from './least-squares.ts';
import { bothOf, halvesOf, leveragePairs, type WeightedPair } from './leverage-pairs.ts';
import type { Asking, Ends } from './rival.ts';

/** Pairs for each interaction that is fitted. */
const PAIRS_EACH = 8;
/** Interactions are looked for this often, each time in what is left. */
const ROUNDS = 3;

/**
 * Leverage SHAP (Musco and Witter 2025): regression on paired coalitions of leverage-score
 * sampling.
 */
export function* leverageShap(context: ExplainerContext, ends: Ends): Asking {
  return yield* oddRegression(context, ends, 0);
}

/**
 * OddSHAP (Fumagalli, Witter and Musco 2026): as Leverage SHAP, with odd interactions in the Fourier
 * basis, which are all that Shapley values depend on. The paper finds them with boosted trees; here
 * they are interactions of three players that go furthest with what is left.
 */
export function* oddShap(context: ExplainerContext, ends: Ends): Asking {
  return yield* oddRegression(context, ends, ROUNDS);
}

function* oddRegression(context: ExplainerContext, { base, full }: Ends, rounds: number): Asking {
  const { players: m, outputs, samples, random } = context;
  const pairs = leveragePairs(m, Math.floor(samples / 2), random);
  const halves = halvesOf(yield bothOf(m, pairs));
  const signs = signsOf(m, pairs);
  const weights = Float64Array.from(pairs, ({ weight }) => weight);
  const values = new Float64Array(outputs * m);
  for (let k = 0; k < outputs; k++) {
    const total = full[k] - base[k];
    const g = Float64Array.from(pairs, (_, row) => halves[row * outputs + k]);
    const terms: (readonly number[])[] = Array.from({ length: m }, (_, j) => [j]);
    let found = fitted(signs, { m, terms, weights }, { g, total });
    const wanted = m < 3 ? 0 : Math.floor(pairs.length / PAIRS_EACH);
    for (let round = 0; round < rounds && terms.length < m + wanted; round++) {
      const more = Math.ceil((m + wanted - terms.length) / (rounds - round));
      terms.push(...strongest(signs, { m, terms, weights }, found.left, more));
      found = fitted(signs, { m, terms, weights }, { g, total });
    }
    terms.forEach((members, t) => {
      for (const j of members) values[k * m + j] += (2 * found.coefficients[t]) / members.length;
    });
  }
  return values;
}

interface Model {
  readonly m: number;
  readonly terms: readonly (readonly number[])[];
  readonly weights: Float64Array;
}

function signsOf(m: number, pairs: readonly WeightedPair[]): Float64Array {
  const signs = new Float64Array(pairs.length * m).fill(-1);
  for (const [row, { members }] of pairs.entries()) for (const j of members) signs[row * m + j] = 1;
  return signs;
}

/**
 * Coefficients of the terms, which sum to half of what the values sum to, and what is left of g.
 * The last term is the others' difference to that sum.
 */
function fitted(
  signs: Float64Array,
  { m, terms, weights }: Model,
  { g, total }: { readonly g: Float64Array; readonly total: number },
): { coefficients: Float64Array; left: Float64Array } {
  const count = weights.length;
  const all = new Float64Array(count * terms.length);
  for (let row = 0; row < count; row++)
    for (const [t, members] of terms.entries())
      all[row * terms.length + t] = members.reduce((product, j) => product * signs[row * m + j], 1);
  // c = mean + deviations that sum to 0: a soft equation of great weight keeps them there.
  const width = terms.length;
  const share = total / 2 / m;
  const design = new Float64Array((count + 1) * width).fill(1);
  design.set(all);
  const right = new Float64Array(count + 1);
  let size = 0;
  for (let row = 0; row < count; row++) {
    right[row] = g[row];
    for (let j = 0; j < m; j++) right[row] -= share * all[row * width + j];
    size += weights[row];
  }
  const found = leastSquares({ design, width, weights: Float64Array.of(...weights, 100 * size) }, right);
  // What the soft equation leaves open is shared out.
  const open = found.reduce((sum, c) => sum + c, 0) / m;
  const coefficients = found.map((c, t) => (t < m ? c + share - open : c));
  const left = Float64Array.from(g, (value, row) => {
    let rest = value;
    for (let t = 0; t < width; t++) rest -= coefficients[t] * all[row * width + t];
    return rest;
  });
  return { coefficients, left };
}

/** The interactions of three that correlate most with what is left. */
function strongest(
  signs: Float64Array,
  { m, terms, weights }: Model,
  left: Float64Array,
  count: number,
): (readonly number[])[] {
  const had = new Set(terms.map((members) => members.join()));
  const found: { members: number[]; pull: number }[] = [];
  for (let a = 0; a < m; a++)
    for (let b = a + 1; b < m; b++) {
      const two = left.map((rest, row) => rest * weights[row] * signs[row * m + a] * signs[row * m + b]);
      for (let c = b + 1; c < m; c++) {
        let pull = 0;
        for (let row = 0; row < two.length; row++) pull += two[row] * signs[row * m + c];
        const members = [a, b, c];
        if (!had.has(members.join())) found.push({ members, pull: Math.abs(pull) });
      }
    }
  found.sort((one, other) => other.pull - one.pull);
  return found.slice(0, count).map(({ members }) => members);
}
