import { type Coalitions, has } from '../../games/coalitions.ts';

/** What was seen of a game at some rows. */
export interface Seen {
  /** K × rows. */
  readonly y: Float64Array;
  /** K. */
  readonly outputs: number;
  /** Whether the rows were chosen by a prior that others of them taught. */
  readonly chosen?: boolean | undefined;
  /** Called now and then by what solves for it; see `ExplainerContext`. */
  readonly pulse?: (() => void) | undefined;
}

/**
 * The prior of the odd part g(x) = (v(x) − v(−x)) / 2 of a game, for coalitions as signs x in {−1,
 * 1}^m: k(x, x') = Σ linear_j s_j + Σ_q weight_q [Π (1 + t_qj s_j) − Π (1 − t_qj s_j)] / 2 + white
 * · [x = x'], s_j = x_j x'_j.
 */
export interface Prior {
  /** m: variance of each player's own effect. */
  readonly linear: Float64Array;
  /**
   * Odd interactions of all orders: the variance of the effect of a set T is Σ_q weight_q Π_{j in
   * T} t_qj.
   */
  readonly components: readonly Component[];
  /** Variance of what each pair of coalitions has to itself. */
  readonly white: number;
}

export interface Component {
  readonly weight: number;
  /** m, in [0, 1): how much each player takes part in interactions. */
  readonly t: Float64Array;
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
}

/** Players in a code, and the number of codes. */
export const CHUNK = 10;
export const CODES = 1 << CHUNK;

/** Rows of `m` signs: those of the coalitions, then (with `full`) the full coalition. */
export function signRows(m: number, batches: readonly Coalitions[], full: boolean): SignRows {
  const count = batches.reduce((sum, batch) => sum + batch.count, full ? 1 : 0);
  const signs = new Float64Array(count * m).fill(1);
  let at = 0;
  for (const batch of batches)
    for (let row = 0; row < batch.count; row++) for (let j = 0; j < m; j++) signs[at++] = has(batch, row, j) ? 1 : -1;
  return coded(m, count, signs);
}

/** The given rows alone. */
export function pickRows({ m, signs }: SignRows, rows: Int32Array): SignRows {
  const picked = new Float64Array(rows.length * m);
  rows.forEach((row, i) => {
    picked.set(signs.subarray(row * m, (row + 1) * m), i * m);
  });
  return coded(m, rows.length, picked);
}

function coded(m: number, count: number, signs: Float64Array): SignRows {
  const chunks = Math.ceil(m / CHUNK);
  const codes = new Uint16Array(count * chunks);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < m; j++)
      if (signs[row * m + j] < 0) codes[row * chunks + Math.floor(j / CHUNK)] |= 1 << (j % CHUNK);
  return { m, count, signs, chunks, codes };
}

/** The rows of both, those of `first` before the others. */
export function joinRows(first: SignRows, others: SignRows): SignRows {
  const signs = new Float64Array(first.signs.length + others.signs.length);
  signs.set(first.signs);
  signs.set(others.signs, first.signs.length);
  return coded(first.m, first.count + others.count, signs);
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

/** Adds the lower half of the linear kernel Σ linear_j s_j. */
export function addLinearGram(
  { m, count: n, chunks, codes }: SignRows,
  linear: Float64Array,
  gram: Float64Array,
): void {
  const sums = linearTable(m, linear);
  for (let a = 0; a < n; a++) {
    const p = a * chunks;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let c = 0; c < chunks; c++) sum += sums[c * CODES + (codes[p + c] ^ codes[b * chunks + c])];
      gram[a * n + b] += sum;
    }
  }
}

/** Lower half of the whole kernel, n × n. */
export function gramOf(rows: SignRows, prior: Prior): Float64Array {
  const n = rows.count;
  const gram = new Float64Array(n * n);
  const odd = new Float64Array(n * n);
  for (const { weight, t } of prior.components) {
    componentGram(rows, t, odd, null);
    for (let i = 0; i < gram.length; i++) gram[i] += weight * odd[i];
  }
  addLinearGram(rows, prior.linear, gram);
  for (let a = 0; a < n; a++) gram[a * n + a] += prior.white;
  return gram;
}

/**
 * A function that writes the kernel between row `at` of some other rows and each of these rows into
 * `into`. Equal rows do not count as the same one.
 */
export function kernelTo(
  { m, count: n, chunks, codes }: SignRows,
  prior: Prior,
): (others: SignRows, at: number, into: Float64Array) => void {
  const products = prior.components.map(({ weight, t }) => ({ weight: weight / 2, ...productTables(t) }));
  const sums = linearTable(m, prior.linear);
  return (others, at, into) => {
    const p = at * chunks;
    for (let b = 0; b < n; b++) {
      const q = b * chunks;
      let k = 0;
      for (let c = 0; c < chunks; c++) k += sums[c * CODES + (others.codes[p + c] ^ codes[q + c])];
      for (const { weight, up, down } of products) {
        let plus = weight;
        let minus = weight;
        for (let c = 0; c < chunks; c++) {
          const differ = c * CODES + (others.codes[p + c] ^ codes[q + c]);
          plus *= up[differ];
          minus *= down[differ];
        }
        k += plus - minus;
      }
      into[b] = k;
    }
  };
}

/** Variance of g at any row. */
export function varianceOf(prior: Prior): number {
  let sum = prior.white;
  for (const own of prior.linear) sum += own;
  for (const { weight, t } of prior.components) {
    let [plus, minus] = [weight / 2, weight / 2];
    for (const own of t) {
      plus *= 1 + own;
      minus *= 1 - own;
    }
    sum += plus - minus;
  }
  return sum;
}

/** The prior in which every player is what the players of this one are on average. */
export function alikePrior({ linear, white, components }: Prior): Prior {
  const mean = (of: Float64Array): Float64Array =>
    new Float64Array(of.length).fill(of.reduce((sum, one) => sum + one, 0) / of.length);
  return {
    linear: mean(linear),
    white,
    components: components.map(({ weight, t }) => ({
      weight,
      // Of the odds t / (1 − t), which are what each player's relevance multiplies.
      t: mean(t.map((own) => own / (1 - own))).map((odds) => odds / (1 + odds)),
    })),
  };
}

/** What rows with weights `alpha` (K × rows) say about g elsewhere, under a prior. */
export interface WeightedRows {
  readonly rows: SignRows;
  readonly alpha: Float64Array;
  readonly prior: Prior;
}

/** Predicts g at other rows, K × others: Σ_i alpha_i k(x, x_i). The rows differ from the others. */
export function predictRows({ rows, alpha, prior }: WeightedRows, others: SignRows): Float64Array {
  const { count: n } = rows;
  const outputs = alpha.length / n;
  const kernel = kernelTo(rows, prior);
  const means = new Float64Array(outputs * others.count);
  const k = new Float64Array(n);
  for (let a = 0; a < others.count; a++) {
    kernel(others, a, k);
    for (let b = 0; b < n; b++)
      for (let o = 0; o < outputs; o++) means[o * others.count + a] += alpha[o * n + b] * k[b];
  }
  return means;
}

const linearTable = (m: number, linear: Float64Array): Float64Array =>
  tables(
    m,
    0,
    (a, b) => a + b,
    (j, differ) => (differ ? -linear[j] : linear[j]),
  );
