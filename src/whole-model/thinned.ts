import type { BinaryPerformance } from './performance.ts';
import type { PrecisionRecallCurve, RocCurve } from './ranking.ts';

/** Points of a curve that a record keeps. */
const MOST = 300;

/** Every so many of some points, the first and the last among them. */
function spread<T>(points: readonly T[]): T[] {
  if (points.length <= MOST) return [...points];
  return Array.from({ length: MOST }, (_, i) => points[Math.round((i * (points.length - 1)) / (MOST - 1))]);
}

const roc = ({ falsePositiveRate, truePositiveRate, threshold }: RocCurve): RocCurve => ({
  falsePositiveRate: spread(falsePositiveRate),
  truePositiveRate: spread(truePositiveRate),
  threshold: spread(threshold),
});

const precisionRecall = ({ precision, recall, threshold }: PrecisionRecallCurve): PrecisionRecallCurve => ({
  precision: spread(precision),
  recall: spread(recall),
  threshold: spread(threshold),
});

/** With curves of at most some hundred points; areas are those of all. */
export const thinned = (found: BinaryPerformance): BinaryPerformance => ({
  ...found,
  roc: roc(found.roc),
  precisionRecall: precisionRecall(found.precisionRecall),
});
