import { matrixKernel } from './matrix-kernel.ts';
import * as plain from './plain-cholesky.ts';

// Cholesky factor and inverse of matrices of a few hundred to a few thousand rows, in float64. Most
// of the work is done by WebAssembly, four rows at a time; what is left over, small matrices, and
// all of them where a browser has no such instructions, by `plain-cholesky.ts`. The bits are the
// same.

/** Fewer rows, or right-hand sides, are done as fast without. */
const WORTHWHILE = 16;

/** Scratch, and panels of a matrix, in the kernel's memory. */
interface Work {
  readonly kernel: NonNullable<ReturnType<typeof matrixKernel>>;
  /** Rows, padded to a multiple of 4. */
  readonly padded: number;
  /** 4 × padded, at the memory's start. */
  readonly rows: Float64Array;
  /** 4 × padded. */
  readonly sums: Float64Array;
  /** padded / 4 panels of padded × 4. */
  readonly panels: Float64Array;
}

function workFor(n: number): Work | null {
  if (n < WORTHWHILE) return null;
  const padded = Math.ceil(n / 4) * 4;
  const kernel = matrixKernel((8 + padded) * padded * 8);
  if (!kernel) return null;
  const numbers = (at: number, count: number) => new Float64Array(kernel.memory.buffer, 8 * at, count);
  const rows = numbers(0, 4 * padded);
  const sums = numbers(4 * padded, 4 * padded);
  return { kernel, padded, rows, sums, panels: numbers(8 * padded, padded * padded) };
}

/** Writes rows j … j + 3 of a matrix as a panel, in columns from … to − 1. */
function writePanel({ panels, padded }: Work, a: Float64Array, n: number, j: number, from: number, to: number): void {
  const start = j * padded;
  for (let row = j; row < Math.min(j + 4, n); row++)
    for (let k = from; k < to; k++) panels[start + 4 * k + row - j] = a[row * n + k];
}

/** Writes the panel of rows j … j + 3 of a factor: what lies on its diagonal is divided by. */
function writeFactorPanel(work: Work, lower: Float64Array, n: number, j: number): void {
  const { panels, padded } = work;
  writePanel(work, lower, n, j, 0, j);
  const start = j * padded + 4 * j;
  panels.fill(0, start, start + 16);
  for (let row = 0; row < 4; row++) {
    const at = (j + row) * n + j;
    panels[start + 5 * row] = j + row < n ? 1 / lower[at + row] : 1;
    if (j + row < n) for (let k = 0; k < row; k++) panels[start + 4 * k + row] = lower[at + k];
  }
}

function writeFactor(work: Work, lower: Float64Array, n: number): void {
  work.panels.fill(0);
  for (let j = 0; j < n; j += 4) writeFactorPanel(work, lower, n, j);
}

/** Of the scratch rows, columns from `start` on: z with z L' = b. */
function solveRows({ kernel, padded, panels }: Work, start: number, to: number): void {
  kernel.solve(0, 8 * padded, start, start, to, panels.byteOffset, 32 * padded);
}

/**
 * Replaces the lower half of a symmetric positive definite matrix (n × n, row-major) by its
 * Cholesky factor and leaves the upper half alone. Returns false where a pivot is not positive.
 * `pulse` is called now and then: what it throws breaks off.
 */
export function factorInPlace(a: Float64Array, n: number, pulse: () => void = () => {}): boolean {
  const work = workFor(n);
  if (!work) return plain.factorInPlace(a, n, 0, pulse);
  const { kernel, padded, rows, panels } = work;
  const width = 8 * padded;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    for (let r = 0; r < 4; r++) rows.set(a.subarray((i + r) * n, (i + r) * n + i + r + 1), r * padded);
    solveRows(work, 0, i);
    // The four rows' own corner, less what the columns before it explain.
    for (let r = 0; r < 4; r++) for (let k = 0; k < i; k++) panels[i * padded + 4 * k + r] = rows[r * padded + k];
    kernel.subtract(8 * i, width, 0, width, panels.byteOffset + i * width, i);
    for (let r = 0; r < 4; r++) a.set(rows.subarray(r * padded, r * padded + i + r + 1), (i + r) * n);
    if (!plain.factorCorner(a, n, i)) return false;
    writeFactorPanel(work, a, n, i);
    pulse();
  }
  return plain.factorInPlace(a, n, i, pulse);
}

/**
 * Solves L z = b in place; `b` holds `columns` right-hand sides of length n, one after the other.
 * `pulse` is as in `factorInPlace`: where it breaks off, some are solved for.
 */
export function solveLower(
  lower: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
  pulse: () => void = () => {},
): void {
  const work = columns < WORTHWHILE ? null : workFor(n);
  if (!work) {
    plain.solveLower(lower, n, b, columns, pulse);
    return;
  }
  const { rows, padded } = work;
  writeFactor(work, lower, n);
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    rows.fill(0);
    for (let r = 0; r < 4; r++) rows.set(b.subarray((c + r) * n, (c + r + 1) * n), r * padded);
    solveRows(work, 0, padded);
    for (let r = 0; r < 4; r++) b.set(rows.subarray(r * padded, r * padded + n), (c + r) * n);
    pulse();
  }
  plain.solveLower(lower, n, b.subarray(c * n), columns - c);
}

export const { solveUpper } = plain;

/**
 * Fills `inverse` (n × n) with the factor's transposed inverse: row i holds column i of L⁻¹, with
 * zeros before the diagonal. `pulse` is as in `factorInPlace`.
 */
export function inverseTransposed(
  lower: Float64Array,
  n: number,
  inverse: Float64Array,
  pulse: () => void = () => {},
): void {
  const work = workFor(n);
  if (!work) {
    plain.inverseTransposed(lower, n, inverse, 0, pulse);
    return;
  }
  const { rows, padded } = work;
  writeFactor(work, lower, n);
  let c = 0;
  for (; c + 4 <= n; c += 4) {
    rows.fill(0);
    for (let r = 0; r < 4; r++) rows[r * padded + c + r] = 1;
    solveRows(work, c, padded);
    for (let r = 0; r < 4; r++) inverse.set(rows.subarray(r * padded, r * padded + n), (c + r) * n);
    pulse();
  }
  plain.inverseTransposed(lower, n, inverse, c, pulse);
}

/**
 * Fills the lower half of `result` (n × n) with the matrix's inverse, computed from the transposed
 * inverse `u` of its factor.
 */
export function inverseProduct(u: Float64Array, n: number, result: Float64Array): void {
  const work = workFor(n);
  if (!work) {
    plain.inverseProduct(u, n, result);
    return;
  }
  const { kernel, padded, rows, sums, panels } = work;
  const width = 8 * padded;
  panels.fill(0);
  for (let j = 0; j < n; j += 4) writePanel(work, u, n, j, j, n);
  for (let i = 0; i < n; i += 4) {
    const last = Math.min(i + 4, n);
    rows.fill(0);
    sums.fill(0);
    for (let row = i; row < last; row++) rows.set(u.subarray(row * n + i, (row + 1) * n), (row - i) * padded + i);
    for (let j = 0; j <= i; j += 4) {
      const panel = panels.byteOffset + j * width + 32 * i;
      kernel.subtract(sums.byteOffset + 8 * j, width, 8 * i, width, panel, padded - i);
    }
    for (let row = i; row < last; row++)
      for (let j = 0; j <= row; j++) result[row * n + j] = 0 - sums[(row - i) * padded + j];
  }
}
