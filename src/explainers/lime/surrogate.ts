import { cholesky, inverseCholesky, solveCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../../numerics/submatrix.ts';
import type { Attribution, Hurried } from '../explainer.ts';
import { type NormalEquations, selectFeatures } from './feature-selection.ts';
import { type Miss, missNote } from './miss.ts';
import { columnsOf, type RowBlock, residuals } from './neighbourhood.ts';
import { rowsOf, SCREENED, screenedEffort, strongest, widened } from './screened.ts';
import type { FeatureSelection } from './selections.ts';
import { stability } from './stability.ts';
import { addBlock, addSums, centred, emptySums, fifthOf, type Sums } from './sums.ts';

const RIDGE = 1;
const PARTS = 5;
/** Of up to this many features, rows are summed as they come: nothing long is left for the end. */
const SUMMED_AT_ONCE = 64;

export interface SurrogateSettings {
  /** Number of interpretable features P: the players. */
  readonly features: number;
  /** Number of outputs K. */
  readonly outputs: number;
  /** Features that a surrogate may use; 0: all. */
  readonly count: number;
  readonly selection: FeatureSelection;
  /** Called now and then by what takes long; see `ExplainerContext`. */
  readonly pulse?: (() => void) | undefined;
}

/** A growing neighbourhood and the linear models fitted to it. */
export interface Surrogate {
  /**
   * Adds rows: their design (rows × P), kernel weights (rows) and the model's values (rows × K).
   * The very first row added is the explained one.
   */
  add(design: Float64Array, weights: Float64Array, values: Float64Array): void;
  /**
   * The fit to all rows added so far; with no more rows than features, to the features that stand
   * out alone.
   */
  fit(): Attribution;
  /** Rough fits are of very many features. Undefined where others have no limit of time. */
  readonly hurried: Hurried | undefined;
}

/**
 * LIME's local surrogate: for each output a weighted ridge regression (alpha 1, intercept free) on
 * the features chosen for it. Reference: Ribeiro, Singh and Guestrin, KDD 2016; lime 0.2.0.1,
 * LimeBase. The normal equations grow with the rows; a fit costs one solve and one pass over the
 * rows.
 *
 * Standard errors are those of the sandwich estimator (White, Econometrica 48, 1980) with its n /
 * (n − p − 1) correction: the spread between neighbourhoods of the same size, with the selection
 * held fixed. Fidelity: `r2` (weighted), `localPrediction` (the surrogate at the explained row),
 * `selected` (features used), each K numbers; `effectiveSamples` = (Σw)² / Σw²; and `stability`'s
 * over disjoint fifths of the rows, where there are enough.
 */
export function createSurrogate(settings: SurrogateSettings): Surrogate {
  const { features, outputs, count, selection, pulse } = settings;
  const blocks: RowBlock[] = [];
  let rows = 0;
  // Each holds a fifth of the rows. Sums are taken relative to the explained row, so that they stay
  // small where features and values vary little.
  const fifths: Sums[] = [];
  let summed = 0; // blocks that they hold, and their rows
  let summedRows = 0;
  let summedParts = 0; // parts of the next block
  let first = new Float64Array(features);
  let prediction = new Float64Array(outputs);

  const add: Surrogate['add'] = (design, weights, values) => {
    if (rows === 0) {
      first = design.slice(0, features);
      prediction = values.slice(0, outputs);
    }
    const block: RowBlock = {
      rows: weights.length,
      weights,
      design: columnsOf(design, features, first),
      values: columnsOf(values, outputs, prediction),
    };
    rows += block.rows;
    blocks.push(block);
    if (features <= SUMMED_AT_ONCE) sum();
  };
  /** Sums grow with the square of the features: of many, they are taken only to be solved. */
  const sum = (): void => {
    if (fifths.length === 0) for (let part = 0; part < PARTS; part++) fifths.push(emptySums(features, outputs));
    for (; summed < blocks.length; summed++) {
      const block = blocks[summed];
      for (; summedParts < PARTS; summedParts++) {
        pulse?.();
        addBlock(fifths[(summedRows + summedParts) % PARTS], fifthOf(block, summedParts));
      }
      summedParts = 0;
      summedRows += block.rows;
    }
  };

  const rough = (): Attribution => {
    const columns = strongest(blocks, features, outputs);
    const narrow = createSurrogate({ features: columns.length, outputs, count, selection });
    const values = Array.from({ length: outputs }, (_, k) => k);
    for (const block of blocks)
      narrow.add(
        rowsOf(block, columns, first),
        block.weights,
        rowsOf({ ...block, design: block.values }, values, prediction),
      );
    return widened(narrow.fit(), columns, features);
  };

  const fit = (): Attribution => {
    if (features > SCREENED && rows <= features + 1) return rough();
    sum();
    const whole = emptySums(features, outputs);
    for (const fifth of fifths) addSums(whole, fifth);
    const { total, squares } = whole;
    const equations = centred(whole);
    const { mean, level } = equations;
    const chosen = selectFeatures(equations, first, count, selection);

    const found = {
      base: new Float64Array(outputs),
      values: new Float64Array(outputs * features),
      standardErrors: new Float64Array(outputs * features),
      r2: new Array<number>(outputs).fill(0),
      localPrediction: new Array<number>(outputs).fill(0),
    };
    const misses: Miss[] = [];
    // Outputs that use the same features share one factor and one pass.
    for (const group of groupsOf(chosen)) {
      const used = chosen[group[0]];
      const size = used.length;
      const { factor, weights } = ridge(equations, used, group, RIDGE);
      const { spread, unexplained, meat } = residuals(blocks, {
        group,
        used,
        coefficients: weights,
        inverse: inverseCholesky(factor),
        mean,
        level,
        pulse,
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
        misses.push({
          local,
          prediction: prediction[output],
          error: Math.sqrt(unexplained[g] / total),
          spread: Math.sqrt(spread[g] / total),
        });
        // Where nothing varies, as in scikit-learn's r2_score: 1 if nothing is left to explain.
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
        ...(rows >= PARTS * (features + 2)
          ? stability(
              fifths.map((fifth) => surrogateValues(fifth, first, count, selection)),
              found.values,
              features,
              outputs,
            )
          : {}),
      },
      coalitions: rows,
      complete: false,
      ...missNote(misses),
    };
  };

  const effort = (): number => {
    if (features > SCREENED && rows <= features + 1) return screenedEffort(rows, features, outputs);
    const solutions = rows >= PARTS * (features + 2) ? 1 + PARTS : 1;
    const sums = ((rows - summedRows) / 2 + (solutions * features) / 6 + 10 * PARTS) * features * features;
    const used = count === 0 ? features : Math.min(count, features);
    return sums + rows * outputs * used * (used + 4);
  };
  return { add, fit, hurried: features > SCREENED ? { rough, effort } : pulse && { effort } };
}

/**
 * Weighted ridge on some features for some outputs: the factor of its matrix, and S × G
 * coefficients.
 */
function ridge(
  { features, outputs, gram, products }: NormalEquations,
  used: readonly number[],
  group: readonly number[],
  alpha: number,
) {
  const size = used.length;
  const penalised = submatrix(gram, features, used);
  for (let j = 0; j < size; j++) penalised[j * size + j] += alpha;
  const factor = cholesky(penalised, size);
  const right = new Float64Array(size * group.length);
  for (let j = 0; j < size; j++) {
    for (let g = 0; g < group.length; g++) right[j * group.length + g] = products[used[j] * outputs + group[g]];
  }
  return { factor, weights: solveCholesky(factor, right, group.length) };
}

/**
 * Coefficients (K × P) from a fifth of the rows; the penalty weighs as much as it does for all
 * rows.
 */
function surrogateValues(fifth: Sums, first: Float64Array, count: number, selection: FeatureSelection): Float64Array {
  const equations = centred(fifth);
  const { features, outputs } = equations;
  const values = new Float64Array(outputs * features);
  const chosen = selectFeatures(equations, first, count, selection);
  for (const group of groupsOf(chosen)) {
    const used = chosen[group[0]];
    const { weights } = ridge(equations, used, group, RIDGE / PARTS);
    for (const [j, feature] of used.entries()) {
      for (const [g, output] of group.entries()) values[output * features + feature] = weights[j * group.length + g];
    }
  }
  return values;
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
