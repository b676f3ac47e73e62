import { exp, log } from '../numerics/math.ts';
import { smallSampleFactor } from '../numerics/student-t.ts';
import { exactly, inLogOdds, type Measure, UNDEFINED } from './measure.ts';

/** Rows of two classes in the order of their scores, best first; equal scores stand together. */
export interface Ranking {
  readonly rows: number;
  readonly positives: number;
  /** Row numbers by falling score. */
  readonly order: Uint32Array;
  /** Where each run of equal scores ends in `order`, exclusive. */
  readonly ends: Uint32Array;
  /** Positives up to each of the `ends`. */
  readonly found: Uint32Array;
  /** Score of each run. */
  readonly scores: Float64Array;
}

/**
 * @param truth rows: 1 for a positive row, 0 for a negative one.
 * @param scores rows: the larger, the likelier positive.
 */
export function rankingOf(truth: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const rows = scores.length;
  const distinct = distinctFalling(scores);
  const runOf = new Uint32Array(rows);
  const ends = new Uint32Array(distinct.length);
  for (let row = 0; row < rows; row++) {
    runOf[row] = placeOf(distinct, scores[row]);
    ends[runOf[row]]++;
  }
  for (let run = 1; run < ends.length; run++) ends[run] += ends[run - 1];
  const next = Uint32Array.from(ends.keys(), (run) => (run === 0 ? 0 : ends[run - 1]));
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[next[runOf[row]]++] = row;
  const found = new Uint32Array(ends.length);
  let positives = 0;
  for (let run = 0, i = 0; run < ends.length; run++) {
    for (; i < ends[run]; i++) positives += truth[order[i]];
    found[run] = positives;
  }
  return { rows, positives, order, ends, found, scores: distinct };
}

/** Each number once, the largest first: numbers are sorted by themselves much faster than rows. */
function distinctFalling(numbers: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(numbers).sort().reverse();
  let count = 0;
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[count - 1]) {
      sorted[count] = sorted[i];
      count++;
    }
  return sorted.slice(0, count);
}

