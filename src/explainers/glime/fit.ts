import { message } from '../../catalogue/message.ts';
import { submatrix } from '../../numerics/submatrix.ts';
import type { Attribution } from '../explainer.ts';
import { selectFeatures } from '../lime/feature-selection.ts';
import { columnsOf, type RowBlock } from '../lime/neighbourhood.ts';
import { rowsOf, SCREENED, screenedEffort, strongest, widened } from '../lime/screened.ts';
import { stability } from '../lime/stability.ts';
import { addBlock, addSums, centred, copySums, emptySums, lessSums, type Sums } from '../lime/sums.ts';
import type { SurrogateSettings } from '../lime/surrogate.ts';
import { additive, affordable, type Predictor, predictionEffort } from './additive.ts';
import { atOrigin, explained, type Line, lineOf, squaredErrors } from './regression.ts';

const PARTS = 5;
/** Rows needed per column before controls help more than they cost. */
const ROWS_A_COLUMN = 4;

/** Whether there are rows enough for controls, in a design of `width` columns with these. */
export const areEnough = (rows: number, width: number): boolean => rows >= ROWS_A_COLUMN * (width + 1);

/** Draws made without asking the model, to find the line of a predicted output. */
const REDRAWN = 4000;
/** Of up to this many columns, rows are summed as they come: nothing long is left for the end. */
const SUMMED_AT_ONCE = 128;

/** The explained input, and how draws are made around it. */
export interface LocalSettings extends SurrogateSettings {
  /**
   * C columns of the design after the P features: numbers whose mean is 0 whatever the features
   * are. They say how a feature was changed, which the regression would otherwise take for noise.
   */
  readonly controls: number;
  /** The explained input's design (P); its controls are 0. */
  readonly first: Float64Array;
  /** Designs of `count` more draws, rows × (P + C). Absent: outputs are not predicted. */
  readonly redraw?: ((count: number) => Float64Array) | undefined;
}

/** A growing sample around the explained input and the linear models fitted to it. */
export interface LocalFit {
  /**
   * Adds pairs of draws, each pair's rows next to each other: their design (rows × (P + C)) and
   * values (rows × K).
   */
  add(design: Float64Array, values: Float64Array): void;
  /**
   * The fit to all draws added so far; with few draws, to the features that stand out alone.
   */
  fit(): Attribution;
  /**
   * As `fit` with few draws, in little time, and without what only removes noise; and the
   * multiplications that `fit` takes.
   */
  rough(): Attribution;
  effort(): number;
}

/**
 * Least squares with an intercept on draws that weigh the same, for each output on the features
 * chosen for it. `prediction` is the explained input's values (K).
 *
 * Two control variates remove noise without changing what is estimated (Glasserman, Monte Carlo
 * Methods in Financial Engineering, 2003, 4.1), both once there are enough rows. Controls stand in
 * the regression beside the features. And an output between 0 and 1 is predicted as the logistic
 * function of a sum (`additive`): the prediction's line is fitted to many more draws, which cost no
 * model calls, and the rows only have to explain what it misses.
 *
 * Draws come in pairs that are not independent of each other; pairs are. Standard errors are the
 * sandwich's with a pair as a cluster and each pair's residuals those of a fit without it (CR3:
 * Bell and McCaffrey, Survey Methodology 28, 2002), so that noise may differ from place to place;
 * the selection is held fixed. Fidelity: `r2`, `localPrediction` (the surrogate at the explained
 * input), `selected` (features used), each K numbers; and `stability`'s over fifths of the pairs
 * (the jackknife's pseudo-values), where there are enough.
 */
