import type { Column } from './table.ts';

/** A column's values as `association` needs them: ranks of numbers, or codes of categories. */
export interface ComparableColumn {
  readonly kind: Column['kind'];
  /** NaN where a cell is empty. */
  readonly values: Float64Array;
  /**
   * Ranks minus their mean, scaled to a sum of squares of 1; null for categories, and where ranks
   * do not vary or cells are empty.
   */
  readonly unit: Float64Array | null;
  /** Of categories: the number of each row's level, from 0; −1 where the cell is empty. */
  readonly codes: Int32Array;
  readonly levels: number;
}

/**
 * Numbers become ranks from 0, where equal numbers share their mean rank, as for Spearman's
 * correlation; categories stay codes.
 */
export function comparable(kind: Column['kind'], values: Float64Array): ComparableColumn {
  if (kind === 'categorical') return { kind, values, unit: null, ...numbered(values) };
  const order = new Int32Array(values.length);
  let present = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) order[present++] = row;
  const sorted = order.subarray(0, present).sort((a, b) => values[a] - values[b] || a - b);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0, to = 0; from < present; from = to) {
    while (to < present && values[sorted[to]] === values[sorted[from]]) to++;
    for (let at = from; at < to; at++) ranks[sorted[at]] = (from + to - 1) / 2;
  }
  const mean = (present - 1) / 2;
  const squares = ranks.reduce((sum, rank) => sum + (rank - mean) * (rank - mean), 0);
  const unit = squares > 0 ? ranks.map((rank) => (rank - mean) / Math.sqrt(squares)) : null;
  return { kind, values: ranks, unit, codes: new Int32Array(0), levels: 0 };
}

/**
 * How much two columns tell about each other, from 0 to 1, over the rows in which both have a
 * value. For two numeric columns it is the absolute rank correlation (Spearman); for a numeric and
 * a categorical one, the correlation ratio of the ranks, corrected for chance (Kelley 1935, ε); for
 * two categorical ones, Cramér's V, corrected for chance (Bergsma 2013). 0 where either does not
 * vary.
 */
export function association(a: ComparableColumn, b: ComparableColumn): number {
  if (a.kind === 'numeric') return b.kind === 'numeric' ? correlation(a, b) : ratio(a, b);
  return b.kind === 'numeric' ? ratio(b, a) : cramer(a, b);
}

/** The `association` of a column, by its number, with each of those before it, sooner. */
export function associationsBefore(columns: readonly ComparableColumn[], column: number): Float64Array {
  const found = new Float64Array(column);
  const ranked: number[] = [];
  const units: Float64Array[] = [];
  const { unit } = columns[column];
  for (let at = 0; at < column; at++) {
    const other = columns[at].unit;
    if (unit && other) {
      ranked.push(at);
      units.push(other);
    } else found[at] = association(columns[column], columns[at]);
  }
  const products = unit ? productsWith(unit, units) : [];
  for (let i = 0; i < ranked.length; i++) found[ranked[i]] = clipped(Math.abs(products[i]));
  return found;
}

/**
 * Sums of products with each of several lists. Four at a time: each sum waits for itself alone, in
 * the order of the rows.
 */
function productsWith(list: Float64Array, others: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(others.length);
  const whole = others.length - (others.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const a = others[at];
    const b = others[at + 1];
    const c = others[at + 2];
    const d = others[at + 3];
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let row = 0; row < list.length; row++) {
      const x = list[row];
      sumA += x * a[row];
      sumB += x * b[row];
      sumC += x * c[row];
      sumD += x * d[row];
    }
    sums[at] = sumA;
    sums[at + 1] = sumB;
    sums[at + 2] = sumC;
    sums[at + 3] = sumD;
  }
  for (let at = whole; at < others.length; at++) {
    const own = others[at];
    for (let row = 0; row < list.length; row++) sums[at] += list[row] * own[row];
  }
  return sums;
}

const both = (a: Float64Array, b: Float64Array, row: number): boolean => !Number.isNaN(a[row]) && !Number.isNaN(b[row]);
const clipped = (x: number): number => (x > 0 ? Math.min(1, x) : 0);

