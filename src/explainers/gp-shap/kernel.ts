import { type Coalitions, has } from '../../games/coalitions.ts';
import type { Component, Division, RegionPrior, RegionRows } from './region-types.ts';

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
export interface SignRows {
  readonly m: number;
  readonly count: number;
  /** count × m, −1 or 1. */
  readonly signs: Float64Array;
  readonly chunks: number;
  /** count × chunks. */
  readonly codes: Uint16Array;
  /** The rows as the regions of each division see them. */
  readonly regions: readonly RegionRows[];
}

/** Players in a code, and the number of codes. */
export const CHUNK = 10;
export const CODES = 1 << CHUNK;

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
 * For every chunk and every set of its players on which two rows differ: the Σ or Π of `of` over
 * the chunk.
 */
function tables(
  m: number,
  start: number,
  join: (a: number, b: number) => number,
  of: (player: number, differ: boolean) => number,
): Float64Array {
  const chunks = Math.ceil(m / CHUNK);
  const table = new Float64Array(chunks * CODES);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const base = chunk * CODES;
    table[base] = start;
    let filled = 1;
    for (let j = chunk * CHUNK; j < Math.min(m, (chunk + 1) * CHUNK); j++) {
      for (let i = 0; i < filled; i++) {
        const before = table[base + i];
        table[base + i] = join(before, of(j, false));
        table[base + filled + i] = join(before, of(j, true));
      }
      filled *= 2;
    }
  }
  return table;
}

/** Products of 1 + t s (`up`) and of 1 − t s (`down`) by chunk. */
function productTables(t: Float64Array): { up: Float64Array; down: Float64Array } {
  const times = (a: number, b: number): number => a * b;
  return {
    up: tables(t.length, 1, times, (j, differ) => (differ ? 1 - t[j] : 1 + t[j])),
    down: tables(t.length, 1, times, (j, differ) => (differ ? 1 + t[j] : 1 - t[j])),
  };
}

/**
 * Lower half (with the diagonal) of a component's odd and even kernels, n × n, without their
 * weight; the even one only where asked for.
 */
export function componentGram(rows: SignRows, t: Float64Array, odd: Float64Array, even: Float64Array | null): void {
  const { count: n, chunks, codes } = rows;
  const { up, down } = productTables(t);
  for (let a = 0; a < n; a++) {
    const p = a * chunks;
    for (let b = 0; b <= a; b++) {
      const q = b * chunks;
      let differ = codes[p] ^ codes[q];
      let plus = up[differ];
      let minus = down[differ];
      for (let c = 1; c < chunks; c++) {
        differ = c * CODES + (codes[p + c] ^ codes[q + c]);
        plus *= up[differ];
        minus *= down[differ];
      }
      odd[a * n + b] = (plus - minus) / 2;
      if (even) even[a * n + b] = (plus + minus) / 2;
    }
  }
}

/**
 * Variance of the even part's constant, in units in which the search begins at about 1: so much
 * that it tells nothing.
 */
export const CONSTANT = 100;

/**
 * Adds the lower half of the kernel of lowest order to a matrix; `kept` receives Σ low_j s_j where
 * given.
 */
export function addLowGram(
  { m, count: n, chunks, codes }: SignRows,
  { low, parity }: Pick<Prior, 'low' | 'parity'>,
  gram: Float64Array,
  kept: Float64Array | null = null,
): void {
  const sums = linearTable(m, low);
  const own = low.reduce((all, each) => all + each * each, 0);
  for (let a = 0; a < n; a++) {
    const p = a * chunks;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let c = 0; c < chunks; c++) sum += sums[c * CODES + (codes[p + c] ^ codes[b * chunks + c])];
      if (kept) kept[a * n + b] = sum;
      gram[a * n + b] += parity === 'odd' ? sum : (sum * sum - own) / 2 + CONSTANT;
    }
  }
}

/** Lower half of the whole kernel, n × n. */
export function gramOf(rows: SignRows, prior: Prior): Float64Array {
  const n = rows.count;
  const gram = new Float64Array(n * n);
  const part = new Float64Array(n * n);
  const other = prior.parity === 'even' ? new Float64Array(n * n) : null;
  for (const { weight, t } of prior.components) {
    if (other) componentGram(rows, t, other, part);
    else componentGram(rows, t, part, null);
    for (let i = 0; i < gram.length; i++) gram[i] += weight * part[i];
  }
  addLowGram(rows, prior, gram);
  prior.regions?.forEach((own, d) => {
    rows.regions[d].division.code.addRegionGram(rows.regions[d], own, gram);
  });
  for (let a = 0; a < n; a++) gram[a * n + a] += prior.white;
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
  const products = prior.components.map(({ weight, t }) => ({ weight: weight / 2, ...productTables(t) }));
  const sums = linearTable(m, prior.low);
  const even = prior.parity === 'even';
  const own = prior.low.reduce((all, each) => all + each * each, 0);
  return (others, at, into) => {
    const p = at * chunks;
    for (let b = 0; b < n; b++) {
      const q = b * chunks;
      let k = 0;
      for (let c = 0; c < chunks; c++) k += sums[c * CODES + (others.codes[p + c] ^ codes[q + c])];
      if (even) k = (k * k - own) / 2 + CONSTANT;
      for (const { weight, up, down } of products) {
        let plus = weight;
        let minus = weight;
        for (let c = 0; c < chunks; c++) {
          const differ = c * CODES + (others.codes[p + c] ^ codes[q + c]);
          plus *= up[differ];
          minus *= down[differ];
        }
        k += even ? plus + minus : plus - minus;
      }
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

const linearTable = (m: number, linear: Float64Array): Float64Array =>
  tables(
    m,
    0,
    (a, b) => a + b,
    (j, differ) => (differ ? -linear[j] : linear[j]),
  );
