import { normalQuantile } from '../numerics/normal.ts';
import type { CopulaFit, Rows } from './game.ts';

/**
 * Fits a Gaussian copula to background rows, whose columns are all numbers (Aas, Jullum and Løland,
 * Artificial Intelligence 298, 2021, section 3.2). A column's values become normal scores by their
 * ranks, Φ⁻¹(rank ÷ (n + 1)). Equal values have the mean of their ranks' scores, and missing ones
 * 0: by what they leave open, the variance is short of 1.
 *
 * Covariances are shrunk towards 0 by as much as the sampling errors of the correlations call for
 * (Schäfer and Strimmer, Stat. Appl. Genet. Mol. Biol. 4(1), 2005): few rows tell little of how
 * many columns go together, and a single row tells nothing.
 */
export function fitCopula({ count, columns, data }: Rows): CopulaFit {
  const sorted = new Float64Array(columns * count);
  const known = new Int32Array(columns);
  const varies = new Uint8Array(columns);
  // Column by column: their products are summed.
  const scores = new Float64Array(columns * count);
  for (let column = 0; column < columns; column++) {
    const value = (row: number): number => data[row * columns + column];
    const rows = Array.from({ length: count }, (_, row) => row)
      .filter((row) => !Number.isNaN(value(row)))
      .sort((a, b) => value(a) - value(b));
    const n = rows.length;
    known[column] = n;
    varies[column] = n > 0 && value(rows[0]) !== value(rows[n - 1]) ? 1 : 0;
    const own = sorted.subarray(column * count, (column + 1) * count).fill(Number.NaN);
    for (const [place, row] of rows.entries()) own[place] = value(row);
    if (varies[column] === 0) continue;
    const size = Math.sqrt(meanSquare(n));
    for (let first = 0, end = 0; first < n; first = end) {
      while (end < n && own[end] === own[first]) end++;
      const score = meanScore(first, end, n) / size;
      for (let place = first; place < end; place++) scores[column * count + rows[place]] = score;
    }
  }
  return { kind: 'gaussian-copula', covariances: covariancesOf(scores, count, columns), sorted, known, varies };
}

/** The normal score of a rank from 1 to n, or of a place between two. */
const scoreAt = (rank: number, n: number): number => normalQuantile(rank / (n + 1));

/**
 * The mean score of the places `first` to `end` (exclusive, from 0) of n sorted values; where there
 * is none, the score between their neighbours.
 */
export function meanScore(first: number, end: number, n: number): number {
  if (first === end) return scoreAt(first + 0.5, n);
  let sum = 0;
  for (let place = first; place < end; place++) sum += scoreAt(place + 1, n);
  return sum / (end - first);
}

/** Of the scores of n different values. */
function meanSquare(n: number): number {
  let sum = 0;
  for (let rank = 1; rank <= n; rank++) sum += scoreAt(rank, n) * scoreAt(rank, n);
  return sum / n;
}

/** Shrunk covariances of scores, columns × rows. */
function covariancesOf(scores: Float64Array, count: number, columns: number): Float64Array {
  const own = (column: number): Float64Array => scores.subarray(column * count, (column + 1) * count);
  const found = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j <= i; j++) {
      const covariance = dot(own(i), own(j)) / count;
      found[i * columns + j] = covariance;
      found[j * columns + i] = covariance;
    }
  const variances = Float64Array.from({ length: columns }, (_, column) => found[column * columns + column]);
  const kept = 1 - shrinkage(scores, found, variances);
  for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) if (i !== j) found[i * columns + j] *= kept;
  return found;
}

/**
 * The part of the covariances that is taken away, 0 to 1: of the correlations, the sum of their
 * sampling variances over the sum of their squares. A correlation is the mean of products of two
 * columns' scores, and its variance that of such a mean; summed over all pairs it needs no loop
 * over pairs.
 */
function shrinkage(scores: Float64Array, covariances: Float64Array, variances: Float64Array): number {
  const columns = variances.length;
  const count = scores.length / columns;
  let squares = 0;
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) {
      const covariance = covariances[i * columns + j];
      if (i !== j && covariance !== 0) squares += (covariance * covariance) / (variances[i] * variances[j]);
    }
  if (count < 3 || !(squares > 0)) return 1;
  let products = 0;
  for (let row = 0; row < count; row++) {
    let [sum, fourth] = [0, 0];
    for (let column = 0; column < columns; column++) {
      const score = scores[column * count + row];
      if (score === 0) continue;
      const square = (score * score) / variances[column];
      sum += square;
      fourth += square * square;
    }
    products += sum * sum - fourth;
  }
  return Math.min(1, Math.max(0, (products - count * squares) / (count * (count - 1)) / squares));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
