import type { Inspection } from '../../records/inspection.ts';
import { type Mark, path } from '../scene/scene.ts';
import { barRows } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, plainName } from './names.ts';
import {
  extentOf,
  intervalOf,
  measureText,
  numbersOf,
  plainNumber,
  shares,
  shareTickOf,
  signedNumbersOf,
  tickOf,
} from './numbers.ts';
import type { Column, Field, ModelChart, Subject } from './picture.ts';
import { bandBetween, dot, lineThrough, type Plane, padded, planeBlocks } from './plane.ts';
import { evenly, legendField, legendInterval, legendLine } from './signs.ts';

type Curve = NonNullable<Inspection['curves']>[number];

const PLACES = 25;

/** The column that was chosen, else the first that has a value. */
function curveOf({ inspection, choice }: Subject): Curve | null {
  const drawn = (inspection.curves ?? []).filter(({ grid }) => grid.length > 0);
  return drawn.find(({ column }) => column === choice.column) ?? drawn[0] ?? null;
}

/** How answers are written: shares of classes in percent. */
function answersOf({ inspection, language }: Subject, { mean }: Curve) {
  const all = extentOf(mean);
  const are = inspection.task !== 'regression' && all.every((value) => value >= 0 && value <= 1);
  const scale = Math.max(0, ...all.map(Math.abs));
  return {
    write: are ? shares(language) : numbersOf(scale, language),
    signed: are ? (value: number) => signedNumbersOf(100, language)(100 * value) : signedNumbersOf(scale, language),
    tick: are ? shareTickOf(language) : tickOf(language),
    shares: are,
  };
}

const keyOf = ({ column }: Curve, at: number): string => writeKey({ kind: 'grid', column, at });

function partial(plane: Plane, curve: Curve): Mark[] {
  const { grid, mean, single } = curve;
  const known = mean.flatMap(({ value }, at) => (value === null ? [] : [{ at, point: [grid[at], value] as const }]));
  const band = mean.flatMap((measure, at) => {
    const interval = intervalOf(measure);
    return interval ? [[grid[at], ...interval] as const] : [];
  });
  const places = new Set(evenly(known.length, PLACES));
  return [
    ...single.map((own, at) =>
      path(
        `single-${at}`,
        lineThrough(
          plane,
          own.map((value, index) => [grid[index], value]),
        ),
        {
          fill: 'none',
          stroke: 'muted',
          'stroke-width': 1,
          'stroke-opacity': 0.3,
        },
      ),
    ),
    path('band', bandBetween(plane, band), { fill: 'toward', 'fill-opacity': 0.25 }),
    path(
      'mean',
      lineThrough(
        plane,
        known.map(({ point }) => point),
      ),
      { fill: 'none', stroke: 'toward', 'stroke-width': 2.5 },
    ),
    ...known.flatMap(({ at, point }, index) =>
      places.has(index)
        ? [dot(`place-${at}`, keyOf(curve, at), [plane.x(point[0]), plane.y(point[1])], { r: 3.5 })]
        : [],
    ),
  ];
}

function local(plane: Plane, { edges, effect }: NonNullable<Curve['local']>): Mark[] {
  const band = effect.flatMap((measure, at) => {
    const interval = intervalOf(measure);
    return interval ? [[edges[at], ...interval] as const] : [];
  });
  const line = effect.flatMap(({ value }, at) => (value === null ? [] : [[edges[at], value] as const]));
  return [
    path('band', bandBetween(plane, band), { fill: 'away', 'fill-opacity': 0.2 }),
    path('line', lineThrough(plane, line), { fill: 'none', stroke: 'away', 'stroke-width': 2.5 }),
  ];
}

