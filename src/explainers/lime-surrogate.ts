import type { Attribution } from './explainer.ts';
import { type Selection, selectFeatures } from './feature-selection.ts';
import { submatrix } from './lasso-path.ts';
import { type Block, columnsOf, dot, residuals } from './lime-neighbourhood.ts';
import { cholesky, inverseCholesky, solveCholesky } from './linear-algebra.ts';

const RIDGE = 1;

export interface SurrogateSettings {
  /** Number of interpretable features P: the players. */
  readonly features: number;
  /** Number of outputs K. */
  readonly outputs: number;
  /** Features that a surrogate may use; 0 is all. */
  readonly count: number;
  readonly selection: Selection;
}

/** A growing neighbourhood and the linear models fitted to it. */
export interface Surrogate {
  /**
   * Adds rows: their design (rows × P), kernel weights (rows) and the model's values (rows × K). The very first row
   * added is the explained one.
   */
  add(design: Float64Array, weights: Float64Array, values: Float64Array): void;
  /** The fit to all rows added so far. */
  fit(): Attribution;
}

/**
 * LIME's local surrogate: for each output a weighted ridge regression (alpha 1, intercept free) on the features chosen
 * for it. Reference: Ribeiro, Singh and Guestrin, KDD 2016; lime 0.2.0.1, LimeBase. The normal equations grow with the
 * rows; a fit costs one solve and one pass over the rows.
 *
 * Standard errors are those of the sandwich estimator (White, Econometrica 48, 1980) with its n / (n − p − 1)
 * correction: the spread that another neighbourhood of the same size would show, the selection held fixed.
 * Fidelity: `r2` (weighted), `localPrediction` (the surrogate at the explained row), `selected` (features used), each K
 * numbers; `effectiveSamples` = (Σw)² / Σw².
 */
export function createSurrogate({ features, outputs, count, selection }: SurrogateSettings): Surrogate {
  const blocks: Block[] = [];
  let rows = 0;
  let total = 0;
  let squares = 0;
  // Sums are taken from the explained row, so that they stay small where features and values vary little.
  const gram = new Float64Array(features * features);
  const sums = new Float64Array(features);
  const products = new Float64Array(features * outputs);
  const levels = new Float64Array(outputs);
  let first = new Float64Array(features);
  let prediction = new Float64Array(outputs);

  const add: Surrogate['add'] = (design, weights, values) => {
    if (rows === 0) {
      first = design.slice(0, features);
      prediction = values.slice(0, outputs);
    }
    const block: Block = {
      rows: weights.length,
      weights,
      design: columnsOf(design, features, first),
      values: columnsOf(values, outputs, prediction),
    };
    for (const w of weights) {
      total += w;
      squares += w * w;
    }
    const weighted = new Float64Array(block.rows);
    for (let k = 0; k < outputs; k++) levels[k] += dot(weights, block.values[k]);
    for (let j = 0; j < features; j++) {
      for (let row = 0; row < block.rows; row++) weighted[row] = weights[row] * block.design[j][row];
      sums[j] += dot(weights, block.design[j]);
      for (let l = 0; l <= j; l++) gram[j * features + l] += dot(weighted, block.design[l]);
      for (let k = 0; k < outputs; k++) products[j * outputs + k] += dot(weighted, block.values[k]);
    }
    rows += block.rows;
    blocks.push(block);
  };

  const fit = (): Attribution => {
    const mean = sums.map((sum) => sum / total);
    const level = levels.map((sum) => sum / total);
    const centred = new Float64Array(features * features);
    const centredProducts = products.slice();
    for (let j = 0; j < features; j++) {
      for (let l = 0; l <= j; l++) {
        centred[j * features + l] = gram[j * features + l] - sums[j] * mean[l];
        centred[l * features + j] = centred[j * features + l];
      }
      for (let k = 0; k < outputs; k++) centredProducts[j * outputs + k] -= sums[j] * level[k];
    }
    const chosen = selectFeatures({ features, outputs, rows, gram: centred, products: centredProducts }, first, count, selection);

    const found = {
      base: new Float64Array(outputs),
      values: new Float64Array(outputs * features),
      standardErrors: new Float64Array(outputs * features),
      r2: new Array<number>(outputs).fill(0),
      localPrediction: new Array<number>(outputs).fill(0),
    };
    // Outputs that use the same features share one factor and one pass.
    for (const group of groupsOf(chosen)) {
      const used = chosen[group[0]];
      const size = used.length;
      const penalised = submatrix(centred, features, used);
      for (let j = 0; j < size; j++) penalised[j * size + j] += RIDGE;
      const factor = cholesky(penalised, size);
      const right = new Float64Array(size * group.length);
      for (let j = 0; j < size; j++) {
        for (let g = 0; g < group.length; g++) right[j * group.length + g] = centredProducts[used[j] * outputs + group[g]];
      }
      const weights = solveCholesky(factor, right, group.length);
      const { spread, unexplained, meat } = residuals(blocks, {
        group,
        used,
        coefficients: weights,
        inverse: inverseCholesky(factor),
        mean,
        level,
      });
      const correction = rows / Math.max(1, rows - size - 1);
      for (let g = 0; g < group.length; g++) {
        const output = group[g];
        let local = prediction[output] + level[output];
        let base = 0;
        for (let j = 0; j < size; j++) {
          const weight = weights[j * group.length + g];
          found.values[output * features + used[j]] = weight;
          found.standardErrors[output * features + used[j]] = Math.sqrt(correction * meat[g * size + j]);
          local -= weight * mean[used[j]];
          base += weight * first[used[j]];
        }
        found.base[output] = local - base;
        found.localPrediction[output] = local;
        // As scikit-learn's r2_score where nothing varies: perfect when nothing is left to explain.
        found.r2[output] = spread[g] > 0 ? 1 - unexplained[g] / spread[g] : unexplained[g] > 0 ? 0 : 1;
      }
    }
    return {
      players: features,
      outputs,
      base: found.base,
      prediction: prediction.slice(),
      values: found.values,
      standardErrors: found.standardErrors,
      additive: false,
      fidelity: {
        r2: found.r2,
        localPrediction: found.localPrediction,
        selected: chosen.map((used) => used.length),
        effectiveSamples: (total * total) / squares,
      },
      coalitions: rows,
      complete: false,
    };
  };

  return { add, fit };
}

/** Indices of equal lists, in the order of their first appearance. */
function groupsOf(lists: readonly (readonly number[])[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, list] of lists.entries()) {
    const key = list.join();
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()];
}
