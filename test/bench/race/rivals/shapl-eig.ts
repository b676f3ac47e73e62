import type { ExplainerContext } from '../../../../src/explainers/explainer.ts';
import { shapleyFunctional } from '../../../../src/explainers/gp-shap/functional.ts';
import { type Prior, signRows } from '../../../../src/explainers/gp-shap/kernel.ts';
import { choose } from '../../../../src/explainers/kernel-shap/combinations.ts';
import { add, coalitionsOf } from '../../../../src/games/coalitions.ts';
import { factorInPlace, solveLower, solveUpper } from '../../../../src/numerics/large-cholesky.ts';
import type { Random } from '../../../../src/numerics/random.ts';
import type { Asking, Ends } from './rival.ts';

/** Coalitions at random that the next ones are chosen from. */
const CANDIDATES = 128;
/** Coalitions that the process is fitted to. */
const LEARNT = 128;
/** How much a player takes part in interactions, and noise in units of the variance: what is tried. */
const RHOS = [0.01, 0.03, 0.1, 0.2, 0.35, 0.5];
const NOISES = [1e-6, 1e-3];

interface Process {
  readonly rho: number;
  readonly noise: number;
}

/**
 * ShaplEIG (Rodemann et al. 2025): a Gaussian process on the game's values, whose next coalitions
 * are those with the greatest expected information about the Shapley values jointly, greedily and
 * a few at a time. Its kernel, Π (1 + ρ s_j) with s_j = ±1 where two coalitions agree or not, is
 * the game's Walsh expansion with one relevance for all players.
 */
export function* shaplEig(context: ExplainerContext, { base, full }: Ends): Asking {
  const { players: m, outputs, samples, random } = context;
  const budget = Math.min(samples, 2 ** m - 2);
  const everyone = Array.from({ length: m }, (_, j) => j);
  const sets: (readonly number[])[] = [[], everyone];
  const known = new Set(sets.map((set) => set.join()));
  const values: number[] = [...base, ...full];
  const take = (chosen: readonly (readonly number[])[]): void => {
    sets.push(...chosen);
    for (const set of chosen) known.add(set.join());
  };
  const draw = (count: number, label: string): number[][] => draws(m, count, known, random.fork(label));

  const first = draw(Math.min(budget, Math.max(8, Math.min(2 * m, budget >> 1))), 'first');
  values.push(...(yield first));
  take(first);
  let process = likeliest(m, sets, values, outputs);
  while (sets.length - 2 < budget) {
    const candidates = draw(CANDIDATES, `candidates ${sets.length}`);
    if (candidates.length === 0) break;
    const count = Math.min(budget - sets.length + 2, Math.max(4, sets.length >> 2));
    const chosen = informative(m, sets, candidates, process, count);
    values.push(...(yield chosen));
    take(chosen);
    process = likeliest(m, sets, values, outputs);
  }
  return posteriorOf(m, sets, values, process, outputs);
}

/** Distinct coalitions that are not known, each size as likely as any other. */
function draws(m: number, count: number, known: ReadonlySet<string>, random: Random): number[][] {
  const found = new Map<string, number[]>();
  for (let tries = 0; found.size < count && tries < 20 * count; tries++) {
    const players = Array.from({ length: m }, (_, j) => j);
    const set = random
      .shuffle(players)
      .slice(0, 1 + random.integer(m - 1))
      .sort((a, b) => a - b);
    const key = set.join();
    if (!known.has(key)) found.set(key, set);
  }
  return [...found.values()];
}

const signsOf = (m: number, sets: readonly (readonly number[])[]): Int8Array => {
  const signs = new Int8Array(sets.length * m).fill(-1);
  for (const [row, set] of sets.entries()) for (const j of set) signs[row * m + j] = 1;
  return signs;
};

/** Kernel by the number of players on which two coalitions differ, 1 where they are equal. */
const kernelOf = (m: number, rho: number): Float64Array =>
  Float64Array.from({ length: m + 1 }, (_, differ) => ((1 - rho) / (1 + rho)) ** differ);