function body(subject: Subject, curve: Curve): ReturnType<ModelChart['picture']>['body'] {
  const { language } = subject;
  const { say } = language;
  const { grid, levels, mean, single } = curve;
  const answers = answersOf(subject, curve);
  const name = columnName(curve.column, subject);
  if (levels) {
    const ends = extentOf(mean);
    return (canvas) => [
      barRows(
        {
          rows: levels.map((level, at) => ({
            id: `${at}`,
            key: keyOf(curve, at),
            name: subject.words.level(curve.column, level),
            note: null,
            cells: [
              mean[at].value === null
                ? null
                : {
                    stretches: [{ from: 0, to: mean[at].value ?? 0, fill: 'toward' }],
                    interval: intervalOf(mean[at]),
                    text: answers.write(mean[at].value ?? 0),
                  },
            ],
          })),
          panels: [
            {
              name: say('chart.whole.axis.meanAnswer'),
              domain: [Math.min(0, ...ends), Math.max(0, ...ends)],
              tick: answers.tick,
            },
          ],
          language,
        },
        canvas,
      ),
    ];
  }
  const { local: effects } = curve;
  // Both fields have one axis, so that what stands below the other is of the same values.
  const ends = [grid[0], ...grid.slice(-1), ...(effects?.edges ?? [])];
  const x = { domain: padded([Math.min(...ends), Math.max(...ends)]), name, tick: tickOf(language) };
  const ys = [...extentOf(mean), ...single.flat()];
  const locals = effects ? extentOf(effects.effect) : [];
  return (canvas) =>
    planeBlocks(
      [
        {
          x,
          y: {
            domain: padded([Math.min(...ys), Math.max(...ys)], 0.03),
            name: say('chart.whole.axis.answer'),
            tick: answers.tick,
          },
          height: Math.min(300, Math.max(200, canvas.width * 0.5)),
          draw: (plane) => partial(plane, curve),
        },
        ...(effects
          ? [
              {
                x,
                y: {
                  domain: padded([Math.min(0, ...locals), Math.max(0, ...locals)], 0.05),
                  name: say('chart.whole.axis.local', { points: answers.shares }),
                  tick: answers.shares
                    ? (value: number, step: number) => tickOf(language)(100 * value, 100 * step)
                    : answers.tick,
                },
                height: 140,
                draw: (plane: Plane) => local(plane, effects),
              },
            ]
          : []),
      ],
      language,
      canvas,
    );
}

export const curve: ModelChart = {
  name: 'curve',
  accepts: (subject) => curveOf(subject) !== null,
  picture(subject) {
    const { language, words } = subject;
    const { say } = language;
    const found = curveOf(subject) as Curve;
    const { grid, levels, mean, local: effects, single } = found;
    const { used } = subject.inspection.table;
    const answers = answersOf(subject, found);
    const name = columnName(found.column, subject);
    const plain = plainName(found.column, subject);
    const at = (index: number): string =>
      levels ? words.level(found.column, levels[index]) : plainNumber(grid[index], language);
    const known = mean.flatMap(({ value }, index) => (value === null ? [] : [{ index, value }]));
    const least = known.reduce(
      (best: (typeof known)[number] | null, one) => (best && best.value <= one.value ? best : one),
      null,
    );
    const most = known.reduce(
      (best: (typeof known)[number] | null, one) => (best && best.value >= one.value ? best : one),
      null,
    );
    const flat = !least || !most || least.value === most.value;
    const shown = new Set(
      levels ? known.map(({ index }) => index) : evenly(known.length, PLACES).map((place) => known[place].index),
    );
    const localColumns: Column[] = effects
      ? [
          {
            id: 'local_effect',
            name: say('chart.whole.column.local', { points: answers.shares }),
            write: answers.signed,
          },
        ]
      : [];
    const localRows: Field[][] = (effects?.edges ?? []).map((edge, index) => [
      edge,
      null,
      effects?.effect[index] ?? null,
    ]);
    return {
      title: say('chart.whole.curve.title', { column: plain }),
      sentence: flat
        ? say('chart.whole.curve.flat', { column: plain, values: known.length })
        : say('chart.whole.curve.says', {
            column: plain,
            least: answers.write(least.value),
            low: at(least.index),
            most: answers.write(most.value),
            high: at(most.index),
          }),
      notes: [
        say('chart.whole.curve.note', { levels: levels !== null, local: effects !== null, single: single.length }),
        ...(found.rows !== undefined && found.rows < used
          ? [
              say('chart.whole.curve.sampled', {
                mean: found.rows,
                all: used,
                local: (effects?.rows ?? []).reduce((all, rows) => all + rows, 0),
              }),
            ]
          : []),
      ],
      legend: levels
        ? [legendInterval(language)]
        : [
            legendLine('mean', say('chart.whole.curve.mean'), 'toward'),
            legendField('band', say('chart.whole.interval'), 'toward', 0.3),
            ...(single.length > 0 ? [legendLine('single', say('chart.whole.curve.single'), 'muted')] : []),
            ...(effects ? [legendLine('local', say('chart.whole.curve.local'), 'away')] : []),
          ],
      ...(levels && { names: levels.map((level) => words.level(found.column, level)) }),
      marks: known
        .filter(({ index }) => shown.has(index))
        .map(({ index }) => ({
          key: keyOf(found, index),
          says: say('chart.whole.curve.place', {
            column: plain,
            value: at(index),
            answer: measureText(mean[index], answers.write, language),
          }),
        })),
      table: {
        columns: [
          levels ? { id: 'level', name } : { id: 'value', name, write: (value) => plainNumber(value, language) },
          { id: 'mean_answer', name: say('chart.whole.axis.meanAnswer'), write: answers.write },
          ...localColumns,
        ],
        rows: [
          ...grid.map((value, index): Field[] => [
            levels ? at(index) : value,
            mean[index],
            ...localColumns.map(() => null),
          ]),
          ...localRows,
        ],
      },
      body: body(subject, found),
    };
  },
};
