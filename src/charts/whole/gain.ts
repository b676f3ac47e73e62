import type { Inspection } from '../../records/inspection.ts';
import { type Mark, path } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { extentOf, intervalOf, measureText, numbersOf, shares, shareTickOf, tickOf } from './numbers.ts';
import { classesOf, hasBoth, type ShownClass } from './one-class.ts';
import type { ModelChart } from './picture.ts';
import { bandBetween, dot, lineThrough, type Plane, planeBlocks } from './plane.ts';
import { dashed, legendField, legendLine } from './signs.ts';

type Point = Extract<NonNullable<Inspection['performance']>, { kind: 'binary' }>['gain'][number];

const keyOf = ({ id }: ShownClass, { share }: Point): string => writeKey({ kind: 'top', class: id, share });

function drawn(plane: Plane, shown: ShownClass, of: 'gain' | 'lift'): Mark[] {
  const points = shown.found.gain;
  const known = points.flatMap((point) => {
    const { value } = point[of];
    return value === null ? [] : [{ point, at: [point.share, value] as const }];
  });
  const start = of === 'gain' ? [[0, 0] as const] : [];
  const band = points.flatMap((point) => {
    const interval = intervalOf(point[of]);
    return interval ? [[point.share, ...interval] as const] : [];
  });
  return [
    path(
      'chance',
      lineThrough(
        plane,
        of === 'gain'
          ? [
              [0, 0],
              [1, 1],
            ]
          : [
              [0, 1],
              [1, 1],
            ],
      ),
      dashed,
    ),
    path('band', bandBetween(plane, band), { fill: 'toward', 'fill-opacity': 0.15 }),
    path('line', lineThrough(plane, [...start, ...known.map(({ at }) => at)]), {
      fill: 'none',
      stroke: 'toward',
      'stroke-width': 2,
    }),
    ...known.map(({ point, at }, index) =>
      dot(`point-${index}`, keyOf(shown, point), [plane.x(at[0]), plane.y(at[1])], { r: 3.5 }),
    ),
  ];
}

export const gain: ModelChart = {
  name: 'gain',
  accepts(subject) {
    const [shown] = classesOf(subject);
    return shown !== undefined && hasBoth(shown.found) && shown.found.gain.length > 0;
  },
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const [shown] = classesOf(subject);
    const { name, found } = shown;
    const share = shares(language);
    const times = numbersOf(2, language);
    const fifth = found.gain.reduce((best, one) =>
      Math.abs(one.share - 0.2) < Math.abs(best.share - 0.2) ? one : best,
    );
    const most = Math.max(1, ...extentOf(found.gain.map(({ lift }) => lift)));
    const x = { domain: [0, 1] as const, name: say('chart.whole.axis.taken'), tick: shareTickOf(language) };
    const says = ({ share: taken, gain: part, lift }: Point): string =>
      say('chart.whole.gain.point', {
        taken: share(taken),
        found: measureText(part, share, language),
        lift: measureText(lift, times, language),
        class: name,
      });
    return {
      title: say('chart.whole.gain.title', { class: name }),
      sentence: say('chart.whole.gain.says', {
        taken: share(fifth.share),
        found: measureText(fifth.gain, share, language),
        lift: measureText(fifth.lift, times, language),
        class: name,
      }),
      notes: [],
      legend: [
        legendLine('line', name, 'toward'),
        legendField('band', say('chart.whole.interval'), 'toward', 0.2),
        legendLine('chance', say('chart.whole.anyOrder'), 'muted', true),
      ],
      marks: found.gain
        .filter(({ gain: part, lift }) => part.value !== null || lift.value !== null)
        .map((point) => ({ key: keyOf(shown, point), says: says(point) })),
      table: {
        columns: [
          { id: 'share', name: say('chart.whole.column.taken'), write: share },
          { id: 'gain', name: say('chart.whole.column.gain'), write: share },
          { id: 'lift', name: say('chart.whole.column.lift'), write: times },
        ],
        rows: found.gain.map((point) => [point.share, point.gain, point.lift]),
      },
      body: (canvas) =>
        planeBlocks(
          [
            {
              x,
              y: {
                domain: [0, 1],
                name: say('chart.whole.axis.truePositives', { class: name }),
                tick: shareTickOf(language),
              },
              height: Math.min(300, Math.max(200, canvas.width * 0.5)),
              draw: (plane) => drawn(plane, shown, 'gain'),
            },
            {
              x,
              y: { domain: [0, most], name: say('chart.whole.axis.lift'), tick: tickOf(language) },
              height: 120,
              draw: (plane) => drawn(plane, shown, 'lift'),
            },
          ],
          language,
          canvas,
        ),
    };
  },
};
