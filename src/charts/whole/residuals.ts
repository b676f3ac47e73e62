import type { Inspection } from '../../records/inspection.ts';
import { type Mark, path, polyline, px, vertical } from '../scene/scene.ts';
import { writeKey } from './mark-key.ts';
import { extentOf, intervalOf, measureText, numbersOf, plainNumber, signedNumbersOf, tickOf } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { dot, lineThrough, type Plane, padded, planeBlock } from './plane.ts';
import { dashed, legendField, legendInterval, legendLine } from './signs.ts';

type Regression = Extract<NonNullable<Inspection['performance']>, { kind: 'regression' }>;
type Bin = Regression['byAnswer'][number];

const regressionOf = ({ inspection }: Subject): Regression | null =>
  inspection.performance?.kind === 'regression' ? inspection.performance : null;

const keyOf = ({ from, to }: Bin): string => writeKey({ kind: 'answers', from, to });

function drawn(plane: Plane, bins: readonly Bin[]): Mark[] {
  const [low, high] = plane.x.domain();
  return [
    path(
      'none',
      lineThrough(plane, [
        [low, 0],
        [high, 0],
      ]),
      dashed,
    ),
    ...bins.flatMap((bin, index): Mark[] => {
      const { from, to, mean } = bin;
      if (mean.value === null) return [];
      const middle = plane.x((from + to) / 2);
      const interval = intervalOf(mean);
      const ends = [
        [plane.x(from), plane.y(mean.value)],
        [plane.x(to), plane.y(mean.value)],
      ] as const;
      return [
        polyline(`width-${index}`, ends, { stroke: 'toward', 'stroke-width': 2 }),
        ...(interval
          ? [
              vertical(`interval-${index}`, middle, [plane.y(interval[1]), plane.y(interval[0])], {
                stroke: 'ink',
                'stroke-width': 1.25,
              }),
            ]
          : []),
        dot(`bin-${index}`, keyOf(bin), [middle, plane.y(mean.value)]),
      ];
    }),
  ];
}

/** Least, 5 %, 25 %, 50 %, 75 %, 95 % and largest, as a box. */
function box(plane: Plane, quantiles: readonly number[]): Mark[] {
  const [least, low, quarter, middle, threeQuarters, high, largest] = quantiles.map((value) => plane.x(value));
  const [top, bottom, centre] = [plane.top + 8, plane.bottom - 8, (plane.top + plane.bottom) / 2];
  const line = (key: string, from: number, to: number, width: number): Mark =>
    polyline(
      key,
      [
        [from, centre],
        [to, centre],
      ],
      { stroke: 'muted', 'stroke-width': width },
    );
  return [
    vertical('none', plane.x(0), [plane.top, plane.bottom], dashed),
    line('all', least, largest, 1),
    line('most', low, high, 4),
    {
      key: 'half',
      tag: 'rect',
      attributes: {
        x: px(quarter),
        y: px(top),
        width: px(Math.max(1, threeQuarters - quarter)),
        height: px(bottom - top),
        fill: 'toward',
      },
    },
    vertical('middle', middle, [top, bottom], { stroke: 'paper', 'stroke-width': 2 }),
  ];
}

export const residuals: ModelChart = {
  name: 'residuals',
  accepts: (subject) => (regressionOf(subject)?.byAnswer.length ?? 0) > 0,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const found = regressionOf(subject) as Regression;
    const { byAnswer, residuals: spread, medianAbsoluteError, mae } = found;
    const { mean, quantiles } = spread;
    const scale = Math.max(...extentOf([mae, medianAbsoluteError]).map(Math.abs), 0);
    const write = numbersOf(scale, language);
    const signed = signedNumbersOf(scale, language);
    const interval = intervalOf(mean);
    const bias = mean.value === null || !interval || (interval[0] <= 0 && interval[1] >= 0) ? null : mean.value > 0;
    const ys = extentOf(byAnswer.map((bin) => bin.mean));
    const number = (value: number): string => plainNumber(value, language);
    return {
      title: say('chart.whole.residuals.title'),
      sentence: say('chart.whole.residuals.says', {
        half: measureText(medianAbsoluteError, write, language),
        bias: bias === null ? null : bias ? 'low' : 'high',
        mean: measureText({ value: Math.abs(mean.value ?? 0), low: null, high: null }, write, language),
      }),
      notes: [say('chart.whole.residuals.note')],
      legend: [
        legendLine('mean', say('chart.whole.residuals.mean'), 'toward'),
        legendInterval(language),
        legendField('half', say('chart.whole.residuals.half'), 'toward'),
        legendLine('none', say('chart.whole.residuals.none'), 'muted', true),
      ],
      marks: byAnswer.map((bin) => ({
        key: keyOf(bin),
        says: say('chart.whole.residuals.bin', {
          from: number(bin.from),
          to: number(bin.to),
          rows: bin.rows,
          mean: measureText(bin.mean, signed, language),
        }),
      })),
      table: {
        columns: [
          { id: 'from', name: say('chart.whole.column.from'), write: number },
          { id: 'to', name: say('chart.whole.column.to'), write: number },
          { id: 'rows', name: say('chart.whole.column.rows'), write: (value) => language.number(value) },
          { id: 'mean_residual', name: say('chart.whole.column.residual'), write: signed },
        ],
        rows: byAnswer.map((bin) => [bin.from, bin.to, bin.rows, bin.mean]),
      },
      body: (canvas) => [
        planeBlock(
          {
            x: {
              domain: padded([byAnswer[0].from, byAnswer[byAnswer.length - 1].to]),
              name: say('chart.whole.axis.answer'),
              tick: tickOf(language),
            },
            y: {
              domain: padded([Math.min(0, ...ys), Math.max(0, ...ys)], 0.05),
              name: say('chart.whole.axis.residual'),
              tick: tickOf(language),
            },
            height: Math.min(280, Math.max(180, canvas.width * 0.45)),
            draw: (plane) => drawn(plane, byAnswer),
          },
          language,
          canvas,
        ),
        ...(quantiles.length === 7
          ? [
              planeBlock(
                {
                  x: {
                    domain: padded([Math.min(0, quantiles[0]), Math.max(0, quantiles[6])], 0.02),
                    name: say('chart.whole.axis.residual'),
                    tick: tickOf(language),
                  },
                  y: { domain: [0, 1], name: say('chart.whole.residuals.all'), tick: () => '', names: [] },
                  height: 44,
                  draw: (plane) => box(plane, quantiles),
                },
                language,
                canvas,
              ),
            ]
          : []),
      ],
    };
  },
};
