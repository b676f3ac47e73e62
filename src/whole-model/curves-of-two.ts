import { type CurveMaker, intervalOf, presentRows, type Rows } from './curves.ts';

/** What two columns do together beyond what each does. */
export interface LocalEffectsOfTwo {
  readonly edges: readonly [first: readonly number[], second: readonly number[]];
  /** (K₁ + 1) × (K₂ + 1): the effect at each crossing of edges; its mean over the rows is 0. */
  readonly effect: readonly (readonly number[])[];
  /**
   * The same, half the width of each 95 % band; null where no cell had two rows, and where there is
   * no row in any cell around a crossing.
   */
  readonly half: readonly (readonly (number | null)[])[];
  /** K₁ × K₂: rows in each cell. */
  readonly rows: readonly (readonly number[])[];
}

const Z = 1.959963984540054;

/**
 * Accumulated local effects of two numeric columns, the second-order part alone (Apley and Zhu
 * 2020, section 3.2): second differences over each cell for its rows, added up, less the effects
 * that each column has by itself, and centred. A cell without rows takes the difference of the
 * nearest cell that has some.
 */
export function* localEffectsOfTwo(
  rows: Rows,
  [first, second]: readonly [number, number],
  [edges1, edges2]: readonly [readonly number[], readonly number[]],
): CurveMaker<LocalEffectsOfTwo> {
  const { data, columns } = rows;
  const present = presentRows(rows, [first, second]);
  const n = present.length;
  const [k1, k2] = [Math.max(1, edges1.length - 1), Math.max(1, edges2.length - 1)];
  const cells = Int32Array.from(
    present,
    (row) => intervalOf(edges1, data[row * columns + first]) * k2 + intervalOf(edges2, data[row * columns + second]),
  );
  const wanted = new Float64Array(4 * n * columns);
  for (let at = 0; at < n; at++)
    for (let corner = 0; corner < 4; corner++) {
      const from = (4 * at + corner) * columns;
      for (let j = 0; j < columns; j++) wanted[from + j] = data[present[at] * columns + j];
      wanted[from + first] = edges1[Math.min(edges1.length - 1, Math.floor(cells[at] / k2) + (corner >> 1))];
      wanted[from + second] = edges2[Math.min(edges2.length - 1, (cells[at] % k2) + (corner & 1))];
    }
  const answers = yield { data: wanted, count: 4 * n };
  const differences = Float64Array.from(
    { length: n },
    (_, at) => answers[4 * at + 3] - answers[4 * at + 2] - answers[4 * at + 1] + answers[4 * at],
  );
  const { means, errors, counts } = byCell(differences, cells, k1 * k2);
  fillEmpty(means, counts, k2);
  const effect = centred(accumulated(means, k1, k2), counts, k1, k2);
  // Cells are independent: how far each moves the centred effects, squared, adds up.
  const variances = new Float64Array((k1 + 1) * (k2 + 1));
  const known = errors.every((error, cell) => counts[cell] === 0 || error !== null);
  for (let cell = 0; cell < k1 * k2 && known; cell++) {
    if (counts[cell] === 0) continue;
    const unit = new Float64Array(k1 * k2);
    unit[cell] = errors[cell] as number;
    fillEmpty(unit, counts, k2); // what a cell without rows has taken is as uncertain
    const moved = centred(accumulated(unit, k1, k2), counts, k1, k2);
    for (let i = 0; i < moved.length; i++) variances[i] += moved[i] * moved[i];
  }
  /** Whether any of the cells around a crossing has rows. */
  const hasRows = (at: number): boolean => {
    const [i, j] = [Math.floor(at / (k2 + 1)), at % (k2 + 1)];
    return [i - 1, i].some((a) =>
      [j - 1, j].some((b) => a >= 0 && a < k1 && b >= 0 && b < k2 && counts[a * k2 + b] > 0),
    );
  };
  const grid = <T>(of: (at: number) => T): T[][] =>
    Array.from({ length: k1 + 1 }, (_, i) => Array.from({ length: k2 + 1 }, (_, j) => of(i * (k2 + 1) + j)));
  return {
    edges: [edges1, edges2],
    effect: grid((at) => effect[at]),
    half: grid((at) => (known && hasRows(at) ? Z * Math.sqrt(variances[at]) : null)),
    rows: Array.from({ length: k1 }, (_, i) => Array.from(counts.subarray(i * k2, (i + 1) * k2))),
  };
}

