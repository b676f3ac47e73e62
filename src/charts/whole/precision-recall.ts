import { measureText, shares, thresholdText } from './numbers.ts';
import { thresholdCurve } from './threshold-curve.ts';

export const precisionRecall = thresholdCurve({
  name: 'precision-recall',
  curveOf: ({ precisionRecall: { precision, recall, threshold } }) => ({
    threshold,
    points: recall.map((found, at) => [found, precision[at]]),
  }),
  chance: ({ prevalence }) => [
    [0, prevalence.value ?? 0],
    [1, prevalence.value ?? 0],
  ],
  hasArea: false,
  used: ({ precision, recall }) =>
    precision.value === null || recall.value === null ? null : [recall.value, precision.value],
  labelBelow: -8,
  said({ found, name }, language) {
    const { say } = language;
    const share = shares(language);
    const { decisions } = found;
    const { precision, recall } = found.precisionRecall;
    return {
      title: say('chart.whole.precisionRecall.title', { class: name }),
      sentence: say('chart.whole.precisionRecall.says', {
        class: name,
        threshold: thresholdText(decisions.threshold, language),
        right: decisions.precision.value === null ? null : measureText(decisions.precision, share, language),
        found: measureText(decisions.recall, share, language),
      }),
      axes: {
        x: say('chart.whole.axis.truePositives', { class: name }),
        y: say('chart.whole.axis.precision', { class: name }),
      },
      place: (at, threshold) =>
        say('chart.whole.precisionRecall.place', {
          threshold,
          right: share(precision[at]),
          found: share(recall[at]),
          class: name,
        }),
      rates: [
        { id: 'precision', name: say('chart.whole.column.precision'), values: precision },
        { id: 'recall', name: say('chart.whole.column.truePositiveRate'), values: recall },
      ],
    };
  },
});