function gram(m: number, a: Int8Array, b: Int8Array, kernel: Float64Array): Float64Array {
  const [rows, columns] = [a.length / m, b.length / m];
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < columns; k++) {
      let differ = 0;
      for (let j = 0; j < m; j++) if (a[i * m + j] !== b[k * m + j]) differ += 1;
      result[i * columns + k] = kernel[differ];
    }
  return result;
}

function factorOf(m: number, sets: readonly (readonly number[])[], { rho, noise }: Process): Float64Array | null {
  const signs = signsOf(m, sets);
  const lower = gram(m, signs, signs, kernelOf(m, rho));
  for (let i = 0; i < sets.length; i++) lower[i * sets.length + i] += noise;
  return factorInPlace(lower, sets.length) ? lower : null;
}

/** Values less their mean, K × n. */
function centred(values: readonly number[], outputs: number): Float64Array {
  const n = values.length / outputs;
  const y = new Float64Array(values.length);
  for (let k = 0; k < outputs; k++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += values[i * outputs + k] / n;
    for (let i = 0; i < n; i++) y[k * n + i] = values[i * outputs + k] - mean;
  }
  return y;
}

/** The process under which the values are likeliest, each output with its own scale. */
function likeliest(m: number, sets: readonly (readonly number[])[], values: number[], outputs: number): Process {
  // Some coalitions say as much about two numbers as all of them.
  const some = sets.slice(0, LEARNT);
  const y = centred(values.slice(0, some.length * outputs), outputs);
  let best: Process = { rho: RHOS[0], noise: NOISES[1] };
  let most = Number.NEGATIVE_INFINITY;
  for (const rho of RHOS)
    for (const noise of NOISES) {
      const lower = factorOf(m, some, { rho, noise });
      if (lower === null) continue;
      const white = y.slice();
      solveLower(lower, some.length, white, outputs);
      let value = 0;
      for (let i = 0; i < some.length; i++) value -= outputs * Math.log(lower[i * some.length + i]);
      for (let k = 0; k < outputs; k++) {
        let sum = 1e-300;
        for (let i = 0; i < some.length; i++) sum += white[k * some.length + i] ** 2;
        value -= (some.length / 2) * Math.log(sum);
      }
      if (value > most) [most, best] = [value, { rho, noise }];
    }
  return best;
}

/** Covariance of each player's value with the game at sets, m × sets. */
function covariances(m: number, sets: readonly (readonly number[])[], rho: number): Float64Array {
  const coalitions = coalitionsOf(m, sets.length);
  for (const [row, set] of sets.entries()) for (const j of set) add(coalitions, row, j);
  const prior: Prior = {
    parity: 'odd',
    low: new Float64Array(m),
    white: 0,
    components: [{ weight: (1 + rho) ** -m, t: new Float64Array(m).fill(rho) }],
  };
  return shapleyFunctional(signRows(m, [coalitions], false), prior).covariance;
}

/** Covariance of the Shapley values beforehand, m × m. */
function ownCovariance(m: number, rho: number): Float64Array {
  const weight = (1 + rho) ** -m;
  let [same, other] = [0, 0];
  for (let size = 1; size <= m; size += 2) {
    const each = (4 * weight * rho ** size) / (size * size);
    same += choose(m - 1, size - 1) * each;
    other += choose(m - 2, size - 2) * each;
  }
  return Float64Array.from({ length: m * m }, (_, i) => (Math.floor(i / m) === i % m ? same : other));
}

function posteriorOf(
  m: number,
  sets: readonly (readonly number[])[],
  values: number[],
  process: Process,
  outputs: number,
): Float64Array {
  const n = sets.length;
  const lower = factorOf(m, sets, process) ?? factorOf(m, sets, { ...process, noise: 1e-2 });
  if (lower === null) throw new Error('the kernel has no factor');
  const alpha = centred(values, outputs);
  solveLower(lower, n, alpha, outputs);
  solveUpper(lower, n, alpha, outputs);
  const covariance = covariances(m, sets, process.rho);
  const found = new Float64Array(outputs * m);
  for (let k = 0; k < outputs; k++) {
    let sum = 0;
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < n; i++) found[k * m + j] += covariance[j * n + i] * alpha[k * n + i];
      sum += found[k * m + j];
    }
    // Values add up to the difference of the ends, which come second and first.
    const missing = (values[outputs + k] - values[k] - sum) / m;
    for (let j = 0; j < m; j++) found[k * m + j] += missing;
  }
  return found;
}

