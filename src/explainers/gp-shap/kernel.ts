import { type Coalitions, has } from '../../games/coalitions.ts';
import { CHUNK, CODES, FACTORS } from './pair-kernel.ts';
import type { Component, Division, RegionPrior, RegionRows } from './region-types.ts';
import { type CodedRows, eachRow, factorsOf, type PairRow } from './row-pairs.ts';

/** What was seen of a game at some rows. */
export interface Seen {
  /** K × rows. */
  readonly y: Float64Array;
  /** K. */
  readonly outputs: number;
  /** Which half of the game; default: odd. */
  readonly parity?: Parity | undefined;
  /** Whether the rows were chosen by a prior that others of them taught. */
  readonly chosen?: boolean | undefined;
  /** Called now and then by what solves for it; see `ExplainerContext`. */
  readonly pulse?: (() => void) | undefined;
}

/** Which half of a game is looked at: (v(x) − v(−x)) / 2 or (v(x) + v(−x)) / 2. */
export type Parity = 'odd' | 'even';

/**
 * The prior of the odd or the even part g(x) = (v(x) ∓ v(−x)) / 2 of a game, for coalitions as
 * signs x in {−1, 1}^m, with s_j = x_j x'_j. Odd: k(x, x') = Σ low_j s_j + Σ_q weight_q [Π (1 +
 * t_qj s_j) − Π (1 − t_qj s_j)] / 2 + white · [x = x']. Even: Σ_{i<j} low_i low_j s_i s_j + Σ_q
 * weight_q [Π (1 + t_qj s_j) + Π (1 − t_qj s_j)] / 2 + white · [x = x'], and a constant that may be
 * anything.
 */
export interface Prior {
  readonly parity: Parity;
  /**
   * m. Odd: variance of each player's own effect. Even: that of a pair's effect is the product of
   * its players'.
   */
  readonly low: Float64Array;
  /**
   * Interactions of all orders of the parity: the variance of the effect of a set T is Σ_q weight_q
   * Π_{j in T} t_qj.
   */
  readonly components: readonly Component[];
  /** Variance of what each pair of coalitions has to itself. */
  readonly white: number;
  /** What is expected of the regions of each division of the players. Odd games only. */
  readonly regions?: readonly RegionPrior[];
}

/**
 * Coalitions as signs, and as codes of `CHUNK` players each that index tables of partial products.
 */
export interface SignRows extends CodedRows {
  /** count × m, −1 or 1. */
  readonly signs: Float64Array;
  /** The rows as the regions of each division see them. */
  readonly regions: readonly RegionRows[];
}

/** Rows of `m` signs: those of the coalitions, then (with `full`) the full coalition. */
export function signRows(
  m: number,
  batches: readonly Coalitions[],
  full: boolean,
  divisions: readonly Division[] = [],
): SignRows {
  const count = batches.reduce((sum, batch) => sum + batch.count, full ? 1 : 0);
  const signs = new Float64Array(count * m).fill(1);
  let at = 0;
  for (const batch of batches)
    for (let row = 0; row < batch.count; row++) for (let j = 0; j < m; j++) signs[at++] = has(batch, row, j) ? 1 : -1;
  return coded(m, count, signs, divisions);
}

/** The given rows alone. */
export function pickRows({ m, signs, regions }: SignRows, rows: Int32Array): SignRows {
  const picked = new Float64Array(rows.length * m);
  rows.forEach((row, i) => {
    picked.set(signs.subarray(row * m, (row + 1) * m), i * m);
  });
  return coded(m, rows.length, picked, divisionsOf(regions));
}

/** The divisions that some rows are seen by. */
export const divisionsOf = (regions: readonly RegionRows[]): Division[] => regions.map(({ division }) => division);

function coded(m: number, count: number, signs: Float64Array, divisions: readonly Division[]): SignRows {
  const chunks = Math.ceil(m / CHUNK);
  const codes = new Uint16Array(count * chunks);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < m; j++)
      if (signs[row * m + j] < 0) codes[row * chunks + Math.floor(j / CHUNK)] |= 1 << (j % CHUNK);
  const regions = divisions.map((division) => division.code.regionRows(division, signs, count));
  return { m, count, signs, chunks, codes, regions };
}

