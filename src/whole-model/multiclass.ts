import { log } from '../numerics/math.ts';
import { atOnce, type Steps } from '../numerics/steps.ts';
import { byInfluence, type Measure, meanOf, POSITIVE, proportion, SHARE, UNDEFINED, withError } from './measure.ts';
import { type BinaryPerformance, binarySteps } from './performance.ts';
import { placements, rankingOf, rocArea } from './ranking.ts';

/** How good the answers of a model of several classes are. */
export interface MulticlassPerformance {
  readonly rows: number;
  readonly accuracy: Measure;
  readonly logLoss: Measure;
  /** Mean of the classes' F1. */
  readonly macroF1: Measure;
  /** Mean of the areas under the ROC curves of each class against the rest. */
  readonly rocAuc: Measure;
  /** Rows by known class (first) and answered class (second). */
  readonly confusion: readonly (readonly number[])[];
  /** Each class against the rest, decided at 0.5. */
  readonly classes: readonly BinaryPerformance[];
}

const CLIP = 2.220446049250313e-16;

/** The class with the largest share, of several the first. */
export function answeredClass(shares: ArrayLike<number>, from: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (shares[from + k] > shares[from + best]) best = k;
  return best;
}

/**
 * @param truth rows: index of the known class.
 * @param shares rows × classes: P(class).
 */
export const multiclassPerformance = (...given: Parameters<typeof multiclassSteps>): MulticlassPerformance =>
  atOnce(multiclassSteps(...given));

/** The same bit by bit. */
export function* multiclassSteps(
  truth: ArrayLike<number>,
  shares: Float64Array,
  { classes }: { readonly classes: number },
): Steps<MulticlassPerformance> {
  const rows = truth.length;
  const answered = Uint32Array.from({ length: rows }, (_, row) => answeredClass(shares, row * classes, classes));
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    confusion[truth[row]][answered[row]]++;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += clipped(shares[row * classes + k]);
    losses[row] = -log(clipped(shares[row * classes + truth[row]]) / sum);
  }
  let right = 0;
  for (let k = 0; k < classes; k++) right += confusion[k][k];
  yield;
  const each: BinaryPerformance[] = [];
  for (let k = 0; k < classes; k++) {
    const { is, share } = against(truth, shares, { k, classes });
    each.push(yield* binarySteps(is, share));
  }
  return {
    rows,
    accuracy: proportion(right, rows),
    logLoss: meanOf(losses, POSITIVE),
    macroF1: macroF1Of(confusion, truth, answered),
    rocAuc: macroArea(truth, shares, classes),
    confusion,
    classes: each,
  };
}

const clipped = (share: number): number => Math.min(1 - CLIP, Math.max(CLIP, share));

/** One class against the rest: whether each row is of it, and the share that was answered. */
export function against(
  truth: ArrayLike<number>,
  shares: Float64Array,
  { k, classes }: { readonly k: number; readonly classes: number },
): { readonly is: Uint8Array; readonly share: Float64Array } {
  return {
    is: Uint8Array.from(truth, (known) => Number(known === k)),
    share: Float64Array.from(truth, (_, row) => shares[row * classes + k]),
  };
}

/**
 * The mean of F1 over the classes that are known or answered at all. For the error, half a mistake
 * and half a right answer more are counted in each class.
 */
function macroF1Of(
  confusion: readonly (readonly number[])[],
  truth: ArrayLike<number>,
  answered: ArrayLike<number>,
): Measure {
  const rows = truth.length;
  const present = confusion.flatMap((known, k) => {
    const all = known.reduce((sum, count, other) => sum + count + confusion[other][k], 0);
    return all === 0 ? [] : [{ k, hits: known[k], all }];
  });
  if (present.length === 0) return UNDEFINED;
  const value = present.reduce((sum, { hits, all }) => sum + (2 * hits) / all, 0) / present.length;
  const influence = new Float64Array(rows);
  let extra = 0;
  for (const { k, hits, all } of present) {
    const f1 = (2 * hits + 1) / (all + 2);
    const scale = rows / (all + 2) / present.length;
    for (let row = 0; row < rows; row++) {
      const [known, said] = [Number(truth[row] === k), Number(answered[row] === k)];
      influence[row] += scale * (2 * known * said - f1 * (known + said));
    }
    // The half rows that were added: one wrong, one right.
    extra += 0.5 * scale * scale * (f1 * f1 + 4 * (1 - f1) * (1 - f1));
  }
  let squares = extra;
  for (const one of influence) squares += one * one;
  return withError(value, Math.sqrt(squares) / rows, SHARE);
}

/**
 * The mean of each class's area against the rest. Its error is that of a mean of DeLong's
 * components, a row's of all classes together, since the same rows are in all of them.
 */
function macroArea(truth: ArrayLike<number>, shares: Float64Array, classes: number): Measure {
  const rows = truth.length;
  const influence = new Float64Array(rows);
  let sum = 0;
  let least: number | null = 1;
  for (let k = 0; k < classes; k++) {
    const { is, share } = against(truth, shares, { k, classes });
    const ranking = rankingOf(is, share);
    const positives = ranking.positives;
    if (positives === 0 || positives === rows) return UNDEFINED;
    const placed = placements(ranking, is);
    let area = 0;
    for (let row = 0; row < rows; row++) if (is[row]) area += placed[row];
    area /= positives;
    sum += area;
    for (let row = 0; row < rows; row++) {
      const part = (rows / (is[row] ? positives : rows - positives)) * (placed[row] - area);
      influence[row] += part / classes;
    }
    const { low } = rocArea(ranking, is);
    least = low === null || least === null ? null : Math.min(least, low);
  }
  const value = sum / classes;
  // Where no class is ever mistaken, as little is known as of the class with the fewest rows.
  return value >= 1 ? { value: 1, low: least, high: 1 } : byInfluence(value, influence, SHARE);
}