/** Where a number is among falling ones. */
function placeOf(falling: Float64Array, number: number): number {
  let [low, high] = [0, falling.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling[middle] > number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How much each row counts for the area under the ROC curve: for a positive row the share of
 * negative rows it stands before, for a negative row the share of positive rows it stands behind;
 * equal scores count half (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988).
 */
export function placements({ rows, positives, order, ends, found }: Ranking, truth: ArrayLike<number>): Float64Array {
  const negatives = rows - positives;
  const shares = new Float64Array(rows);
  for (let run = 0, from = 0, before = 0; run < ends.length; from = ends[run], before = found[run], run++) {
    const inRun = found[run] - before;
    const negativesInRun = ends[run] - from - inRun;
    const negativesBefore = from - before;
    const behind = negatives - negativesBefore - negativesInRun / 2;
    const ahead = before + inRun / 2;
    for (let i = from; i < ends[run]; i++) shares[order[i]] = truth[order[i]] ? behind / negatives : ahead / positives;
  }
  return shares;
}

/**
 * Area under the ROC curve with DeLong's interval, in log-odds. Where the classes are told apart
 * without a mistake there is nothing to estimate an error from: the interval then reaches to the
 * area at which as many independent pairs would all be right in 2.5 % of cases.
 */
export function rocArea(ranking: Ranking, truth: ArrayLike<number>): Measure {
  const { rows, positives } = ranking;
  const negatives = rows - positives;
  if (positives === 0 || negatives === 0) return UNDEFINED;
  const shares = placements(ranking, truth);
  let sum = 0;
  for (let row = 0; row < rows; row++) if (truth[row]) sum += shares[row];
  const area = sum / positives;
  const bound = lowestPerfect(Math.min(positives, negatives));
  if (area >= 1) return { value: 1, low: bound, high: 1 };
  if (area <= 0) return { value: 0, low: 0, high: 1 - bound };
  const squares = [0, 0];
  for (let row = 0; row < rows; row++) squares[truth[row]] += (shares[row] - area) * (shares[row] - area);
  const part = (sum: number, count: number): number => (count < 2 ? Number.NaN : sum / (count - 1) / count);
  const variance = part(squares[0], negatives) + part(squares[1], positives);
  if (Number.isNaN(variance)) return { value: area, low: null, high: null };
  return inLogOdds(area, Math.sqrt(variance));
}

/** The share at which `count` trials all succeed with a probability of 2.5 %. */
export const lowestPerfect = (count: number): number => exp(log(0.025) / count);

/** The sum over thresholds of precision times the recall that it adds, as scikit-learn has it. */
export function averagePrecision({ positives, ends, found }: Ranking): number {
  let sum = 0;
  for (let run = 0, before = 0; run < ends.length; before = found[run], run++)
    sum += ((found[run] - before) / positives) * (found[run] / ends[run]);
  return sum;
}

/**
 * Average precision with an interval in log-odds. Its error is that of the delta method (the
 * infinitesimal jackknife: Jaeckel 1972, Efron 1982): how much it moves with the weight of each
 * row, which counts in the precision at its own score and at all lower ones.
 */
export function averagePrecisionMeasure(ranking: Ranking): Measure {
  const { rows, positives, ends, found } = ranking;
  if (positives === 0) return UNDEFINED;
  const value = averagePrecision(ranking);
  if (value >= 1) return positives === rows ? exactly(1) : { value: 1, low: lowestPerfect(positives), high: 1 };
  // Of positive rows from a score down: parts of all rows until there, and these times precision.
  let [parts, precise] = [0, 0];
  let squares = 0;
  for (let run = ends.length - 1; run >= 0; run--) {
    const [before, from] = run === 0 ? [0, 0] : [found[run - 1], ends[run - 1]];
    const hits = found[run] - before;
    const precision = found[run] / ends[run];
    parts += hits / ends[run];
    precise += (hits / ends[run]) * precision;
    const hit = (precision - value + parts - precise) / positives;
    const miss = precise / positives;
    squares += hits * hit * hit + (ends[run] - from - hits) * miss * miss;
  }
  return inLogOdds(value, Math.sqrt((squares * rows) / (rows - 1)) * smallSampleFactor(rows - 1));
}

/** A curve as points; arrays of equal length. */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[];
  readonly truePositiveRate: readonly number[];
  /** Rows with this score or a larger one are taken for positive; null: no row is. */
  readonly threshold: readonly (number | null)[];
}

/**
 * The ROC curve from (0, 0) to (1, 1), without points on the straight line between others; empty
 * where there is one class only.
 */
export function rocCurve({ rows, positives, ends, found, scores }: Ranking): RocCurve {
  const negatives = rows - positives;
  if (positives === 0 || negatives === 0) return { falsePositiveRate: [], truePositiveRate: [], threshold: [] };
  const wrong = (run: number): number => ends[run] - found[run];
  const kept: number[] = [];
  for (let run = 0; run < ends.length; run++) {
    const inner = run > 0 && run < ends.length - 1;
    const straight =
      inner &&
      found[run + 1] - 2 * found[run] + found[run - 1] === 0 &&
      wrong(run + 1) - 2 * wrong(run) + wrong(run - 1) === 0;
    if (!straight) kept.push(run);
  }
  return {
    falsePositiveRate: [0, ...kept.map((run) => wrong(run) / negatives)],
    truePositiveRate: [0, ...kept.map((run) => found[run] / positives)],
    threshold: [null, ...kept.map((run) => scores[run])],
  };
}

export interface PrecisionRecallCurve {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly threshold: readonly number[];
}

/** Precision and recall at every threshold, the largest first; empty without positive rows. */
export function precisionRecallCurve({ positives, ends, found, scores }: Ranking): PrecisionRecallCurve {
  if (positives === 0) return { precision: [], recall: [], threshold: [] };
  const runs = Array.from(ends.keys());
  return {
    precision: runs.map((run) => found[run] / ends[run]),
    recall: runs.map((run) => found[run] / positives),
    threshold: Array.from(scores),
  };
}
