import type { Inspection } from '../../records/inspection.ts';
import { type Mark, path, polyline, px } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { intervalOf, measureText, shares, shareTickOf, tickOf } from './numbers.ts';
import { classesOf, type ShownClass } from './one-class.ts';
import type { ModelChart, Subject } from './picture.ts';
import { bandBetween, dot, lineThrough, type Plane, planeBlocks } from './plane.ts';
import { dashed, legendField, legendLine } from './signs.ts';

type Bin = Extract<NonNullable<Inspection['performance']>, { kind: 'binary' }>['calibration']['uniform'][number];

/** Bins of about equal numbers of rows: their intervals are about equally wide. */
const binsOf = ({ found }: ShownClass): readonly Bin[] => found.calibration.quantile;

const keyOf = ({ id }: ShownClass, { from, to }: Bin): string => writeKey({ kind: 'scores', class: id, from, to });

/** The bin that is furthest from what it says, of those that are off by more than chance. */
function worst(bins: readonly Bin[]): Bin | null {
  const off = bins.filter(({ predicted, observed }) => {
    const interval = intervalOf(observed);
    return interval !== null && (predicted < interval[0] || predicted > interval[1]);
  });
  const size = ({ predicted, observed }: Bin): number => Math.abs(predicted - (observed.value ?? predicted));
  return off.reduce((most: Bin | null, bin) => (most === null || size(bin) > size(most) ? bin : most), null);
}

function drawn(plane: Plane, shown: ShownClass): Mark[] {
  const bins = binsOf(shown);
  const known = bins.flatMap((bin) => (bin.observed.value === null ? [] : [{ bin, observed: bin.observed.value }]));
  const band = bins.flatMap(({ predicted, observed }) => {
    const interval = intervalOf(observed);
    return interval ? [[predicted, ...interval] as const] : [];
  });
  return [
    path(
      'perfect',
      lineThrough(plane, [
        [0, 0],
        [1, 1],
      ]),
      dashed,
    ),
    path('band', bandBetween(plane, band), { fill: 'toward', 'fill-opacity': 0.15 }),
    ...band.map(([at, low, high], index) =>
      polyline(
        `interval-${index}`,
        [
          [plane.x(at), plane.y(low)],
          [plane.x(at), plane.y(high)],
        ],
        {
          stroke: 'ink',
          'stroke-width': 1.25,
        },
      ),
    ),
    path(
      'line',
      lineThrough(
        plane,
        known.map(({ bin, observed }) => [bin.predicted, observed]),
      ),
      {
        fill: 'none',
        stroke: 'toward',
        'stroke-width': 2,
      },
    ),
    ...known.map(({ bin, observed }, index) =>
      dot(`bin-${index}`, keyOf(shown, bin), [plane.x(bin.predicted), plane.y(observed)], { r: 4.5 }),
    ),
  ];
}

/** How many rows have such scores. */
function counts(plane: Plane, shown: ShownClass): Mark[] {
  return shown.found.calibration.uniform.map((bin, index): Mark => {
    const [left, right, top] = [plane.x(bin.from), plane.x(bin.to), plane.y(bin.rows)];
    return {
      key: `rows-${index}`,
      tag: 'rect',
      attributes: {
        x: px(left + 0.5),
        y: px(top),
        width: px(Math.max(0.5, right - left - 1)),
        height: px(Math.max(0.5, plane.bottom - top)),
        fill: 'muted',
        'fill-opacity': 0.5,
        class: 'mark',
        'data-key': keyOf(shown, bin),
      },
    };
  });
}

function body(subject: Subject, shown: ShownClass): ReturnType<ModelChart['picture']>['body'] {
  const { language } = subject;
  const { say } = language;
  const shareTick = shareTickOf(language);
  const most = Math.max(1, ...shown.found.calibration.uniform.map(({ rows }) => rows));
  const x = {
    domain: [0, 1] as const,
    name: say('chart.whole.axis.predicted', { class: shown.name }),
    tick: shareTick,
  };
  return (canvas) =>
    planeBlocks(
      [
        {
          x,
          y: { domain: [0, 1], name: say('chart.whole.axis.observed', { class: shown.name }), tick: shareTick },
          height: 'square',
          draw: (plane) => drawn(plane, shown),
        },
        {
          x,
          y: { domain: [0, most], name: say('chart.whole.axis.rows'), tick: tickOf(language), counts: true },
          height: 60,
          draw: (plane) => counts(plane, shown),
        },
      ],
      language,
      canvas,
    );
}

export const calibration: ModelChart = {
  name: 'calibration',
  accepts: (subject) => (classesOf(subject)[0]?.found.calibration.quantile.length ?? 0) > 0,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const [shown] = classesOf(subject);
    const bins = binsOf(shown);
    const share = shares(language);
    const off = worst(bins);
    const error = shown.found.calibrationError;
    const says = (bin: Bin): string =>
      say('chart.whole.calibration.bin', {
        predicted: share(bin.predicted),
        observed: measureText(bin.observed, share, language),
        rows: bin.rows,
      });
    return {
      title: say('chart.whole.calibration.title', { class: shown.name }),
      sentence: say('chart.whole.calibration.says', {
        error: error === null ? null : share(error),
        predicted: off ? share(off.predicted) : null,
        observed: off ? measureText(off.observed, share, language) : null,
      }),
      notes: [say('chart.whole.calibration.note')],
      legend: [
        legendLine('line', say('chart.whole.observed'), 'toward'),
        legendField('band', say('chart.whole.interval'), 'toward', 0.2),
        legendLine('perfect', say('chart.whole.perfect'), 'muted', true),
      ],
      marks: [...bins.filter(({ observed }) => observed.value !== null), ...shown.found.calibration.uniform].map(
        (bin) => ({ key: keyOf(shown, bin), says: says(bin) }),
      ),
      table: {
        columns: [
          { id: 'from', name: say('chart.whole.column.from'), write: share },
          { id: 'to', name: say('chart.whole.column.to'), write: share },
          { id: 'rows', name: say('chart.whole.column.rows'), write: (value) => language.number(value) },
          { id: 'predicted', name: say('chart.whole.column.predicted'), write: share },
          { id: 'observed', name: say('chart.whole.column.observed'), write: share },
        ],
        rows: bins.map(({ from, to, rows, predicted, observed }) => [from, to, rows, predicted, observed]),
      },
      body: body(subject, shown),
    };
  },
};
