import { log } from '../numerics/math.ts';
import { atOnce, type Steps } from '../numerics/steps.ts';
import { type CalibrationBin, calibrationError, calibrationOf } from './calibration.ts';
import { type Costs, cheapestThreshold, type Decisions, decisionsAt, EQUAL_COSTS } from './decision.ts';
import { type GainPoint, gainOf } from './gain.ts';
import { type Measure, meanOf, POSITIVE, proportion, SHARE } from './measure.ts';
import {
  averagePrecisionMeasure,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rankingOf,
  rocArea,
  rocCurve,
} from './ranking.ts';

/** How good the answers of a model of two classes are, or of one class against the rest. */
export interface BinaryPerformance {
  readonly rows: number;
  readonly positives: number;
  readonly prevalence: Measure;
  readonly rocAuc: Measure;
  readonly averagePrecision: Measure;
  readonly logLoss: Measure;
  readonly brier: Measure;
  readonly decisions: Decisions;
  readonly cheapest: { readonly threshold: number | null; readonly cost: number };
  readonly roc: RocCurve;
  readonly precisionRecall: PrecisionRecallCurve;
  readonly calibration: { readonly uniform: readonly CalibrationBin[]; readonly quantile: readonly CalibrationBin[] };
  /** Over the uniform bins. */
  readonly calibrationError: number | null;
  readonly gain: readonly GainPoint[];
}

export interface BinaryOptions {
  /** Scores from this on are taken for positive. Default: 0.5. */
  readonly threshold?: number;
  readonly costs?: Costs;
}

/** Distance from 0 and 1 that is kept before logarithms are taken, as scikit-learn does. */
const CLIP = 2.220446049250313e-16;

const clipped = (share: number): number => Math.min(1 - CLIP, Math.max(CLIP, share));

/**
 * @param truth rows: 1 for a positive row, 0 for a negative one.
 * @param scores rows: P(positive), in [0, 1].
 */
export const binaryPerformance = (...given: Parameters<typeof binarySteps>): BinaryPerformance =>
  atOnce(binarySteps(...given));

/** The same bit by bit. */
export function* binarySteps(
  truth: ArrayLike<number>,
  scores: Float64Array,
  { threshold = 0.5, costs = EQUAL_COSTS }: BinaryOptions = {},
): Steps<BinaryPerformance> {
  const ranking = rankingOf(truth, scores);
  yield;
  const losses = scores.map((share, row) => {
    const [yes, no] = [clipped(share), clipped(1 - share)];
    return -log((truth[row] ? yes : no) / (yes + no));
  });
  yield;
  const squares = scores.map((share, row) => (share - truth[row]) * (share - truth[row]));
  const uniform = calibrationOf(truth, scores, { kind: 'uniform' });
  yield;
  const { threshold: best, cost } = cheapestThreshold(ranking, costs);
  const rocAuc = rocArea(ranking, truth);
  yield;
  const quantile = calibrationOf(truth, scores, { kind: 'quantile' });
  yield;
  return {
    rows: ranking.rows,
    positives: ranking.positives,
    prevalence: proportion(ranking.positives, ranking.rows),
    rocAuc,
    averagePrecision: averagePrecisionMeasure(ranking),
    logLoss: meanOf(losses, POSITIVE),
    brier: meanOf(squares, SHARE),
    decisions: decisionsAt(truth, scores, { threshold, costs }),
    cheapest: { threshold: Number.isFinite(best) ? best : null, cost },
    roc: rocCurve(ranking),
    precisionRecall: precisionRecallCurve(ranking),
    calibration: { uniform, quantile },
    calibrationError: calibrationError(uniform),
    gain: gainOf(ranking),
  };
}
