// `large-cholesky.ts` without WebAssembly: dot products of rows, taken in tiles of four rows by
// two, so that six loads serve eight multiplications. Sums run in index order, so the bits are the
// same everywhere.

/** Rows before `from` count as factored already. */
export function factorInPlace(a: Float64Array, n: number, from = 0, pulse: () => void = () => {}): boolean {
  for (let i = from; i < n; ) {
    const rows = i + 4 <= n ? 4 : 1;
    if (rows === 4) solveFourRows(a, n, i);
    for (let row = i; row < i + rows; row++) if (!finishRow(a, n, row, rows === 4 ? i : 0)) return false;
    i += rows;
    pulse();
  }
  return true;
}

/** Computes columns 0 … i − 1 of the factor's rows i … i + 3. */
function solveFourRows(a: Float64Array, n: number, i: number): void {
  const r0 = i * n;
  const r1 = r0 + n;
  const r2 = r1 + n;
  const r3 = r2 + n;
  let j = 0;
  for (; j + 1 < i; j += 2) {
    const p = j * n;
    const q = p + n;
    let s00 = a[r0 + j];
    let s10 = a[r1 + j];
    let s20 = a[r2 + j];
    let s30 = a[r3 + j];
    let s01 = a[r0 + j + 1];
    let s11 = a[r1 + j + 1];
    let s21 = a[r2 + j + 1];
    let s31 = a[r3 + j + 1];
    for (let k = 0; k < j; k++) {
      const x = a[p + k];
      const y = a[q + k];
      const l0 = a[r0 + k];
      const l1 = a[r1 + k];
      const l2 = a[r2 + k];
      const l3 = a[r3 + k];
      s00 -= l0 * x;
      s10 -= l1 * x;
      s20 -= l2 * x;
      s30 -= l3 * x;
      s01 -= l0 * y;
      s11 -= l1 * y;
      s21 -= l2 * y;
      s31 -= l3 * y;
    }
    const first = 1 / a[p + j];
    const second = 1 / a[q + j + 1];
    const between = a[q + j];
    a[r0 + j] = s00 *= first;
    a[r1 + j] = s10 *= first;
    a[r2 + j] = s20 *= first;
    a[r3 + j] = s30 *= first;
    a[r0 + j + 1] = (s01 - s00 * between) * second;
    a[r1 + j + 1] = (s11 - s10 * between) * second;
    a[r2 + j + 1] = (s21 - s20 * between) * second;
    a[r3 + j + 1] = (s31 - s30 * between) * second;
  }
  if (j < i) for (let row = i; row < i + 4; row++) a[row * n + j] = eliminated(a, n, row, j) / a[j * n + j];
}

/**
 * Computes one row from `column` up to its diagonal, where products before `from` are taken off
 * already; false where the pivot is not positive.
 */
function finishRow(a: Float64Array, n: number, row: number, column: number, from = 0): boolean {
  for (let j = column; j < row; j++) a[row * n + j] = eliminated(a, n, row, j, from) / a[j * n + j];
  const pivot = eliminated(a, n, row, row, from);
  if (!(pivot > 0)) return false;
  a[row * n + row] = Math.sqrt(pivot);
  return true;
}

/** Of rows i … i + 3, columns i … i + 3, less whose products before column i already. */
export function factorCorner(a: Float64Array, n: number, i: number): boolean {
  for (let row = i; row < i + 4; row++) if (!finishRow(a, n, row, i, i)) return false;
  return true;
}

function eliminated(a: Float64Array, n: number, row: number, column: number, from = 0): number {
  const p = row * n;
  const q = column * n;
  let sum = a[p + column];
  for (let k = from; k < column; k++) sum -= a[p + k] * a[q + k];
  return sum;
}

/** Columns from `start` on of the right-hand sides c … c + 3, which are 0 before. */
function solveFour(lower: Float64Array, n: number, b: Float64Array, c: number, start: number): void {
  const b0 = c * n;
  const b1 = b0 + n;
  const b2 = b1 + n;
  const b3 = b2 + n;
  for (let i = start; i < n; i++) {
    const p = i * n;
    let s0 = b[b0 + i];
    let s1 = b[b1 + i];
    let s2 = b[b2 + i];
    let s3 = b[b3 + i];
    for (let k = start; k < i; k++) {
      const l = lower[p + k];
      s0 -= l * b[b0 + k];
      s1 -= l * b[b1 + k];
      s2 -= l * b[b2 + k];
      s3 -= l * b[b3 + k];
    }
    const scale = 1 / lower[p + i];
    b[b0 + i] = s0 * scale;
    b[b1 + i] = s1 * scale;
    b[b2 + i] = s2 * scale;
    b[b3 + i] = s3 * scale;
  }
}

/** The same of one. */
function solveOne(lower: Float64Array, n: number, b: Float64Array, c: number, start: number): void {
  const row = c * n;
  for (let i = start; i < n; i++) {
    let sum = b[row + i];
    for (let k = start; k < i; k++) sum -= lower[i * n + k] * b[row + k];
    b[row + i] = sum / lower[i * n + i];
  }
}

export function solveLower(
  lower: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
  pulse: () => void = () => {},
): void {
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    solveFour(lower, n, b, c, 0);
    pulse();
  }
  for (; c < columns; c++) solveOne(lower, n, b, c, 0);
}

/** Solves L' z = b in place, with the right-hand sides laid out as in `solveLower`. */
export function solveUpper(lower: Float64Array, n: number, b: Float64Array, columns: number): void {
  for (let c = 0; c < columns; c++) {
    const start = c * n;
    for (let i = n - 1; i >= 0; i--) {
      const p = i * n;
      const z = b[start + i] / lower[p + i];
      b[start + i] = z;
      for (let k = 0; k < i; k++) b[start + k] -= lower[p + k] * z;
    }
  }
}

/** Rows before `from` are there already. */
export function inverseTransposed(
  lower: Float64Array,
  n: number,
  inverse: Float64Array,
  from = 0,
  pulse: () => void = () => {},
): void {
  inverse.fill(0, from * n);
  for (let i = from; i < n; i++) inverse[i * n + i] = 1;
  let c = from;
  for (; c + 4 <= n; c += 4) {
    solveFour(lower, n, inverse, c, c);
    pulse();
  }
  for (; c < n; c++) solveOne(lower, n, inverse, c, c);
}

export function inverseProduct(u: Float64Array, n: number, result: Float64Array): void {
  for (let i = 0; i < n; i += 2) {
    const p = i * n;
    const two = i + 1 < n;
    const q = two ? p + n : p;
    for (let j = 0; j <= i; j += 2) {
      const r = j * n;
      const s = r + n;
      if (j + 1 > i || !two) {
        for (let row = i; row <= i + (two ? 1 : 0); row++)
          for (let column = j; column <= Math.min(j + 1, row); column++) {
            let sum = 0;
            for (let k = row; k < n; k++) sum += u[row * n + k] * u[column * n + k];
            result[row * n + column] = sum;
          }
        continue;
      }
      let a = u[p + i] * u[r + i];
      let b = u[p + i] * u[s + i];
      let c = 0;
      let d = 0;
      for (let k = i + 1; k < n; k++) {
        const x = u[p + k];
        const y = u[q + k];
        const z = u[r + k];
        const w = u[s + k];
        a += x * z;
        b += x * w;
        c += y * z;
        d += y * w;
      }
      result[p + j] = a;
      result[p + j + 1] = b;
      result[q + j] = c;
      result[q + j + 1] = d;
    }
  }
}
