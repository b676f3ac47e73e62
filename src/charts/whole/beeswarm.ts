import type { ScaleLinear } from 'd3-scale';
import type { Canvas } from '../chart.ts';
import type { Block } from '../scene/frame.ts';
import { group, type Mark, path, px, vertical } from '../scene/scene.ts';
import {
  amountAxis,
  columnLabels,
  type ExplainedColumns,
  explainedColumns,
  explainedNote,
  hasRows,
  leadersNamed,
  nothingMoves,
  rowKey,
  rowNumbers,
} from './explained-columns.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { plainName } from './names.ts';
import type { Field, ModelChart, PictureMark, Subject } from './picture.ts';
import { effectEnds, effectsOf, type RowColumn } from './row-columns.ts';
import { type Units, unitsOf } from './units.ts';
import { rankColour, valueLegend, valueText } from './value-colours.ts';

const MOST_COLUMNS = 20;
/** More dots than this are drawn as their density. */
const MOST_DOTS = 20_000;
const ROW = 36;
const DOT = 3;

interface Spec {
  readonly subject: Subject;
  readonly explained: ExplainedColumns;
  readonly units: Units;
  readonly dense: boolean;
}

/** How far each dot lies from the middle of its row: none hides another where there is room. */
function offsets(places: Float64Array): Float64Array {
  const found = new Float64Array(places.length);
  const bins = new Map<number, number[]>();
  for (const [row, place] of places.entries()) {
    const bin = Math.round(place / (2 * DOT - 1));
    const own = bins.get(bin);
    if (own) own.push(row);
    else bins.set(bin, [row]);
  }
  for (const own of bins.values()) {
    const step = Math.min(2 * DOT - 1, (ROW - 2 * DOT - 4) / Math.max(1, own.length - 1));
    for (const [at, row] of own.entries()) found[row] = (at % 2 === 0 ? 1 : -1) * Math.ceil(at / 2) * step;
  }
  return found;
}

/** Outlines of rows for their latest axis: they take a while. */
const outlines = new WeakMap<ExplainedRows, { readonly axis: string; readonly own: readonly string[] }>();

function violins(
  { rows, columns }: ExplainedColumns,
  x: ScaleLinear<number, number>,
  ends: readonly [number, number],
): readonly string[] {
  const axis = [...x.domain(), ...x.range(), ...ends].join();
  const before = outlines.get(rows);
  if (before?.axis === axis) return before.own;
  const own = densities(rows, columns, x, ends).map((counts) => outlineOf(counts, ends));
  outlines.set(rows, { axis, own });
  return own;
}

/** Parts of an axis in which effects are counted. */
const PARTS = 80;

/** By column: its effects, each of them shared out between the ends of the part that it is in. */
function densities(
  { attributions, players, rows }: ExplainedRows,
  columns: readonly RowColumn[],
  x: ScaleLinear<number, number>,
  [left, right]: readonly [number, number],
): Float64Array[] {
  const counts = columns.map(() => new Float64Array(PARTS + 1));
  const from = Int32Array.from(columns, ({ player }) => player);
  // The axis is linear: asking it for every one of very many effects takes long.
  const zero = ((x(0) - left) / (right - left)) * PARTS;
  const [low, high] = x.domain();
  const step = ((x(high) - x(low)) / (high - low) / (right - left)) * PARTS;
  for (let row = 0, start = 0; row < rows.length; row++, start += players.length)
    for (let column = 0; column < from.length; column++) {
      const at = zero + attributions[start + from[column]] * step;
      const below = Math.max(0, Math.min(PARTS - 1, Math.floor(at)));
      const own = counts[column];
      own[below] += 1 - (at - below);
      own[below + 1] += at - below;
    }
  return counts;
}

/** The density of effects around the middle of a row. */
function outlineOf(counts: Float64Array, [left, right]: readonly [number, number]): string {
  const smooth = counts.map((own, at) => (own * 2 + (counts[at - 1] ?? 0) + (counts[at + 1] ?? 0)) / 4);
  const most = Math.max(...smooth) || 1;
  const point = (at: number, side: number): string =>
    `${px(left + (at / PARTS) * (right - left))},${px((side * smooth[at] * (ROW / 2 - 3)) / most)}`;
  const all = Array.from(smooth.keys());
  return `M${all.map((at) => point(at, -1)).join('L')}L${all
    .reverse()
    .map((at) => point(at, 1))
    .join('L')}Z`;
}

