import { CHUNK, CODES, FACTORS, type PairKernel, pairKernel, SUMS } from './pair-kernel.ts';
import type { Component } from './region-types.ts';

// Pairs of rows depend on the players on which they differ alone. These are looked up a chunk of
// players at a time, in tables that hold every set of its players.

/** Rows by codes of `CHUNK` players each, a bit for each that is absent. */
export interface CodedRows {
  readonly m: number;
  readonly count: number;
  readonly chunks: number;
  /** count × chunks. */
  readonly codes: Uint16Array;
}

/** What a prior is made of, with two components or fewer. */
interface Made {
  readonly low: Float64Array;
  readonly components: readonly Component[];
}

/** Of a row with itself and each row before it. Overwritten by the next. */
export interface PairRow {
  /** By component: [Π (1 + t_j s_j) − Π (1 − t_j s_j)] / 2. */
  readonly odd: readonly Float64Array[];
  /** By component: [Π (1 + t_j s_j) + Π (1 − t_j s_j)] / 2. */
  readonly even: readonly Float64Array[];
  /** Σ low_j s_j. */
  readonly low: Float64Array;
}

const COMPONENTS = 2;
const ARRAYS = 2 * COMPONENTS + 1;

interface Work {
  readonly kernel: PairKernel;
  /** Arrays of a number a row. */
  readonly arrays: readonly Float64Array[];
  /** In bytes. */
  readonly width: number;
  readonly codes: number;
  readonly tables: number;
  readonly table: Float64Array;
}

/** @param size numbers in a place of a table. */
function workFor({ count, chunks, codes }: CodedRows, size: number): Work {
  const even = (bytes: number): number => Math.ceil(bytes / 16) * 16;
  const width = even(8 * count);
  const places = even(codes.byteLength);
  const numbers = chunks * CODES * size;
  const kernel = pairKernel(ARRAYS * width + places + 8 * numbers);
  const { buffer } = kernel.memory;
  const from = ARRAYS * width;
  new Uint16Array(buffer, from, codes.length).set(codes);
  const arrays = Array.from({ length: ARRAYS }, (_, i) => new Float64Array(buffer, i * width, count));
  const tables = from + places;
  return { kernel, arrays, width, codes: from, tables, table: new Float64Array(buffer, tables, numbers) };
}

/** Takes every row with those before it, in their order. */
export function eachRow(rows: CodedRows, prior: Made, take: (at: number, row: PairRow) => void): void {
  const { count, chunks } = rows;
  const { kernel, arrays, width, codes, tables, table } = workFor(rows, FACTORS);
  writeFactors(table, rows.m, prior);
  const [odd, even] = [0, 1].map((half) => prior.components.map((_, q) => arrays[2 * q + half]));
  const row = { odd, even, low: arrays[ARRAYS - 1] };
  for (let at = 0; at < count; at++) {
    kernel.combine(codes + 2 * at * chunks, codes, at + 1, chunks, tables, 0, width);
    take(at, row);
  }
}

/** Factors and terms of every set of a chunk's players: chunks × `CODES` × `FACTORS`. */
export function factorsOf(m: number, prior: Made): Float64Array {
  const table = new Float64Array(Math.ceil(m / CHUNK) * CODES * FACTORS);
  writeFactors(table, m, prior);
  return table;
}

function writeFactors(table: Float64Array, m: number, { low, components }: Made): void {
  const none = new Float64Array(m);
  const [first, second] = [0, 1].map((q) => components[q]?.t ?? none);
  for (let start = 0; start < m; start += CHUNK) {
    const base = (start / CHUNK) * CODES * FACTORS;
    table.fill(1, base, base + 4);
    table[base + 4] = 0;
    let filled = FACTORS;
    for (let j = start; j < Math.min(m, start + CHUNK); j++) {
      const [more, less] = [1 + first[j], 1 - first[j]];
      const [otherMore, otherLess] = [1 + second[j], 1 - second[j]];
      for (let same = base; same < base + filled; same += FACTORS) {
        const differ = same + filled;
        table[differ] = table[same] * less;
        table[differ + 1] = table[same + 1] * more;
        table[differ + 2] = table[same + 2] * otherLess;
        table[differ + 3] = table[same + 3] * otherMore;
        table[differ + 4] = table[same + 4] - low[j];
        table[same] *= more;
        table[same + 1] *= less;
        table[same + 2] *= otherMore;
        table[same + 3] *= otherLess;
        table[same + 4] += low[j];
      }
      filled *= 2;
    }
  }
}

/**
 * For every player j, Σ of a number · s_j over all pairs of a row with itself or one before it.
 * @param give writes three numbers a pair: of one row with itself and those before.
 * @returns three arrays, m each.
 */
export function formsOf(
  rows: CodedRows,
  give: (at: number, numbers: readonly Float64Array[]) => void,
): readonly Float64Array[] {
  const { m, count, chunks } = rows;
  const { kernel, arrays, width, codes, tables, table } = workFor(rows, SUMS);
  table.fill(0);
  const numbers = arrays.slice(0, COMPONENTS + 1);
  for (const own of numbers) own.fill(0);
  for (let at = 0; at < count; at++) {
    give(at, numbers);
    kernel.distribute(codes + 2 * at * chunks, codes, at + 1, chunks, tables, 0, width);
  }
  return signedSums(table, m);
}

/** By player: what was summed where rows do not differ in it, less what was where they do. */
function signedSums(table: Float64Array, m: number): readonly Float64Array[] {
  const found = [0, 1, 2].map(() => new Float64Array(m));
  for (let j = 0; j < m; j++) {
    const chunk = Math.floor(j / CHUNK);
    const from = chunk * CODES * SUMS;
    const to = from + SUMS * (1 << Math.min(CHUNK, m - chunk * CHUNK));
    const half = SUMS << (j % CHUNK);
    let [first, second, third] = [0, 0, 0];
    for (let block = from; block < to; block += 2 * half) {
      for (let at = block; at < block + half; at += SUMS) {
        first += table[at];
        second += table[at + 1];
        third += table[at + 2];
      }
      for (let at = block + half; at < block + 2 * half; at += SUMS) {
        first -= table[at];
        second -= table[at + 1];
        third -= table[at + 2];
      }
    }
    [found[0][j], found[1][j], found[2][j]] = [first, second, third];
  }
  return found;
}