export function createLocalFit(settings: LocalSettings, prediction: Float64Array): LocalFit {
  const { features, outputs, count, selection, controls, redraw, pulse = () => {} } = settings;
  const width = features + controls;
  const first = new Float64Array(width);
  first.set(settings.first);
  const blocks: RowBlock[] = [];
  const fifths: Sums[] = [];
  let summed = 0; // blocks that they hold, and their rows
  let summedRows = 0;
  let summedParts = 0; // parts of the next block
  // Features are measured in steps of like size, so their weights are compared as they are.
  const scale = new Float64Array(features).fill(1);
  /** Whether an output stays between 0 and 1, and whether it moves at all. */
  const bounded = new Array<boolean>(outputs).fill(true);
  const moves = new Array<boolean>(outputs).fill(false);
  let rows = 0;

  const blockOf = (design: Float64Array, values: Float64Array): RowBlock => ({
    rows: design.length / width,
    weights: new Float64Array(design.length / width).fill(1),
    design: columnsOf(design, width, first),
    values: columnsOf(values, outputs, prediction),
  });
  const fifthOf = (block: RowBlock, before: number, part: number): RowBlock =>
    pairsOf(block, (part + PARTS - ((before >> 1) % PARTS)) % PARTS);

  /** The same for every fit. */
  let drawn: RowBlock | null = null;
  const drawnAgain = (redraw: (count: number) => Float64Array): RowBlock => {
    drawn ??= blockOf(redraw(REDRAWN), new Float64Array(REDRAWN * outputs));
    return drawn;
  };

  const add: LocalFit['add'] = (design, values) => {
    const block = blockOf(design, values);
    for (const [i, value] of values.entries()) {
      const k = i % outputs;
      if (!(value >= 0 && value <= 1)) bounded[k] = false;
      if (value !== prediction[k]) moves[k] = true;
    }
    rows += block.rows;
    blocks.push(block);
    if (width <= SUMMED_AT_ONCE) sum();
  };

  /** Sums grow with the square of the columns: of many, they are taken only to be solved. */
  const sum = (): void => {
    if (fifths.length === 0) for (let part = 0; part < PARTS; part++) fifths.push(emptySums(width, outputs));
    for (; summed < blocks.length; summed++) {
      const block = blocks[summed];
      for (; summedParts < PARTS; summedParts++) {
        pulse();
        addBlock(fifths[summedParts], fifthOf(block, summedRows, summedParts));
      }
      summedParts = 0;
      summedRows += block.rows;
    }
  };

  const rough = (): Attribution => {
    const columns = strongest(blocks, features, outputs);
    const origin = Float64Array.from(columns, (j) => first[j]);
    const some = { features: columns.length, outputs, count, selection, controls: 0, first: origin, pulse };
    const narrow = createLocalFit(some, prediction);
    const values = Array.from({ length: outputs }, (_, k) => k);
    for (const block of blocks)
      narrow.add(rowsOf(block, columns, first), rowsOf({ ...block, design: block.values }, values, prediction));
    if (features > SCREENED) return widened(narrow.fit(), columns, features);
    return { ...narrow.fit(), note: message('explaining.rough') };
  };

  const fit = (): Attribution => {
    if (features > SCREENED && rows <= 2 * (features + 1)) return rough();
    sum();
    const whole = emptySums(width, outputs);
    for (const fifth of fifths) addSums(whole, fifth);
    const equations = centred(whole);
    const chosen = selectFeatures(
      {
        ...equations,
        features,
        gram: submatrix(
          equations.gram,
          width,
          Array.from({ length: features }, (_, j) => j),
        ),
      },
      scale,
      count,
      selection,
    );
    const enough = areEnough(rows, width);
    const extra = enough ? Array.from({ length: controls }, (_, c) => features + c) : [];
    const predicted = enough && redraw !== undefined && affordable(rows, width, outputs);
    const predictors = Array.from(prediction, (value, k) =>
      predicted && bounded[k] && moves[k] ? additive(blocks, k, value, pulse) : null,
    );

    const columns = chosen.map((used) => [...used, ...extra]);
    // The lines of predicted outputs by themselves.
    const more = predictors.some((each) => each) && redraw ? [drawnAgain(redraw)] : [];
    const inherent = inherentLines(more, predictors, columns, width);
    // What the predictions leave.
    const expected = blocks.map((block) => predictors.map((predictor) => predictor?.(block)));
    const missedBy = (block: RowBlock, k: number): Float64Array => {
      const at = expected[blocks.indexOf(block)][k];
      return at ? block.values[k].map((value, row) => value - at[row]) : block.values[k];
    };
    const missed = fifths.map(copySums);
    let before = 0;
    for (const [b, block] of blocks.entries()) {
      for (let part = 0; part < PARTS; part++) {
        pulse();
        for (const [k, values] of expected[b].entries())
          if (values) lessPredicted(missed[part], fifthOf({ ...block, values: [values] }, before, part), k);
      }
      before += block.rows;
    }
    const rest = emptySums(width, outputs);
    for (const fifth of missed) addSums(rest, fifth);
    const linesOf = (sums: Sums): Line[] => {
      const inverses = new Map<string, Float64Array>();
      const found = centred(sums);
      return columns.map((used, k) => {
        pulse();
        return lineOf(found, k, used, inverses);
      });
    };
    const coefficientsOf = (lines: readonly Line[]): Float64Array => {
      const values = new Float64Array(outputs * features);
      for (const [k, line] of lines.entries())
        for (const [at, j] of chosen[k].entries())
          values[k * features + j] = line.coefficients[at] + (inherent[k]?.coefficients[at] ?? 0);
      return values;
    };
    const lines = linesOf(rest);
    const values = coefficientsOf(lines);

    const own = squaredErrors(
      blocks,
      lines.map((line, k) => ({ line, values: (block) => missedBy(block, k), count: chosen[k].length })),
      { total: rows, pulse },
    );
    const other = squaredErrors(
      more,
      inherent.map((line, k) => {
        const values = predictors[k];
        return values && line && { line, values, count: chosen[k].length };
      }),
      { total: REDRAWN, pulse },
    );
    const standardErrors = new Float64Array(outputs * features);
    for (const [k, used] of chosen.entries())
      for (const [at, j] of used.entries())
        standardErrors[k * features + j] = Math.sqrt(own[k][at] + (other[k][at] ?? 0));
    const base = new Float64Array(outputs);
    const localPrediction = lines.map((line, k) => {
      const lineHere = inherent[k];
      const local = prediction[k] + atOrigin(line) + (lineHere ? atOrigin(lineHere) : 0);
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
      standardErrors,
      additive: false,
      fidelity: {
        r2: chosen.map((used, k) =>
          explained(blocks, equations, k, { used, coefficients: values.subarray(k * features, (k + 1) * features) }),
        ),
        localPrediction,
        selected: chosen.map((used) => used.length),
        ...(rows >= 2 * PARTS * (features + 2)
          ? stability(
              missed.map((fifth) => {
                const without = coefficientsOf(linesOf(lessSums(rest, fifth)));
                return values.map((value, i) => PARTS * value - (PARTS - 1) * without[i]);
              }),
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
  const effort = (): number => {
    if (features > SCREENED && rows <= 2 * (features + 1)) return screenedEffort(rows, features, outputs);
    const enough = areEnough(rows, width);
    const used = (count === 0 ? features : Math.min(count, features)) + (enough ? controls : 0);
    const sums = ((rows - summedRows) / 2 + width / 6 + 10 * PARTS) * width * width;
    const predicting = enough && redraw !== undefined && affordable(rows, width, outputs) ? outputs : 0;
    // Lines with the same columns share most of the work on their errors.
    const differing = used === features + (enough ? controls : 0) ? 1 : outputs;
    const errors = differing * (rows + Math.min(predicting, 1) * REDRAWN) * used * (used + 4);
    return sums + errors + predicting * (predictionEffort(rows, width) + 2 * rows * width);
  };
  return { add, fit, rough, effort };
}

/** Each predicted output's line over draws that the model was not asked about. */
function inherentLines(
  more: readonly RowBlock[],
  predictors: readonly (Predictor | null)[],
  columns: readonly (readonly number[])[],
  width: number,
): (Line | null)[] {
  const [block] = more;
  if (!block) return predictors.map(() => null);
  const sums = emptySums(width, predictors.length);
  addBlock(sums, {
    ...block,
    values: predictors.map((predictor) => predictor?.(block) ?? new Float64Array(block.rows)),
  });
  const equations = centred(sums);
  const inverses = new Map<string, Float64Array>();
  return predictors.map((predictor, k) => (predictor ? lineOf(equations, k, columns[k], inverses) : null));
}

/** Subtracts an output's predictions from a part's sums. */
function lessPredicted(sums: Sums, { rows, design, values: [predicted] }: RowBlock, output: number): void {
  const outputs = sums.levels.length;
  for (let row = 0; row < rows; row++) sums.levels[output] -= predicted[row];
  for (const [j, column] of design.entries()) {
    let product = 0;
    for (let row = 0; row < rows; row++) product += column[row] * predicted[row];
    sums.products[j * outputs + output] -= product;
  }
}

/** Every fifth pair of a block, from `part`. */
function pairsOf({ rows, design, values }: RowBlock, part: number): RowBlock {
  const picked: number[] = [];
  for (let row = 2 * part; row < rows; row += 2 * PARTS) {
    picked.push(row);
    if (row + 1 < rows) picked.push(row + 1);
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(picked, (row) => column[row]);
  return {
    rows: picked.length,
    weights: new Float64Array(picked.length).fill(1),
    design: design.map(pick),
    values: values.map(pick),
  };
}
