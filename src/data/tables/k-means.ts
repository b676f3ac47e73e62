import type { Rows } from '../../games/game.ts';
import type { Random } from '../../numerics/random.ts';
import type { Column } from './table.ts';

const ITERATIONS = 50;

/**
 * `k` centres of rows: k-means++ (Arthur and Vassilvitskii 2007), then Lloyd's iterations, on
 * standardised columns. Each number of a centre is then the nearest its column holds, each category
 * the commonest of its rows (a mean of codes means nothing). A missing value counts as the mean.
 * `k` is below the number of rows. Returns k rows.
 */
export function kMeans(rows: Rows, columns: readonly Column[], k: number, random: Random): Rows {
  const points = standardised(rows);
  const centres = seeded(points, rows, k, random);
  const owner = new Int32Array(rows.count).fill(-1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (!assign(points, rows, centres, owner)) break;
    recentre(points, rows, centres, owner);
  }
  const data = new Float32Array(k * rows.columns);
  for (let column = 0; column < rows.columns; column++) {
    for (let centre = 0; centre < k; centre++) {
      const common = columns[column].kind === 'categorical' ? commonest(rows, column, owner, centre) : null;
      data[centre * rows.columns + column] =
        common ?? nearestValue(points, rows, column, centres[centre * rows.columns + column]);
    }
  }
  return { count: k, columns: rows.columns, data };
}

function standardised({ count, columns, data }: Rows): Float64Array {
  const points = new Float64Array(count * columns);
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
      points[at] = Number.isNaN(data[at]) ? 0 : (data[at] - mean) / deviation;
  }
  return points;
}

function distance(a: Float64Array, from: number, b: Float64Array, to: number, columns: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const difference = a[from + column] - b[to + column];
    sum += difference * difference;
  }
  return sum;
}

/**
 * First centres: each next one a row drawn with a chance that grows with the square of its distance
 * to those there are.
 */
function seeded(points: Float64Array, { count, columns }: Rows, k: number, random: Random): Float64Array {
  const centres = new Float64Array(k * columns);
  const nearest = new Float64Array(count).fill(Infinity);
  let row = random.integer(count);
  for (let centre = 0; centre < k; centre++) {
    centres.set(points.subarray(row * columns, (row + 1) * columns), centre * columns);
    let sum = 0;
    for (let other = 0; other < count; other++) {
      nearest[other] = Math.min(nearest[other], distance(points, other * columns, centres, centre * columns, columns));
      sum += nearest[other];
    }
    const aim = random.uniform() * sum;
    row = 0;
    // Where all rows are equal to a centre the sum is 0 and the first row does as well as any.
    for (let passed = nearest[0]; row < count - 1 && passed <= aim; passed += nearest[row]) row++;
  }
  return centres;
}

/** Gives each row its nearest centre; whether any changed. */
function assign(points: Float64Array, { count, columns }: Rows, centres: Float64Array, owner: Int32Array): boolean {
  let changed = false;
  for (let row = 0; row < count; row++) {
    let best = 0;
    let least = Infinity;
    for (let at = 0, centre = 0; at < centres.length; at += columns, centre++) {
      const squared = distance(points, row * columns, centres, at, columns);
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

/** Moves each centre to the mean of its rows; one without rows stays where it is. */
function recentre(points: Float64Array, { count, columns }: Rows, centres: Float64Array, owner: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const sizes = new Int32Array(centres.length / columns);
  for (let row = 0; row < count; row++) {
    sizes[owner[row]]++;
    for (let column = 0; column < columns; column++)
      sums[owner[row] * columns + column] += points[row * columns + column];
  }
  for (let at = 0; at < centres.length; at++) {
    const size = sizes[Math.floor(at / columns)];
    if (size > 0) centres[at] = sums[at] / size;
  }
}

/**
 * The value of a column whose standardised form is nearest to `aim`; NaN where the column holds
 * none.
 */
function nearestValue(points: Float64Array, { columns, data }: Rows, column: number, aim: number): number {
  let best = Number.NaN;
  let least = Infinity;
  for (let cell = column; cell < data.length; cell += columns) {
    const away = Math.abs(points[cell] - aim);
    if (away < least && !Number.isNaN(data[cell])) {
      least = away;
      best = data[cell];
    }
  }
  return best;
}

/**
 * The commonest code of a column among a centre's rows (of equals, the one met first); null where
 * there is none.
 */
function commonest({ count, columns, data }: Rows, column: number, owner: Int32Array, centre: number): number | null {
  const counts = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const code = data[row * columns + column];
    if (owner[row] === centre && !Number.isNaN(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let best: number | null = null;
  for (const [code, times] of counts) if (best === null || times > (counts.get(best) ?? 0)) best = code;
  return best;
}
