import { measureText, shares } from './numbers.ts';
import { thresholdCurve } from './threshold-curve.ts';

export const roc = thresholdCurve({
  name: 'roc',
  curveOf: ({ roc: { falsePositiveRate, truePositiveRate, threshold } }) => ({
    threshold,
    points: falsePositiveRate.map((wrong, at) => [wrong, truePositiveRate[at]]),
  }),
  chance: () => [
    [0, 0],
    [1, 1],
  ],
  hasArea: true,
  used: ({ specificity, recall }) =>
    specificity.value === null || recall.value === null ? null : [1 - specificity.value, recall.value],
  labelBelow: 14,
  said({ found, name }, language) {
    const { say } = language;
    const share = shares(language);
    const { falsePositiveRate, truePositiveRate } = found.roc;
    return {
      title: say('chart.whole.roc.title', { class: name }),
      sentence: say('chart.whole.roc.says', { class: name, area: measureText(found.rocAuc, share, language) }),
      axes: {
        x: say('chart.whole.axis.falsePositives'),
        y: say('chart.whole.axis.truePositives', { class: name }),
      },
      place: (at, threshold) =>
        say('chart.whole.roc.place', {
          threshold,
          found: share(truePositiveRate[at]),
          wrong: share(falsePositiveRate[at]),
          class: name,
        }),
      rates: [
        { id: 'false_positive_rate', name: say('chart.whole.column.falsePositiveRate'), values: falsePositiveRate },
        { id: 'true_positive_rate', name: say('chart.whole.column.truePositiveRate'), values: truePositiveRate },
      ],
    };
  },
});