function swarmBlock({ subject, explained, units, dense }: Spec, canvas: Canvas): Block {
  const { rows, columns, name } = explained;
  const { width } = canvas;
  const labels = columnLabels(columns.map(name), subject, canvas);
  const left = labels.room + 12;
  const top = 22;
  const bottom = top + columns.length * ROW;
  const ends = columns.flatMap(({ player }) => effectEnds(rows, player));
  const axis = amountAxis(
    {
      name: subject.language.say('chart.whole.axis.effect', { units: units.name }),
      ends: [Math.min(0, ...ends), Math.max(0, ...ends)],
      units,
      range: [left, width - 8],
      rows: [top, bottom],
    },
    subject,
    canvas,
  );
  const { x } = axis;
  const shapes = dense ? violins(explained, x, [left, width - 8]) : [];
  const dots = (column: RowColumn): Mark[] => {
    const places = effectsOf(rows, column.player).map((value) => x(value));
    const away = offsets(places);
    return Array.from(
      places,
      (place, row): Mark => ({
        key: `r${row}`,
        tag: 'circle',
        attributes: {
          class: 'mark point',
          cx: px(place),
          cy: px(away[row]),
          r: DOT,
          ...rankColour(column.ranks[row]),
          'data-key': rowKey(rows, row, column.name),
        },
      }),
    );
  };
  return {
    marks: [
      axis.title,
      axis.grid,
      vertical('zero', x(0), [top, bottom], { stroke: 'muted', 'stroke-width': 1 }),
      ...columns.map((column, at) => {
        const label = labels.mark(at, 4.5);
        return group(`c${column.player}`, 0, top + (at + 0.5) * ROW, [
          ...(label ? [label] : []),
          ...(dense
            ? [
                {
                  ...path('violin', shapes[at], {
                    class: 'mark',
                    fill: 'toward',
                    'fill-opacity': 0.7,
                    'data-key': writeKey({ kind: 'column', column: column.name }),
                  }),
                },
              ]
            : dots(column)),
        ]);
      }),
      axis.labels,
    ],
    height: bottom + 22,
  };
}

export const beeswarm: ModelChart = {
  name: 'beeswarm',
  accepts: hasRows,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const explained = explainedColumns(subject, MOST_COLUMNS);
    const { rows, all, columns, name } = explained;
    const count = rows.rows.length;
    const dense = count * columns.length > MOST_DOTS;
    const [largest, ...others] = columns.map(({ player }) => Math.max(...effectEnds(rows, player).map(Math.abs)));
    const units = unitsOf(subject, Math.max(largest, ...others));
    const [first] = columns;
    const leaders = leadersNamed(explained, 3, subject);
    const levels = !dense && columns.some((column) => column.levels !== null);
    const fields = (row: number): Field[] => [
      rows.rows[row],
      ...all.map(({ player }) => rows.attributions[row * rows.players.length + player]),
    ];
    const firstRows = (most: number) => Array.from({ length: Math.min(most, count) }, (_, row) => fields(row));
    const marks = dense
      ? columns.map(
          (column): PictureMark => ({
            key: writeKey({ kind: 'column', column: column.name }),
            says: say('chart.whole.beeswarm.column', {
              name: name(column),
              size: units.size(column.size),
              units: units.name,
            }),
          }),
        )
      : columns.flatMap((column) =>
          Array.from(
            { length: count },
            (_, row): PictureMark => ({
              key: rowKey(rows, row, column.name),
              get says() {
                return say('chart.whole.beeswarm.dot', {
                  row: rows.rows[row],
                  name: name(column),
                  value: valueText(rows.values[column.player][row], column.name, subject),
                  effect: units.signed(rows.attributions[row * rows.players.length + column.player]),
                  units: units.name,
                });
              },
            }),
          ),
        );
    return {
      title: say('chart.whole.beeswarm.title'),
      sentence:
        leaders === null
          ? nothingMoves(subject)
          : say('chart.whole.beeswarm.says', {
              names: leaders,
              first: plainName(first.name, subject),
              largest: units.size(largest),
              units: units.name,
            }),
      notes: [
        dense ? say('chart.whole.beeswarm.noteDense') : say('chart.whole.beeswarm.note', { levels }),
        ...explainedNote(subject),
        ...(columns.length < all.length ? [say('chart.whole.shown', { shown: columns.length, all: all.length })] : []),
      ],
      legend: dense ? [] : valueLegend(language, columns),
      names: columns.map(name),
      marks,
      table: {
        columns: [
          rowNumbers(subject),
          ...all.map((column) => ({ id: `attribution.${column.name}`, name: name(column), write: units.signed })),
        ],
        get rows() {
          return firstRows(count);
        },
        late: { count, first: firstRows },
      },
      body: (canvas) => [swarmBlock({ subject, explained, units, dense }, canvas)],
    };
  },
};