/** The rows of both, those of `first` before the others. */
export function joinRows(first: SignRows, others: SignRows): SignRows {
  const signs = new Float64Array(first.signs.length + others.signs.length);
  signs.set(first.signs);
  signs.set(others.signs, first.signs.length);
  return coded(first.m, first.count + others.count, signs, divisionsOf(first.regions));
}

/**
 * Variance of the even part's constant, in units in which the search begins at about 1: so much
 * that it tells nothing.
 */
export const CONSTANT = 100;

/** Adds a row of the kernel, without what regions and white add, to a matrix at a place. */
export function addRow(prior: Prior, row: PairRow, count: number, to: Float64Array, at: number): void {
  const isOdd = prior.parity === 'odd';
  const own = isOdd ? row.odd : row.even;
  prior.components.forEach(({ weight }, q) => {
    const part = own[q];
    for (let b = 0; b < count; b++) to[at + b] += weight * part[b];
  });
  const { low } = row;
  if (isOdd) for (let b = 0; b < count; b++) to[at + b] += low[b];
  else {
    const alone = prior.low.reduce((all, each) => all + each * each, 0);
    for (let b = 0; b < count; b++) to[at + b] += (low[b] * low[b] - alone) / 2 + CONSTANT;
  }
}

/** Adds what regions and white add. */
export function addRest(rows: SignRows, prior: Prior, gram: Float64Array): void {
  prior.regions?.forEach((own, d) => {
    rows.regions[d].division.code.addRegionGram(rows.regions[d], own, gram);
  });
  for (let a = 0; a < rows.count; a++) gram[a * rows.count + a] += prior.white;
}

/** Lower half of the whole kernel, n × n. */
export function gramOf(rows: SignRows, prior: Prior): Float64Array {
  const n = rows.count;
  const gram = new Float64Array(n * n);
  eachRow(rows, prior, (at, row) => addRow(prior, row, at + 1, gram, at * n));
  addRest(rows, prior, gram);
  return gram;
}

/**
 * A function that writes the kernel between row `at` of some other rows and each of these rows into
 * `into`. Equal rows do not count as the same one.
 */
export function kernelTo(
  { m, count: n, chunks, codes, regions }: SignRows,
  prior: Prior,
): (others: SignRows, at: number, into: Float64Array) => void {
  const table = factorsOf(m, prior);
  const [half, otherHalf] = [0, 1].map((q) => (prior.components[q]?.weight ?? 0) / 2);
  const even = prior.parity === 'even';
  const own = prior.low.reduce((all, each) => all + each * each, 0);
  return (others, at, into) => {
    const p = at * chunks;
    for (let b = 0; b < n; b++) {
      const q = b * chunks;
      let [plus, minus, otherPlus, otherMinus, k] = [half, half, otherHalf, otherHalf, 0];
      for (let c = 0; c < chunks; c++) {
        const place = FACTORS * (c * CODES + (others.codes[p + c] ^ codes[q + c]));
        plus *= table[place];
        minus *= table[place + 1];
        otherPlus *= table[place + 2];
        otherMinus *= table[place + 3];
        k += table[place + 4];
      }
      if (even) k = (k * k - own) / 2 + CONSTANT;
      k += even ? plus + minus : plus - minus;
      k += even ? otherPlus + otherMinus : otherPlus - otherMinus;
      into[b] = k;
    }
    prior.regions?.forEach((own, d) => {
      regions[d].division.code.addRegionKernel(regions[d], own, others.regions[d], at, into);
    });
  };
}

/** Variance of g at any row, apart from what regions add. */
export function varianceOf(prior: Prior): number {
  const even = prior.parity === 'even';
  let sum = prior.white;
  if (even) {
    const low = prior.low.reduce((all, each) => all + each, 0);
    const own = prior.low.reduce((all, each) => all + each * each, 0);
    sum += (low * low - own) / 2 + CONSTANT;
  } else for (const own of prior.low) sum += own;
  for (const { weight, t } of prior.components) {
    let [plus, minus] = [weight / 2, weight / 2];
    for (const own of t) {
      plus *= 1 + own;
      minus *= 1 - own;
    }
    sum += even ? plus + minus : plus - minus;
  }
  return sum;
}
