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
}

/**
 * Numbers become ranks from 0, where equal numbers share their mean rank, as for Spearman's
 * correlation; categories stay codes.
 */
export function comparable(kind: Column['kind'], values: Float64Array): ComparableColumn {
  if (kind === 'categorical') return { kind, values, unit: null };
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
  return { kind, values: ranks, unit: squares > 0 ? ranks.map((rank) => (rank - mean) / Math.sqrt(squares)) : null };
}

/**
 * How much two columns tell about each other, from 0 to 1, over the rows in which both have a
 * value. For two numeric columns it is the absolute rank correlation (Spearman); for a numeric and
 * a categorical one, the correlation ratio of the ranks, corrected for chance (Kelley 1935, ε); for
 * two categorical ones, Cramér's V, corrected for chance (Bergsma 2013). 0 where either does not
 * vary.
 */
export function association(a: ComparableColumn, b: ComparableColumn): number {
  if (a.kind === 'numeric') return b.kind === 'numeric' ? correlation(a, b) : ratio(a.values, b.values);
  return b.kind === 'numeric' ? ratio(b.values, a.values) : cramer(a.values, b.values);
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
function ratio(numbers: Float64Array, codes: Float64Array): number {
  const classes = new Map<number, { count: number; sum: number }>();
  let [rows, mean] = [0, 0];
  for (let row = 0; row < numbers.length; row++) {
    if (!both(numbers, codes, row)) continue;
    const own = classes.get(codes[row]) ?? { count: 0, sum: 0 };
    own.count += 1;
    own.sum += numbers[row];
    classes.set(codes[row], own);
    rows += 1;
    mean += numbers[row];
  }
  mean /= Math.max(1, rows);
  let [within, total] = [0, 0];
  for (let row = 0; row < numbers.length; row++) {
    const own = classes.get(codes[row]);
    if (own === undefined || !both(numbers, codes, row)) continue;
    const gap = numbers[row] - own.sum / own.count;
    within += gap * gap;
    total += (numbers[row] - mean) * (numbers[row] - mean);
  }
  if (classes.size < 2 || rows <= classes.size || !(total > 0)) return 0;
  return Math.sqrt(clipped(1 - (within * (rows - 1)) / (total * (rows - classes.size))));
}

function cramer(a: Float64Array, b: Float64Array): number {
  const countsA = new Map<number, number>();
  const countsB = new Map<number, number>();
  const cells = new Map<number, Map<number, number>>();
  let rows = 0;
  for (let row = 0; row < a.length; row++) {
    if (!both(a, b, row)) continue;
    rows += 1;
    countsA.set(a[row], (countsA.get(a[row]) ?? 0) + 1);
    countsB.set(b[row], (countsB.get(b[row]) ?? 0) + 1);
    const line = cells.get(a[row]) ?? new Map<number, number>();
    line.set(b[row], (line.get(b[row]) ?? 0) + 1);
    cells.set(a[row], line);
  }
  const [r, c] = [countsA.size, countsB.size];
  if (r < 2 || c < 2) return 0;
  // χ² / n = Σ cell² / (row · column) − 1.
  let phi = -1;
  for (const [x, line] of cells)
    for (const [y, count] of line) phi += (count / (countsA.get(x) ?? 1)) * (count / (countsB.get(y) ?? 1));
  const corrected = phi - ((r - 1) * (c - 1)) / (rows - 1);
  const room = Math.min(r - ((r - 1) * (r - 1)) / (rows - 1), c - ((c - 1) * (c - 1)) / (rows - 1)) - 1;
  return room > 0 ? Math.sqrt(clipped(corrected / room)) : 0;
}
