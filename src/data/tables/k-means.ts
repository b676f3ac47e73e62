import type { Rows } from '../../games/game.ts';
import { roomLike } from '../../numerics/numbers.ts';
import type { Random } from '../../numerics/random.ts';
import type { Column } from './table.ts';

const ITERATIONS = 50;

/** Rows in standardised columns, row-major. */
interface Points {
  readonly values: Float64Array;
  readonly count: number;
  readonly columns: number;
}

/**
 * Returns `k` centres of rows, for a `k` below the number of rows: k-means++ (Arthur and
 * Vassilvitskii 2007), then Lloyd's iterations, on standardised columns. In the end each number of
 * a centre becomes the nearest one that its column holds, and each category the most common one
 * among the centre's rows, since a mean of codes is meaningless. A missing value counts as the
 * mean.
 */
export function kMeans(rows: Rows, columns: readonly Column[], k: number, random: Random): Rows {
  const points = standardised(rows);
  const centres = seeded(points, k, random);
  const owner = new Int32Array(rows.count).fill(-1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (!assign(points, centres, owner)) break;
    recentre(points, centres, owner);
  }
  const data = roomLike(rows.data, k * rows.columns);
  for (let column = 0; column < rows.columns; column++) {
    for (let centre = 0; centre < k; centre++) {
      const common = columns[column].kind === 'categorical' ? mostCommon(rows, column, owner, centre) : null;
      data[centre * rows.columns + column] =
        common ?? nearestValue(points.values, rows, column, centres[centre * rows.columns + column]);
    }
  }
  return { count: k, columns: rows.columns, data };
}

/** Rows as points: each column has mean 0 and deviation 1, and missing values are 0. */
function standardised({ count, columns, data }: Rows): Points {
  const values = new Float64Array(count * columns);
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    let known = 0;
    for (let at = column; at < data.length; at += columns) {
      if (Number.isNaN(data[at])) continue;
      sum += data[at];
      known++;
    }
    const mean = known > 0 ? sum / known : 0;
    let squares = 0;
    for (let at = column; at < data.length; at += columns)
      if (!Number.isNaN(data[at])) squares += (data[at] - mean) * (data[at] - mean);
    const deviation = squares > 0 ? Math.sqrt(squares / known) : 1;
    for (let at = column; at < data.length; at += columns)
      values[at] = Number.isNaN(data[at]) ? 0 : (data[at] - mean) / deviation;
  }
  return { values, count, columns };
}

/** The squared distance between a row of points and a centre. */
function distance(points: Points, row: number, centres: Float64Array, centre: number): number {
  const { values, columns } = points;
  const from = row * columns;
  const to = centre * columns;
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const difference = values[from + column] - centres[to + column];
    sum += difference * difference;
  }
  return sum;
}

/**
 * The first centres: each is a row drawn with a probability proportional to the square of its
 * distance to the nearest centre so far.
 */
function seeded(points: Points, k: number, random: Random): Float64Array {
  const { values, count, columns } = points;
  const centres = new Float64Array(k * columns);
  const nearest = new Float64Array(count).fill(Infinity);
  let row = random.integer(count);
  for (let centre = 0; centre < k; centre++) {
    centres.set(values.subarray(row * columns, (row + 1) * columns), centre * columns);
    let sum = 0;
    for (let other = 0; other < count; other++) {
      nearest[other] = Math.min(nearest[other], distance(points, other, centres, centre));
      sum += nearest[other];
    }
    const aim = random.uniform() * sum;
    row = 0;
    // Where every row equals a centre the sum is 0, and any row will do.
    for (let passed = nearest[0]; row < count - 1 && passed <= aim; passed += nearest[row]) row++;
  }
  return centres;
}

/** Assigns each row to its nearest centre; returns whether any row moved. */
function assign(points: Points, centres: Float64Array, owner: Int32Array): boolean {
  const { count, columns } = points;
  const k = centres.length / columns;
  let changed = false;
  for (let row = 0; row < count; row++) {
    let best = 0;
    let least = Infinity;
    for (let centre = 0; centre < k; centre++) {
      const squared = distance(points, row, centres, centre);
      if (squared < least) {
        least = squared;
        best = centre;
      }
    }
    if (owner[row] !== best) changed = true;
    owner[row] = best;
  }
  return changed;
}

/** Moves each centre to the mean of its rows; a centre without rows stays where it is. */
function recentre({ values, count, columns }: Points, centres: Float64Array, owner: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const sizes = new Int32Array(centres.length / columns);
  for (let row = 0; row < count; row++) {
    sizes[owner[row]]++;
    for (let column = 0; column < columns; column++)
      sums[owner[row] * columns + column] += values[row * columns + column];
  }
  for (let at = 0; at < centres.length; at++) {
    const size = sizes[Math.floor(at / columns)];
    if (size > 0) centres[at] = sums[at] / size;
  }
}

/** The value of a column whose standardised form is nearest to `aim`; NaN in an empty column. */
function nearestValue(standard: Float64Array, { columns, data }: Rows, column: number, aim: number): number {
  let best = Number.NaN;
  let least = Infinity;
  for (let cell = column; cell < data.length; cell += columns) {
    const away = Math.abs(standard[cell] - aim);
    if (away < least && !Number.isNaN(data[cell])) {
      least = away;
      best = data[cell];
    }
  }
  return best;
}

/**
 * The most common code of a column among a centre's rows, the first of equally common ones; null
 * where there is none.
 */
function mostCommon({ count, columns, data }: Rows, column: number, owner: Int32Array, centre: number): number | null {
  const counts = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const code = data[row * columns + column];
    if (owner[row] === centre && !Number.isNaN(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let best: number | null = null;
  for (const [code, times] of counts) if (best === null || times > (counts.get(best) ?? 0)) best = code;
  return best;
}
