import type { NormalEquations } from './feature-selection.ts';
import { dot, type RowBlock } from './neighbourhood.ts';

/** Weighted least squares as growing sums: P features, K outputs. */
export interface Sums {
  rows: number;
  total: number;
  squares: number;
  /** P × P, lower half. */
  readonly gram: Float64Array;
  readonly sums: Float64Array;
  /** P × K. */
  readonly products: Float64Array;
  readonly levels: Float64Array;
}

export const emptySums = (features: number, outputs: number): Sums => ({
  rows: 0,
  total: 0,
  squares: 0,
  gram: new Float64Array(features * features),
  sums: new Float64Array(features),
  products: new Float64Array(features * outputs),
  levels: new Float64Array(outputs),
});

/** Adds a block's rows. */
export function addBlock(to: Sums, { rows, weights, design, values }: RowBlock): void {
  const features = design.length;
  const outputs = values.length;
  for (const w of weights) {
    to.total += w;
    to.squares += w * w;
  }
  const weighted = new Float64Array(rows);
  for (let k = 0; k < outputs; k++) to.levels[k] += dot(weights, values[k]);
  for (let j = 0; j < features; j++) {
    for (let row = 0; row < rows; row++) weighted[row] = weights[row] * design[j][row];
    to.sums[j] += dot(weights, design[j]);
    for (let l = 0; l <= j; l++) to.gram[j * features + l] += dot(weighted, design[l]);
    for (let k = 0; k < outputs; k++) to.products[j * outputs + k] += dot(weighted, values[k]);
  }
  to.rows += rows;
}

/** Adds other sums. */
export function addSums(to: Sums, from: Sums): void {
  to.rows += from.rows;
  to.total += from.total;
  to.squares += from.squares;
  for (const name of ['gram', 'sums', 'products', 'levels'] as const) {
    for (let i = 0; i < to[name].length; i++) to[name][i] += from[name][i];
  }
}

/** Sums whose products and levels can change while the others stay. */
export const copySums = (sums: Sums): Sums => ({
  ...sums,
  products: sums.products.slice(),
  levels: sums.levels.slice(),
});

/** The sums less those of a part. */
export function lessSums(all: Sums, part: Sums): Sums {
  const less = (name: 'gram' | 'sums' | 'products' | 'levels'): Float64Array =>
    all[name].map((value, i) => value - part[name][i]);
  return {
    rows: all.rows - part.rows,
    total: all.total - part.total,
    squares: all.squares - part.squares,
    gram: less('gram'),
    sums: less('sums'),
    products: less('products'),
    levels: less('levels'),
  };
}

/** Every fifth row of a block, from `part`. */
export function fifthOf({ weights, design, values }: RowBlock, part: number): RowBlock {
  const pick = (column: Float64Array): Float64Array => {
    const picked = new Float64Array(Math.max(0, Math.ceil((column.length - part) / 5)));
    for (let i = 0; i < picked.length; i++) picked[i] = column[part + i * 5];
    return picked;
  };
  const own = pick(weights);
  return { rows: own.length, weights: own, design: design.map(pick), values: values.map(pick) };
}

/** The normal equations, centred on the weighted means. */
export function centred({
  rows,
  total,
  gram,
  sums,
  products,
  levels,
}: Sums): NormalEquations & { mean: Float64Array; level: Float64Array } {
  const features = sums.length;
  const outputs = levels.length;
  const mean = sums.map((sum) => (total > 0 ? sum / total : 0));
  const level = levels.map((sum) => (total > 0 ? sum / total : 0));
  const square = new Float64Array(features * features);
  const moments = products.slice();
  for (let j = 0; j < features; j++) {
    for (let l = 0; l <= j; l++) {
      square[j * features + l] = gram[j * features + l] - sums[j] * mean[l];
      square[l * features + j] = square[j * features + l];
    }
    for (let k = 0; k < outputs; k++) moments[j * outputs + k] -= sums[j] * level[k];
  }
  return { features, outputs, rows, gram: square, products: moments, mean, level };
}