/** The candidates, `count` of them, of the greatest expected information gain, one after another. */
function informative(
  m: number,
  sets: readonly (readonly number[])[],
  candidates: readonly (readonly number[])[],
  process: Process,
  count: number,
): (readonly number[])[] {
  const [n, all] = [sets.length, candidates.length];
  const lower = factorOf(m, sets, process);
  if (lower === null) return candidates.slice(0, count);
  const { rho, noise } = process;
  const own = signsOf(m, candidates);
  const toSeen = gram(m, own, signsOf(m, sets), kernelOf(m, rho)); // all × n
  const ofValues = covariances(m, sets, rho); // m × n
  solveLower(lower, n, toSeen, all);
  solveLower(lower, n, ofValues, m);
  const between = gram(m, own, own, kernelOf(m, rho));
  const pulls = covariances(m, candidates, rho); // m × all
  const left = ownCovariance(m, rho);
  const product = (a: Float64Array, i: number, b: Float64Array, k: number): number => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum += a[i * n + t] * b[k * n + t];
    return sum;
  };
  for (let c = 0; c < all; c++) for (let d = 0; d < all; d++) between[c * all + d] -= product(toSeen, c, toSeen, d);
  for (let j = 0; j < m; j++) {
    for (let c = 0; c < all; c++) pulls[j * all + c] -= product(ofValues, j, toSeen, c);
    for (let l = 0; l < m; l++) left[j * m + l] -= product(ofValues, j, ofValues, l);
    left[j * m + j] += 1e-12;
  }
  const precision = inverse(left, m);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, all)) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    let bestPull: Float64Array = new Float64Array(m);
    for (let c = 0; c < all; c++) {
      if (chosen.includes(c)) continue;
      const pull = Float64Array.from({ length: m }, (_, j) => pulls[j * all + c]);
      const variance = between[c * all + c] + noise;
      const gain = quadratic(precision, pull) / variance;
      if (gain > most) [most, best, bestPull] = [gain, c, pull];
    }
    chosen.push(best);
    const variance = between[best * all + best] + noise;
    const row = between.slice(best * all, (best + 1) * all);
    for (let c = 0; c < all; c++) {
      for (let d = 0; d < all; d++) between[c * all + d] -= (row[c] * row[d]) / variance;
      for (let j = 0; j < m; j++) pulls[j * all + c] -= (bestPull[j] * row[c]) / variance;
    }
    // (Σ − b b' / s)⁻¹ = P + P b b' P / (s − b' P b)
    const turned = times(precision, bestPull);
    const rest = Math.max(1e-12, variance - quadratic(precision, bestPull));
    for (let j = 0; j < m; j++) for (let l = 0; l < m; l++) precision[j * m + l] += (turned[j] * turned[l]) / rest;
  }
  return chosen.map((c) => candidates[c]);
}

function inverse(matrix: Float64Array, m: number): Float64Array {
  const lower = matrix.slice();
  let trace = 0;
  for (let j = 0; j < m; j++) trace += Math.abs(matrix[j * m + j]);
  for (let j = 0; j < m; j++) lower[j * m + j] += (1e-9 * trace) / m;
  const result = new Float64Array(m * m);
  for (let j = 0; j < m; j++) result[j * m + j] = 1;
  if (!factorInPlace(lower, m)) return result;
  solveLower(lower, m, result, m);
  solveUpper(lower, m, result, m);
  return result;
}

const times = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, j) => vector.reduce((sum, x, l) => sum + matrix[j * vector.length + l] * x, 0));

const quadratic = (matrix: Float64Array, vector: Float64Array): number =>
  times(matrix, vector).reduce((sum, x, j) => sum + x * vector[j], 0);
