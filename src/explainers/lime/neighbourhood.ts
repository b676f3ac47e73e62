// A neighbourhood is stored as columns, so that every loop runs along the rows.

/** Rows of a neighbourhood. */
export interface RowBlock {
  readonly rows: number;
  readonly weights: Float64Array;
  /** P columns of the design, less the explained row's number. */
  readonly design: readonly Float64Array[];
  /** K columns of values, less the explained row's. */
  readonly values: readonly Float64Array[];
}

/** Some outputs' fits to the same features. */
export interface GroupFit {
  /** Which outputs: G of the K. */
  readonly group: readonly number[];
  /** The features used: S of the P. */
  readonly used: readonly number[];
  /** S × G. */
  readonly coefficients: Float64Array;
  /** Inverse of the penalised normal matrix, S × S. */
  readonly inverse: Float64Array;
  /** Weighted mean of each feature (P) and output (K), less the explained row's. */
  readonly mean: Float64Array;
  readonly level: Float64Array;
  /** Called between blocks. */
  readonly pulse?: (() => void) | undefined;
}

/**
 * Weighted sums of squares around the mean and around the fit (G each), and the sandwich's diagonal
 * (G × S): the coefficients' variances over neighbourhoods.
 */
export function residuals(blocks: readonly RowBlock[], fit: GroupFit) {
  const { group, used, coefficients, inverse, mean, level, pulse } = fit;
  const size = used.length;
  const width = group.length;
  const spread = new Float64Array(width);
  const unexplained = new Float64Array(width);
  const meat = new Float64Array(width * size);
  const pulls = new Float64Array(width * size);
  const centre = used.map((feature) => mean[feature]);
  for (const [index, block] of blocks.entries()) {
    pulse?.();
    const influence = used.map((_, j) => {
      const column = combination(block, used, inverse.subarray(j * size, (j + 1) * size), centre);
      for (let row = 0; row < block.rows; row++) column[row] *= block.weights[row];
      return column;
    });
    for (let g = 0; g < width; g++) {
      const output = group[g];
      const errors = combination(
        block,
        used,
        Float64Array.from(used, (_, j) => coefficients[j * width + g]),
        centre,
      );
      for (let row = 0; row < block.rows; row++) {
        const y = block.values[output][row] - level[output];
        errors[row] = y - errors[row];
        spread[g] += block.weights[row] * y * y;
        unexplained[g] += block.weights[row] * errors[row] * errors[row];
      }
      // The explained row is in every neighbourhood: it adds nothing to the spread over
      // neighbourhoods.
      if (index === 0) errors[0] = 0;
      for (let j = 0; j < size; j++) {
        const { sum, squares } = moments(influence[j], errors);
        pulls[g * size + j] += sum;
        meat[g * size + j] += squares;
      }
    }
  }
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  for (let i = 0; i < meat.length; i++) meat[i] = Math.max(0, meat[i] - (pulls[i] * pulls[i]) / Math.max(1, rows - 1));
  return { spread, unexplained, meat };
}

/** The columns of row-major numbers, each less its number in `origin`. */
export function columnsOf(numbers: Float64Array, width: number, origin: Float64Array): Float64Array[] {
  const rows = numbers.length / width;
  // One piece of memory: thousands of small ones take longer to get than to fill.
  const all = new Float64Array(rows * width);
  return Array.from({ length: width }, (_, j) => {
    const column = all.subarray(j * rows, (j + 1) * rows);
    for (let row = 0; row < rows; row++) column[row] = numbers[row * width + j] - origin[j];
    return column;
  });
}

/** Sum of products, in four strands that a processor can add at once. */
export function dot(a: Float64Array, b: Float64Array): number {
  const even = a.length - (a.length % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < even; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (let i = even; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}

/** Sum of products and sum of their squares, in two strands. */
function moments(a: Float64Array, b: Float64Array): { sum: number; squares: number } {
  let s0 = 0;
  let s1 = 0;
  let q0 = 0;
  let q1 = 0;
  for (let i = 0; i + 1 < a.length; i += 2) {
    const p0 = a[i] * b[i];
    const p1 = a[i + 1] * b[i + 1];
    s0 += p0;
    s1 += p1;
    q0 += p0 * p0;
    q1 += p1 * p1;
  }
  if (a.length % 2 === 1) {
    const last = a[a.length - 1] * b[a.length - 1];
    s0 += last;
    q0 += last * last;
  }
  return { sum: s0 + s1, squares: q0 + q1 };
}

/** Sum over the used features of factor × (design − centre), for each row. */
function combination(
  block: RowBlock,
  used: readonly number[],
  factors: Float64Array,
  centre: readonly number[],
): Float64Array {
  let offset = 0;
  for (let j = 0; j < used.length; j++) offset -= factors[j] * centre[j];
  const column = new Float64Array(block.rows).fill(offset);
  const even = used.length - (used.length % 4);
  for (let j = 0; j < even; j += 4) {
    const [f0, f1, f2, f3] = factors.subarray(j, j + 4);
    const [d0, d1, d2, d3] = [
      block.design[used[j]],
      block.design[used[j + 1]],
      block.design[used[j + 2]],
      block.design[used[j + 3]],
    ];
    for (let i = 0; i < column.length; i++) column[i] += f0 * d0[i] + f1 * d1[i] + (f2 * d2[i] + f3 * d3[i]);
  }
  for (let j = even; j < used.length; j++) {
    const factor = factors[j];
    const design = block.design[used[j]];
    for (let i = 0; i < column.length; i++) column[i] += factor * design[i];
  }
  return column;
}