function correlation(first: ComparableColumn, second: ComparableColumn): number {
  if (first.unit && second.unit) {
    let product = 0;
    for (let row = 0; row < first.unit.length; row++) product += first.unit[row] * second.unit[row];
    return clipped(Math.abs(product));
  }
  const [a, b] = [first.values, second.values];
  let [rows, meanA, meanB] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    if (!both(a, b, row)) continue;
    rows += 1;
    meanA += a[row];
    meanB += b[row];
  }
  meanA /= Math.max(1, rows);
  meanB /= Math.max(1, rows);
  let [squareA, squareB, product] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    if (!both(a, b, row)) continue;
    squareA += (a[row] - meanA) * (a[row] - meanA);
    squareB += (b[row] - meanB) * (b[row] - meanB);
    product += (a[row] - meanA) * (b[row] - meanB);
  }
  return squareA > 0 && squareB > 0 ? clipped(Math.abs(product) / Math.sqrt(squareA * squareB)) : 0;
}

/** Kelley's ε of numbers in classes: ε² = 1 − (within / (n − classes)) / (total / (n − 1)). */
function ratio({ values: numbers }: ComparableColumn, classes: ComparableColumn): number {
  const { levels, codes } = classes;
  const counts = new Int32Array(levels);
  const sums = new Float64Array(levels);
  let [rows, mean, found] = [0, 0, 0];
  for (let row = 0; row < numbers.length; row++) {
    const code = codes[row];
    if (code < 0 || Number.isNaN(numbers[row])) continue;
    if (counts[code]++ === 0) found += 1;
    sums[code] += numbers[row];
    rows += 1;
    mean += numbers[row];
  }
  mean /= Math.max(1, rows);
  const means = sums.map((sum, code) => sum / counts[code]);
  let [within, total] = [0, 0];
  for (let row = 0; row < numbers.length; row++) {
    const code = codes[row];
    if (code < 0 || Number.isNaN(numbers[row])) continue;
    const gap = numbers[row] - means[code];
    within += gap * gap;
    total += (numbers[row] - mean) * (numbers[row] - mean);
  }
  if (found < 2 || rows <= found || !(total > 0)) return 0;
  return Math.sqrt(clipped(1 - (within * (rows - 1)) / (total * (rows - found))));
}

/** Rows with each pair of levels, level by level; it is cleared after each use. */
let pairs = new Int32Array(0);

function cramer(a: ComparableColumn, b: ComparableColumn): number {
  if (pairs.length < a.levels * b.levels) pairs = new Int32Array(a.levels * b.levels);
  const countsA = new Int32Array(a.levels);
  const countsB = new Int32Array(b.levels);
  /** By level of the first, in the order of the rows, the pairs that there are. */
  const lines = new Map<number, number[]>();
  let [rows, c] = [0, 0];
  for (let row = 0; row < a.codes.length; row++) {
    const [x, y] = [a.codes[row], b.codes[row]];
    if (x < 0 || y < 0) continue;
    const pair = x * b.levels + y;
    if (countsA[x]++ === 0) lines.set(x, []);
    if (countsB[y]++ === 0) c += 1;
    if (pairs[pair]++ === 0) lines.get(x)?.push(pair);
    rows += 1;
  }
  // χ² / n = Σ cell² / (row · column) − 1.
  let phi = -1;
  for (const [x, line] of lines)
    for (const pair of line) {
      phi += (pairs[pair] / countsA[x]) * (pairs[pair] / countsB[pair - x * b.levels]);
      pairs[pair] = 0;
    }
  const r = lines.size;
  if (r < 2 || c < 2) return 0;
  const corrected = phi - ((r - 1) * (c - 1)) / (rows - 1);
  const room = Math.min(r - ((r - 1) * (r - 1)) / (rows - 1), c - ((c - 1) * (c - 1)) / (rows - 1)) - 1;
  return room > 0 ? Math.sqrt(clipped(corrected / room)) : 0;
}

/** Levels numbered from 0 in the order in which they appear; −1 where there is none. */
function numbered(values: Float64Array): { readonly codes: Int32Array; readonly levels: number } {
  const known = new Map<number, number>();
  const codes = new Int32Array(values.length).fill(-1);
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    codes[row] = code;
  }
  return { codes, levels: known.size };
}
