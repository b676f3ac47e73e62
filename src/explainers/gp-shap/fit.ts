import { type FunctionalOf, shapleyFunctional } from './functional.ts';
import { type Prior, pickRows, type Seen, type SignRows, varianceOf } from './kernel.ts';
import { type Posterior, posterior } from './posterior.ts';
import { EVALUATIONS, learnPrior } from './search.ts';

/** What a fit is to find, and what is spent on its prior. */
export interface Wanted {
  /** Default: the players' values. */
  readonly functional?: FunctionalOf;
  readonly learning?: Learning;
}

/** A Gaussian process fitted to some rows of g, in the outputs' own units. */
export interface ProcessFit {
  /** K × functionals: the players' values, where nothing else was asked for. */
  readonly values: Float64Array;
  /** K × functionals. */
  readonly errors: Float64Array;
  readonly prior: Prior;
  /** K × n: weights of the rows in predictions elsewhere. */
  readonly alpha: Float64Array;
}

/**
 * Fits K outputs' values at n rows (K × n, none of them all zero): the prior is learnt from some of
 * the rows and from `first`, a guess of how much players matter (K × m); the posterior is that of
 * all rows. Null where rounding leaves no factor.
 */
export function fitRows(
  rows: SignRows,
  seen: Seen,
  first: Float64Array,
  { functional = shapleyFunctional, learning = learningOf(rows.count) }: Wanted = {},
): ProcessFit | null {
  const { count: n } = rows;
  const size = sizesOf(seen, n);
  const learnt = learnFrom(rows, seen, first, learning);
  const fitted = posteriorOf(rows, { ...seen, y: scaled(seen.y, size) }, learnt, functional);
  if (fitted === null) return null;
  const { found, prior } = fitted;
  const m = found.values.length / seen.outputs;
  const inUnits = (values: Float64Array, width: number): Float64Array =>
    values.map((value, i) => value * size[Math.floor(i / width)]);
  return { values: inUnits(found.values, m), errors: inUnits(found.errors, m), alpha: inUnits(found.alpha, n), prior };
}

/**
 * The posterior under a prior, or, where rounding leaves no factor, as happens for smooth games at
 * many rows, under the one in which pairs have just enough to themselves.
 */
function posteriorOf(
  rows: SignRows,
  seen: Seen,
  prior: Prior,
  functional: FunctionalOf,
): { found: Posterior; prior: Prior } | null {
  const variance = varianceOf(prior);
  let tried = prior;
  for (let part = 1e-13; part < 1e-5; part *= 10) {
    const found = posterior(rows, seen, tried, functional);
    if (found) return { found, prior: tried };
    tried = { ...prior, white: Math.max(prior.white, part * variance) };
  }
  return null;
}

/** What is spent on a prior. */
export interface Learning {
  /** Rows that it is learnt from, at most. */
  readonly rows: number;
  /** Evaluations of the likelihood. */
  readonly evaluations: number;
}

/** The prior of K outputs' values at n rows, learnt from some of them, and from `first` (K × m). */
export function learnFrom(rows: SignRows, seen: Seen, first: Float64Array, learning: Learning): Prior {
  const { m, count: n } = rows;
  const { outputs, parity, pulse } = seen;
  const size = sizesOf(seen, n);
  const relevance = new Float64Array(m);
  for (let i = 0; i < first.length; i++) relevance[i % m] += Math.abs(first[i]) / size[Math.floor(i / m)];
  const some = learningRows(n, m, Math.min(n, learning.rows));
  const targets = new Float64Array(outputs * some.length);
  const y = scaled(seen.y, size);
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < some.length; i++) targets[k * some.length + i] = y[k * n + some[i]];
  return learnPrior(pickRows(rows, some), { y: targets, outputs, parity, pulse }, relevance, learning.evaluations);
}

/**
 * The largest value of each output. In units of these, all outputs weigh the same in the
 * likelihood, and numbers near 1 keep away from under- and overflow.
 */
function sizesOf({ y, outputs }: Seen, n: number): Float64Array {
  return Float64Array.from({ length: outputs }, (_, k) => {
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(y[k * n + i]));
    return most;
  });
}

const scaled = (y: Float64Array, size: Float64Array): Float64Array => {
  const n = y.length / size.length;
  return y.map((value, i) => value / size[Math.floor(i / n)]);
};

/** Multiplications that a fit to n rows of m players takes, to an order of magnitude. */
export function fitEffort(n: number, m: number, functionals = m, learning = learningOf(n)): number {
  const some = Math.min(n, learning.rows);
  return learning.evaluations * some * some * (some + m) + n * n * (n / 3 + functionals);
}

const learningOf = (n: number): Learning => ({
  rows: Math.min(n, 160 + Math.floor(Math.min(n, 1024) / 8)),
  evaluations: EVALUATIONS,
});

/**
 * `take` rows to learn the prior from: up to a quarter come first in the plan, which are players
 * alone and say most about single relevances; the others are spread evenly. The last row, of all
 * players, is always among them.
 */
function learningRows(n: number, m: number, take: number): Int32Array {
  if (take === n) return Int32Array.from({ length: n }, (_, i) => i);
  const lead = Math.min(m, take >> 2);
  return Int32Array.from({ length: take }, (_, i) =>
    i < lead ? i : lead + Math.floor(((i - lead + 1) * (n - lead)) / (take - lead)) - 1,
  );
}
