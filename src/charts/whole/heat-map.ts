import type { Canvas } from '../chart.ts';
import { colourScale, scaleTick } from '../scene/colour-scale.ts';
import { type Block, lineMark, narrowBelow, sizes } from '../scene/frame.ts';
import { fitLabels, labelMark, labelRoomOf } from '../scene/labels.ts';
import { group, type Mark, path, px } from '../scene/scene.ts';
import { clusterOrder } from './cluster.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed } from './names.ts';
import type { ModelChart, PictureMark, Subject } from './picture.ts';
import { effectsOf, type RowColumn, rowColumns } from './row-columns.ts';
import { evenly } from './signs.ts';
import { type Units, unitsOf } from './units.ts';

const MOST_COLUMNS = 12;
/** Rows that can be told apart, and put in order while one waits. */
const MOST_ROWS = 400;
const HEIGHT = 22;
/** Shades of each colour. */
const SHADES = 8;

interface Spec {
  readonly subject: Subject;
  readonly rows: ExplainedRows;
  readonly columns: readonly RowColumn[];
  /** Places of rows from left to right. */
  readonly order: readonly number[];
  readonly units: Units;
  /** The size that has the strongest colour. */
  readonly top: number;
}

/** A 98 % quantile: a single row must not make all others pale. */
function strongest(rows: ExplainedRows): number {
  const sizes = rows.attributions.map(Math.abs).sort();
  return sizes[Math.floor(0.98 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
}

function mapBlock({ subject, rows, columns, order, units, top }: Spec, canvas: Canvas): Block {
  const { language } = subject;
  const { width, measure } = canvas;
  const names = columns.map(({ name }) => columnName(name, subject));
  const longest = Math.max(...names.map((name) => measure(name, sizes.label))) + 4;
  const room = labelRoomOf(longest, width < narrowBelow ? 0.3 : 0.36, canvas);
  const left = room + 10;
  const each = (width - left - 2) / order.length;
  const labels = fitLabels(
    new Map(names.map((name, at) => [at, { name, cell: null, full: name }])),
    room,
    canvas,
    language,
  );
  const head = 40;
  const rowMark = (column: RowColumn, at: number): Mark => {
    const effects = effectsOf(rows, column.player);
    const shades = new Map<string, string[]>();
    for (const [place, row] of order.entries()) {
      const shade = Math.round((SHADES * Math.min(Math.abs(effects[row]), top)) / top);
      if (shade === 0) continue;
      const key = `${effects[row] > 0 ? 'toward' : 'away'} ${shade}`;
      const cell = `M${px(left + place * each)},0h${px(each + 0.3)}v${HEIGHT - 1}h${px(-each - 0.3)}Z`;
      shades.set(key, [...(shades.get(key) ?? []), cell]);
    }
    const label = labels.get(at);
    return group(`c${column.player}`, 0, head + at * HEIGHT, [
      ...(label ? [labelMark(label, { left: 0, width: room, y: HEIGHT / 2 + 4, direction: language.direction })] : []),
      ...[...shades].map(([key, cells]) => {
        const [fill, shade] = key.split(' ');
        return path(key, cells.join(''), {
          fill,
          'fill-opacity': (Number(shade) / SHADES).toFixed(3),
          'shape-rendering': 'crispEdges',
        });
      }),
    ]);
  };
  const scaleWidth = Math.min(width, 300);
  return {
    marks: [
      group('scale', 0, 0, [
        ...colourScale(scaleWidth, { away: 'away', toward: 'toward' }),
        scaleTick('least', -1, units.signed(-top), scaleWidth),
        scaleTick('zero', 0, language.number(0), scaleWidth),
        scaleTick('most', 1, units.signed(top), scaleWidth),
      ]),
      ...columns.map(rowMark),
      ...order.map(
        (row, place): Mark => ({
          key: `r${row}`,
          tag: 'rect',
          attributes: {
            class: 'mark',
            x: px(left + place * each),
            y: head,
            width: px(each),
            height: columns.length * HEIGHT,
            fill: 'paper',
            'fill-opacity': 0,
            'data-key': writeKey({ kind: 'row', row: rows.rows[row], column: null }),
          },
          screenOnly: true,
        }),
      ),
      lineMark(
        'rows',
        { left, width: width - left, y: head + columns.length * HEIGHT + 14, direction: language.direction },
        language.say('chart.whole.heatMap.axis', { rows: order.length }),
        { fill: 'muted', 'font-size': sizes.small },
      ),
    ],
    height: head + columns.length * HEIGHT + 18,
  };
}

export const heatMap: ModelChart = {
  name: 'heat-map',
  accepts: ({ rows }) => rows !== null && rows.rows.length > 0 && rows.players.length > 0,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const rows = subject.rows as ExplainedRows;
    const all = rowColumns(rows);
    const columns = all.slice(0, MOST_COLUMNS);
    const width = rows.players.length;
    const some = evenly(rows.rows.length, MOST_ROWS);
    const points = new Float64Array(some.length * width);
    for (const [at, row] of some.entries())
      points.set(rows.attributions.subarray(row * width, (row + 1) * width), at * width);
    const order = clusterOrder(points, width).map((at) => some[at]);
    const top = strongest(rows);
    const units = unitsOf(subject, top);
    const name = (column: RowColumn): string => columnName(column.name, subject);
    const effect = (row: number, { player }: RowColumn): number => rows.attributions[row * width + player];
    return {
      title: say('chart.whole.heatMap.title'),
      sentence: say('chart.whole.heatMap.says', { names: listed(columns.slice(0, 2).map(name), subject) }),
      notes: [
        say('chart.whole.heatMap.note', { units: units.name }),
        ...(some.length < rows.rows.length
          ? [say('chart.whole.someRows', { shown: some.length, all: rows.rows.length })]
          : []),
        ...(columns.length < all.length
          ? [say('chart.whole.firstColumns', { shown: columns.length, all: all.length })]
          : []),
      ],
      legend: [],
      names: columns.map(name),
      marks: order.map(
        (row): PictureMark => ({
          key: writeKey({ kind: 'row', row: rows.rows[row], column: null }),
          get says() {
            const most = columns.toSorted((a, b) => Math.abs(effect(row, b)) - Math.abs(effect(row, a))).slice(0, 3);
            return say('chart.whole.rowSays', {
              row: rows.rows[row],
              effects: most.map((column) =>
                say('chart.whole.rowEffect', { name: name(column), effect: units.signed(effect(row, column)) }),
              ),
              units: units.name,
            });
          },
        }),
      ),
      table: {
        columns: [
          { id: 'row', name: say('chart.whole.column.row'), write: String },
          ...columns.map((column) => ({ id: `attribution.${column.name}`, name: name(column), write: units.signed })),
        ],
        rows: order.map((row) => [rows.rows[row], ...columns.map((column) => effect(row, column))]),
      },
      body: (canvas) => [mapBlock({ subject, rows, columns, order, units, top }, canvas)],
    };
  },
};
