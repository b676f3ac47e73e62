import { type Prior, pickRows, type Seen, type SignRows } from './kernel.ts';
import { posterior } from './posterior.ts';
import { EVALUATIONS, learnPrior } from './search.ts';

/** A Gaussian process fitted to some rows of g, in the outputs' own units. */
export interface OddFit {
  /** K × m. */
  readonly values: Float64Array;
  /** K × m. */
  readonly errors: Float64Array;
  readonly prior: Prior;
  /** K × n: weights of the rows in predictions elsewhere. */
  readonly alpha: Float64Array;
}

/**
 * Fits K outputs' values at n rows (K × n, none of them all zero): the prior is learnt from some of
 * the rows and from `first`, a guess of the Shapley values (K × m); the posterior is that of all
 * rows. Null where rounding leaves no factor.
 */
export function fitOdd(rows: SignRows, { y, outputs, pulse }: Seen, first: Float64Array): OddFit | null {
  const { m, count: n } = rows;
  // All outputs weigh the same in the likelihood, whatever their units; numbers near 1 keep away
  // from under- and overflow.
  const size = Float64Array.from({ length: outputs }, (_, k) => {
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(y[k * n + i]));
    return most;
  });
  const scaled = y.map((value, i) => value / size[Math.floor(i / n)]);
  const relevance = new Float64Array(m);
  for (let i = 0; i < first.length; i++) relevance[i % m] += Math.abs(first[i]) / size[Math.floor(i / m)];

  const some = learningRows(n, m);
  const targets = new Float64Array(outputs * some.length);
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < some.length; i++) targets[k * some.length + i] = scaled[k * n + some[i]];
  const prior = learnPrior(pickRows(rows, some), { y: targets, outputs, pulse }, relevance);
  const found = posterior(rows, { y: scaled, outputs, pulse }, prior);
  if (found === null) return null;
  const inUnits = (values: Float64Array, width: number): Float64Array =>
    values.map((value, i) => value * size[Math.floor(i / width)]);
  return { values: inUnits(found.values, m), errors: inUnits(found.errors, m), alpha: inUnits(found.alpha, n), prior };
}

/** Multiplications that a fit to n rows of m players takes, to an order of magnitude. */
export function fitEffort(n: number, m: number): number {
  const some = learningCount(n);
  return EVALUATIONS * some * some * (some + m) + n * n * (n / 3 + m);
}

const learningCount = (n: number): number => Math.min(n, 160 + Math.floor(Math.min(n, 1024) / 8));

/**
 * Rows to learn the prior from: up to a quarter come first in the plan, which are players alone and
 * say most about single relevances; the others are spread evenly. The last row, of all players, is
 * always among them.
 */
function learningRows(n: number, m: number): Int32Array {
  const take = learningCount(n);
  if (take === n) return Int32Array.from({ length: n }, (_, i) => i);
  const lead = Math.min(m, take >> 2);
  return Int32Array.from({ length: take }, (_, i) =>
    i < lead ? i : lead + Math.floor(((i - lead + 1) * (n - lead)) / (take - lead)) - 1,
  );
}
