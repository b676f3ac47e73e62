import { sizes } from '../scene/frame.ts';
import { halo, type Mark, path, text } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { measureText, numbersOf, shares, shareTickOf, thresholdText } from './numbers.ts';
import { classesOf, type ShownClass } from './one-class.ts';
import type { ModelChart, PictureMark, Subject } from './picture.ts';
import { dot, lineThrough, type Plane, planeBlock } from './plane.ts';
import { dashed, evenly, legendLine, thresholdLabel } from './signs.ts';

/** Places of a curve that can be pointed at. */
const PLACES = 25;

type Curve = ShownClass['found']['precisionRecall'];

const pointsOf = ({ precision, recall }: Curve): (readonly [number, number])[] =>
  recall.map((found, at) => [found, precision[at]] as const);

const placesOf = ({ id, found }: ShownClass) =>
  evenly(found.precisionRecall.threshold.length, PLACES).map((at) => ({
    at,
    key: writeKey({ kind: 'threshold', class: id, threshold: found.precisionRecall.threshold[at] }),
  }));

function drawn(plane: Plane, subject: Subject): Mark[] {
  const [shown, ...others] = classesOf(subject);
  const { precisionRecall, decisions, prevalence } = shown.found;
  const points = pointsOf(precisionRecall);
  const { precision, recall, threshold } = decisions;
  const at = [plane.x(recall.value ?? 0), plane.y(precision.value ?? 0)] as const;
  const base = prevalence.value ?? 0;
  return [
    path(
      'chance',
      lineThrough(plane, [
        [0, base],
        [1, base],
      ]),
      dashed,
    ),
    ...others.map(({ id, name, found }) => ({
      ...path(`other-${id}`, lineThrough(plane, pointsOf(found.precisionRecall)), {
        fill: 'none',
        stroke: 'muted',
        'stroke-width': 1,
        'stroke-opacity': 0.6,
      }),
      title: name,
    })),
    path('curve', lineThrough(plane, points), { fill: 'none', stroke: 'toward', 'stroke-width': 2 }),
    ...placesOf(shown).map(({ at: place, key }) =>
      dot(`place-${place}`, key, [plane.x(points[place][0]), plane.y(points[place][1])], { r: 3 }),
    ),
    ...(precision.value === null || recall.value === null
      ? []
      : [
          dot('threshold', null, at, {
            r: 6,
            fill: 'paper',
            stroke: 'ink',
            'stroke-width': 2,
            'pointer-events': 'none',
          }),
          text('threshold-label', [at[0] + 11, at[1] - 8], thresholdLabel(threshold, subject.language), {
            ...halo,
            'font-size': sizes.small,
          }),
        ]),
  ];
}

export const precisionRecall: ModelChart = {
  name: 'precision-recall',
  accepts: (subject) => (classesOf(subject)[0]?.found.precisionRecall.threshold.length ?? 0) > 0,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const [shown, ...others] = classesOf(subject);
    const { found, name } = shown;
    const { precision, recall, threshold } = found.precisionRecall;
    const { decisions } = found;
    const share = shares(language);
    const number = numbersOf(1, language);
    const marks = placesOf(shown).map(
      ({ at, key }): PictureMark => ({
        key,
        says: say('chart.whole.precisionRecall.place', {
          threshold: number(threshold[at]),
          right: share(precision[at]),
          found: share(recall[at]),
          class: name,
        }),
      }),
    );
    return {
      title: say('chart.whole.precisionRecall.title', { class: name }),
      sentence: say('chart.whole.precisionRecall.says', {
        class: name,
        threshold: thresholdText(decisions.threshold, language),
        right: decisions.precision.value === null ? null : measureText(decisions.precision, share, language),
        found: measureText(decisions.recall, share, language),
      }),
      notes: [],
      legend: [
        legendLine('curve', name, 'toward'),
        ...(others.length > 0 ? [legendLine('others', say('chart.whole.otherClasses'), 'muted')] : []),
        legendLine('chance', say('chart.whole.chance'), 'muted', true),
      ],
      marks,
      table: {
        columns: [
          { id: 'threshold', name: say('chart.whole.column.threshold'), write: number },
          { id: 'precision', name: say('chart.whole.column.precision'), write: share },
          { id: 'recall', name: say('chart.whole.column.truePositiveRate'), write: share },
        ],
        rows: threshold.map((from, at) => [from, precision[at], recall[at]]),
      },
      body: (canvas) => [
        planeBlock(
          {
            x: {
              domain: [0, 1],
              name: say('chart.whole.axis.truePositives', { class: name }),
              tick: shareTickOf(language),
            },
            y: {
              domain: [0, 1],
              name: say('chart.whole.axis.precision', { class: name }),
              tick: shareTickOf(language),
            },
            height: 'square',
            draw: (plane) => drawn(plane, subject),
          },
          language,
          canvas,
        ),
      ],
    };
  },
};
