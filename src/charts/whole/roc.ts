import { sizes } from '../scene/frame.ts';
import type { Mark } from '../scene/scene.ts';
import { halo, path, text } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { measureText, numbersOf, shares, shareTickOf } from './numbers.ts';
import { classesOf, type ShownClass } from './one-class.ts';
import type { ModelChart, PictureMark, Subject } from './picture.ts';
import { dot, lineThrough, type Plane, planeBlock } from './plane.ts';
import { dashed, evenly, legendLine, thresholdLabel } from './signs.ts';

/** Places of a curve that can be pointed at. */
const PLACES = 25;

type Roc = ShownClass['found']['roc'];

const pointsOf = ({ falsePositiveRate, truePositiveRate }: Roc): (readonly [number, number])[] =>
  falsePositiveRate.map((wrong, at) => [wrong, truePositiveRate[at]] as const);

/** Places with a threshold: all but the one at which no row is taken. */
function placesOf({ id, found }: ShownClass): { readonly at: number; readonly key: string }[] {
  const { threshold } = found.roc;
  return evenly(threshold.length, PLACES).flatMap((at) => {
    const from = threshold[at];
    return from === null ? [] : [{ at, key: writeKey({ kind: 'threshold', class: id, threshold: from }) }];
  });
}

function drawn(plane: Plane, subject: Subject): Mark[] {
  const [shown, ...others] = classesOf(subject);
  const { roc, decisions } = shown.found;
  const points = pointsOf(roc);
  const { specificity, recall } = decisions;
  const known = specificity.value !== null && recall.value !== null;
  const at = [plane.x(1 - (specificity.value ?? 0)), plane.y(recall.value ?? 0)] as const;
  return [
    path(
      'chance',
      lineThrough(plane, [
        [0, 0],
        [1, 1],
      ]),
      dashed,
    ),
    ...others.map(({ id, name, found }) => ({
      ...path(`other-${id}`, lineThrough(plane, pointsOf(found.roc)), {
        fill: 'none',
        stroke: 'muted',
        'stroke-width': 1,
        'stroke-opacity': 0.6,
      }),
      title: name,
    })),
    path('area', `${lineThrough(plane, [...points, [1, 0], [0, 0]])}Z`, { fill: 'toward', 'fill-opacity': 0.08 }),
    path('curve', lineThrough(plane, points), { fill: 'none', stroke: 'toward', 'stroke-width': 2 }),
    ...placesOf(shown).map(({ at: place, key }) =>
      dot(`place-${place}`, key, [plane.x(points[place][0]), plane.y(points[place][1])], { r: 3 }),
    ),
    ...(known
      ? [
          dot('threshold', null, at, {
            r: 6,
            fill: 'paper',
            stroke: 'ink',
            'stroke-width': 2,
            'pointer-events': 'none',
          }),
          text('threshold-label', [at[0] + 11, at[1] + 14], thresholdLabel(decisions.threshold, subject.language), {
            ...halo,
            'font-size': sizes.small,
          }),
        ]
      : []),
  ];
}

export const roc: ModelChart = {
  name: 'roc',
  accepts: (subject) => (classesOf(subject)[0]?.found.roc.threshold.length ?? 0) > 0,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const [shown, ...others] = classesOf(subject);
    const { found, name } = shown;
    const share = shares(language);
    const number = numbersOf(1, language);
    const { falsePositiveRate, truePositiveRate, threshold } = found.roc;
    const marks = placesOf(shown).map(
      ({ at, key }): PictureMark => ({
        key,
        says: say('chart.whole.roc.place', {
          threshold: number(threshold[at] ?? 1),
          found: share(truePositiveRate[at]),
          wrong: share(falsePositiveRate[at]),
          class: name,
        }),
      }),
    );
    return {
      title: say('chart.whole.roc.title', { class: name }),
      sentence: say('chart.whole.roc.says', { class: name, area: measureText(found.rocAuc, share, language) }),
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
          { id: 'false_positive_rate', name: say('chart.whole.column.falsePositiveRate'), write: share },
          { id: 'true_positive_rate', name: say('chart.whole.column.truePositiveRate'), write: share },
        ],
        rows: threshold.map((from, at) => [from, falsePositiveRate[at], truePositiveRate[at]]),
      },
      body: (canvas) => [
        planeBlock(
          {
            x: { domain: [0, 1], name: say('chart.whole.axis.falsePositives'), tick: shareTickOf(language) },
            y: {
              domain: [0, 1],
              name: say('chart.whole.axis.truePositives', { class: name }),
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
