import type { Attribution } from '../explainer.ts';
import { selectFeatures } from '../lime/feature-selection.ts';
import { submatrix } from '../lime/lasso-path.ts';
import { type Block, columnsOf } from '../lime/neighbourhood.ts';
import { stability } from '../lime/stability.ts';
import { addBlock, addSums, centred, emptySums, type Sums } from '../lime/sums.ts';
import type { SurrogateSettings } from '../lime/surrogate.ts';
import { cholesky, inverseCholesky } from '../linear-algebra.ts';
import { type Influence, influenceOf, leaveOut, pulls } from './errors.ts';

const PARTS = 5;

/** A growing sample around the explained input and the linear models fitted to it. */
export interface LocalFit {
  /** Adds pairs of draws, each pair's rows next to each other: their design (rows × P) and values (rows × K). */
  add(design: Float64Array, values: Float64Array): void;
  /** The fit to all draws added so far. */
  fit(): Attribution;
}

/**
 * Least squares with an intercept on draws that weigh the same, for each output on the features chosen for it. `first`
 * is the explained input's design (P), `prediction` its values (K).
 *
 * Draws come in pairs that are not independent of each other; pairs are. Standard errors are the sandwich's with a
 * pair as a cluster and each pair's residuals as they would be were it left out of the fit (CR3: Bell and McCaffrey,
 * Survey Methodology 28, 2002), so that noise may differ from place to place; the selection is held fixed.
 * Fidelity: `r2`, `localPrediction` (the surrogate at the explained input), `selected` (features used), each K numbers;
 * and `stability`'s over disjoint fifths of the pairs, where there are enough.
 */
export function createLocalFit(
  { features, outputs, count, selection }: SurrogateSettings,
  first: Float64Array,
  prediction: Float64Array,
): LocalFit {
  const blocks: Block[] = [];
  const fifths = Array.from({ length: PARTS }, () => emptySums(features, outputs));
  // Columns without spread have no weight to compare; all others are measured in steps of like size.
  const scale = new Float64Array(features).fill(1);
  let rows = 0;

  const add: LocalFit['add'] = (design, values) => {
    const block: Block = {
      rows: values.length / outputs,
      weights: new Float64Array(values.length / outputs).fill(1),
      design: columnsOf(design, features, first),
      values: columnsOf(values, outputs, prediction),
    };
    for (let part = 0; part < PARTS; part++) addBlock(fifths[part], pairsOf(block, (part + PARTS - ((rows >> 1) % PARTS)) % PARTS));
    rows += block.rows;
    blocks.push(block);
  };

  /** Coefficients (K × P) and levels that some of the draws give. */
  const coefficientsOf = (sums: Sums) => {
    const equations = centred(sums);
    const chosen = selectFeatures(equations, scale, count, selection);
    const values = new Float64Array(outputs * features);
    const inverses = new Map<string, Float64Array>();
    for (const [k, used] of chosen.entries()) {
      const size = used.length;
      const inverse = inverses.get(used.join()) ?? inverseCholesky(cholesky(submatrix(equations.gram, features, used), size));
      inverses.set(used.join(), inverse);
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let l = 0; l < size; l++) sum += inverse[j * size + l] * equations.products[used[l] * outputs + k];
        values[k * features + used[j]] = sum;
      }
    }
    return { ...equations, chosen, inverses, values };
  };

  const fit = (): Attribution => {
    const whole = emptySums(features, outputs);
    for (const fifth of fifths) addSums(whole, fifth);
    const { mean, level, chosen, inverses, values } = coefficientsOf(whole);
    const base = new Float64Array(outputs);
    const standardErrors = new Float64Array(outputs * features);
    const spread = new Float64Array(outputs);
    const unexplained = new Float64Array(outputs);
    for (const block of blocks) {
      const influences = new Map<string, Influence>();
      for (const [k, used] of chosen.entries()) {
        const key = used.join();
        const influence = influences.get(key) ?? influenceOf(block, used, mean, inverses.get(key) as Float64Array, rows);
        influences.set(key, influence);
        const residuals = block.values[k].map((value) => value - level[k]);
        for (const value of residuals) spread[k] += value * value;
        for (const j of used) {
          const weight = values[k * features + j];
          for (let row = 0; row < block.rows; row++) residuals[row] -= weight * (block.design[j][row] - mean[j]);
        }
        for (const value of residuals) unexplained[k] += value * value;
        leaveOut(residuals, influence);
        for (const [at, j] of used.entries()) standardErrors[k * features + j] += pulls(influence.columns[at], residuals);
      }
    }
    const localPrediction = Array.from(level, (value, k) => {
      let local = prediction[k] + value;
      for (let j = 0; j < features; j++) local -= values[k * features + j] * mean[j];
      base[k] = local;
      for (let j = 0; j < features; j++) base[k] -= values[k * features + j] * first[j];
      return local;
    });
    return {
      players: features,
      outputs,
      base,
      prediction: prediction.slice(),
      values,
      standardErrors: standardErrors.map(Math.sqrt),
      additive: false,
      fidelity: {
        // As scikit-learn's r2_score where nothing varies: perfect when nothing is left to explain.
        r2: Array.from(spread, (total, k) => (total > 0 ? 1 - unexplained[k] / total : unexplained[k] > 0 ? 0 : 1)),
        localPrediction,
        selected: chosen.map((used) => used.length),
        ...(rows >= 2 * PARTS * (features + 2)
          ? stability(
              fifths.map((fifth) => coefficientsOf(fifth).values),
              values,
              features,
              outputs,
            )
          : {}),
      },
      coalitions: rows + 1,
      complete: false,
    };
  };
  return { add, fit };
}

/** Every fifth pair of a block, from `part`. */
function pairsOf({ rows, design, values }: Block, part: number): Block {
  const picked: number[] = [];
  for (let row = 2 * part; row < rows; row += 2 * PARTS) {
    picked.push(row);
    if (row + 1 < rows) picked.push(row + 1);
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(picked, (row) => column[row]);
  return { rows: picked.length, weights: new Float64Array(picked.length).fill(1), design: design.map(pick), values: values.map(pick) };
}
