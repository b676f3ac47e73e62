import { cholesky, solveCholesky } from '../numerics/linear-algebra.ts';
import { normalQuantile } from '../numerics/normal.ts';
import type { Draws } from './draws.ts';
import type { ConditionalGame, CopulaFit } from './game.ts';
import { meanScore } from './gaussian-copula.ts';

/**
 * Draws from a Gaussian copula given the present columns: their normal scores give the mean and the
 * covariance of the others', and a drawn score gives the background's value at its quantile, always
 * one that occurs there. What equal values leave open is noise of a drawn column's own, which goes
 * with no other: drawn columns of few values go with others less than they should. A missing value
 * tells nothing, and is drawn as often as the background has it.
 *
 * Draws come in pairs that mirror each other: of an even number of them, what is linear in the
 * scores has no sampling error.
 */
export function copulaDraws({ instance, background, draws }: ConditionalGame, fit: CopulaFit): Draws {
  const { count, columns } = background;
  const { covariances, sorted, known, varies } = fit;
  const own = Array.from({ length: columns }, (_, column) => ownScore(fit, column, count, instance[column]));
  const bounds = quantileBounds(known, varies);

  /** Rows `rows` and columns `across` of the covariances. */
  function part(rows: readonly number[], across: readonly number[]): Float64Array {
    const found = new Float64Array(rows.length * across.length);
    let at = 0;
    for (const i of rows) for (const j of across) found[at++] = covariances[i * columns + j];
    return found;
  }

  /** The scores' means given some columns, and the factor of their covariance, lower triangular. */
  function conditional(given: readonly number[], wanted: readonly number[]) {
    const [g, w] = [given.length, wanted.length];
    const across = part(given, wanted);
    // Given × wanted: what a given score adds to the mean of a wanted one.
    const weights = solveCholesky(cholesky(part(given, given), g), across, w);
    const means = new Float64Array(w);
    for (const [k, column] of given.entries())
      for (let i = 0; i < w; i++) means[i] += weights[k * w + i] * (own[column] ?? 0);
    const spread = part(wanted, wanted);
    for (let i = 0; i < w; i++) {
      spread[i * w + i] = 1;
      for (let j = 0; j <= i; j++)
        for (let k = 0; k < g; k++) spread[i * w + j] -= weights[k * w + i] * across[k * w + j];
    }
    return { means, lower: cholesky(spread, w).lower };
  }

  return {
    rows: draws,
    fill(present, random, target) {
      const absent = Array.from({ length: columns }, (_, column) => column).filter((column) => present[column] === 0);
      for (const column of absent) {
        if (varies[column] === 1) continue;
        for (let row = 0; row < draws; row++)
          target[row * columns + column] = sorted[column * count + random.integer(count)];
      }
      const wanted = absent.filter((column) => varies[column] === 1);
      const given = own.flatMap((score, column) => (present[column] === 1 && score !== null ? [column] : []));
      const { means, lower } = conditional(given, wanted);
      const w = wanted.length;
      const normals = new Float64Array(w);
      for (let row = 0; row < draws; row++) {
        if (row % 2 === 1) for (let i = 0; i < w; i++) normals[i] = -normals[i];
        else for (let i = 0; i < w; i++) normals[i] = random.normal();
        for (let i = 0; i < w; i++) {
          const column = wanted[i];
          let score = means[i];
          for (let j = 0; j <= i; j++) score += lower[i * w + j] * normals[j];
          const n = known[column];
          const missing = n < count && random.integer(count) >= n;
          const place = below(bounds.get(n) ?? normals, score);
          target[row * columns + column] = missing ? Number.NaN : sorted[column * count + place];
        }
      }
    },
  };
}

/** null where a column tells nothing: all of its values are equal, or its own is missing. */
function ownScore({ sorted, known, varies }: CopulaFit, column: number, count: number, value: number): number | null {
  if (varies[column] === 0 || Number.isNaN(value)) return null;
  const n = known[column];
  const values = sorted.subarray(column * count, column * count + n);
  let first = 0;
  while (first < n && values[first] < value) first++;
  let end = first;
  while (end < n && values[end] === value) end++;
  return meanScore(first, end, n);
}

/** Scores that part the quantiles of n values, Φ⁻¹(1 ÷ n) to Φ⁻¹((n − 1) ÷ n), by n. */
function quantileBounds(known: Int32Array, varies: Uint8Array): ReadonlyMap<number, Float64Array> {
  const numbers = new Set(known.filter((_, column) => varies[column] === 1));
  const parting = (n: number) => Float64Array.from({ length: n - 1 }, (_, at) => normalQuantile((at + 1) / n));
  return new Map([...numbers].map((n) => [n, parting(n)]));
}

/** How many of ascending bounds are at most this score. */
function below(bounds: Float64Array, score: number): number {
  let [from, to] = [0, bounds.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (bounds[middle] <= score) from = middle + 1;
    else to = middle;
  }
  return from;
}
