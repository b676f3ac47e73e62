import type { Inspection } from '../records/inspection.ts';

type Performance = NonNullable<Inspection['performance']>;
type Binary = Extract<Performance, { kind: 'binary' }>;

/** What a report says of a model as a whole: how good it is, also in groups, and calibrated. */
export function excerpt(inspection: Inspection): Inspection {
  const { against: _against, ...kept } = inspection;
  return {
    ...kept,
    importance: null,
    permutation: null,
    curves: null,
    together: null,
    errors: null,
    performance: inspection.performance && measures(inspection.performance),
    fairness: inspection.fairness?.map((division) => ({ ...division, gaps: null })) ?? null,
  };
}

function measures(performance: Performance): Performance {
  if (performance.kind === 'binary') return { ...performance, ...withoutCurves };
  if (performance.kind === 'regression') return performance;
  return { ...performance, classes: performance.classes.map((one) => ({ ...one, ...withoutCurves })) };
}

const withoutCurves: Pick<Binary, 'roc' | 'precisionRecall' | 'gain'> = {
  roc: { falsePositiveRate: [], truePositiveRate: [], threshold: [] },
  precisionRecall: { precision: [], recall: [], threshold: [] },
  gain: [],
};