function byCell(differences: Float64Array, cells: Int32Array, count: number) {
  const [means, counts, squares] = [0, 1, 2].map(() => new Float64Array(count));
  for (const [at, cell] of cells.entries()) {
    counts[cell]++;
    means[cell] += differences[at];
  }
  for (let cell = 0; cell < count; cell++) if (counts[cell] > 0) means[cell] /= counts[cell];
  for (const [at, cell] of cells.entries())
    squares[cell] += (differences[at] - means[cell]) * (differences[at] - means[cell]);
  // A row by itself spreads as rows do within the other cells.
  let [all, free] = [0, 0];
  for (const [cell, own] of counts.entries())
    if (own > 1) {
      all += squares[cell];
      free += own - 1;
    }
  const alone = free === 0 ? null : Math.sqrt(all / free);
  const errors = Array.from(counts, (own, cell) =>
    own === 0 ? null : own === 1 ? alone : Math.sqrt(squares[cell] / (own - 1) / own),
  );
  return { means, errors, counts };
}

/** Cells without rows take what the nearest cell has (by steps, of several the first). */
function fillEmpty(means: Float64Array, counts: Float64Array, k2: number): void {
  const full = Array.from(counts.keys()).filter((cell) => counts[cell] > 0);
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] > 0 || full.length === 0) continue;
    const distance = (other: number): number => {
      const down = Math.floor(cell / k2) - Math.floor(other / k2);
      const across = (cell % k2) - (other % k2);
      return down * down + across * across;
    };
    means[cell] = means[full.reduce((best, other) => (distance(other) < distance(best) ? other : best))];
  }
}

/** Differences of cells added up to their corners. */
function accumulated(means: Float64Array, k1: number, k2: number): Float64Array {
  const sums = new Float64Array((k1 + 1) * (k2 + 1));
  const at = (i: number, j: number): number => i * (k2 + 1) + j;
  for (let i = 1; i <= k1; i++)
    for (let j = 1; j <= k2; j++)
      sums[at(i, j)] = sums[at(i - 1, j)] + sums[at(i, j - 1)] - sums[at(i - 1, j - 1)] + means[(i - 1) * k2 + j - 1];
  return sums;
}

/** Without the effects that each column has by itself, and without their mean. */
function centred(sums: Float64Array, counts: Float64Array, k1: number, k2: number): Float64Array {
  const at = (i: number, j: number): number => i * (k2 + 1) + j;
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const first = new Float64Array(k1 + 1);
  for (let i = 1; i <= k1; i++) {
    let [change, own] = [0, 0];
    for (let j = 0; j < k2; j++) {
      const count = counts[(i - 1) * k2 + j];
      const here = sums[at(i, j)] - sums[at(i - 1, j)] + (sums[at(i, j + 1)] - sums[at(i - 1, j + 1)]);
      change += (count * here) / 2;
      own += count;
    }
    first[i] = first[i - 1] + (own > 0 ? change / own : 0);
  }
  const second = new Float64Array(k2 + 1);
  for (let j = 1; j <= k2; j++) {
    let [change, own] = [0, 0];
    for (let i = 0; i < k1; i++) {
      const count = counts[i * k2 + j - 1];
      const here = sums[at(i, j)] - sums[at(i, j - 1)] + (sums[at(i + 1, j)] - sums[at(i + 1, j - 1)]);
      change += (count * here) / 2;
      own += count;
    }
    second[j] = second[j - 1] + (own > 0 ? change / own : 0);
  }
  const pure = sums.map((sum, i) => sum - first[Math.floor(i / (k2 + 1))] - second[i % (k2 + 1)]);
  let centre = 0;
  for (let i = 0; i < k1; i++)
    for (let j = 0; j < k2; j++) {
      const corners = pure[at(i, j)] + pure[at(i + 1, j)] + pure[at(i, j + 1)] + pure[at(i + 1, j + 1)];
      centre += (counts[i * k2 + j] * corners) / 4;
    }
  return pure.map((value) => value - centre / Math.max(1, rows));
}
