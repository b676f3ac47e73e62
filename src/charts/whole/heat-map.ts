import type { Canvas } from '../chart.ts';
import { colourScale, scaleTick } from '../scene/colour-scale.ts';
import { type Block, lineMark, sizes } from '../scene/frame.ts';
import { group, type Mark, path, px } from '../scene/scene.ts';
import { clusterOrder } from './cluster.ts';
import {
  columnLabels,
  type ExplainedColumns,
  explainedColumns,
  explainedNote,
  hasSeveralRows,
  largestEffects,
  leadersNamed,
  nothingMoves,
  rowKey,
  rowNumbers,
} from './explained-columns.ts';
import type { ModelChart, PictureMark, Subject } from './picture.ts';
import { effectsOf, type RowColumn } from './row-columns.ts';
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
  readonly explained: ExplainedColumns;
  /** Places of rows from left to right. */
  readonly order: readonly number[];
  readonly units: Units;
  /** The size that has the strongest colour. */
  readonly top: number;
}

/** A 98 % quantile: a single row must not make all others pale. */
function strongest(attributions: Float64Array): number {
  const sizes = attributions.map(Math.abs).sort();
  return sizes[Math.floor(0.98 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
}

function mapBlock({ subject, explained, order, units, top }: Spec, canvas: Canvas): Block {
  const { language } = subject;
  const { rows, columns, name } = explained;
  const { width } = canvas;
  const labels = columnLabels(columns.map(name), subject, canvas);
  const left = labels.room + 10;
  const each = (width - left - 2) / order.length;
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
    const label = labels.mark(at, HEIGHT / 2 + 4);
    return group(`c${column.player}`, 0, head + at * HEIGHT, [
      ...(label ? [label] : []),
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
  const counted = language.say('chart.whole.heatMap.axis', { rows: order.length });
  const from = canvas.measure(counted, sizes.small) <= width - left ? left : 0;
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
            'data-key': rowKey(rows, row),
          },
          screenOnly: true,
        }),
      ),
      lineMark(
        'rows',
        { left: from, width: width - from, y: head + columns.length * HEIGHT + 14, direction: language.direction },
        counted,
        { fill: 'muted', 'font-size': sizes.small },
      ),
    ],
    height: head + columns.length * HEIGHT + 18,
  };
}

export const heatMap: ModelChart = {
  name: 'heat-map',
  accepts: hasSeveralRows,
  picture(subject) {
    const { language } = subject;
    const { say } = language;
    const explained = explainedColumns(subject, MOST_COLUMNS);
    const { rows, all, columns, name } = explained;
    const leaders = leadersNamed(explained, 2, subject);
    const width = rows.players.length;
    const some = evenly(rows.rows.length, MOST_ROWS);
    const points = new Float64Array(some.length * width);
    for (const [at, row] of some.entries())
      points.set(rows.attributions.subarray(row * width, (row + 1) * width), at * width);
    const order = clusterOrder(points, width).map((at) => some[at]);
    const top = strongest(points);
    const units = unitsOf(subject, top);
    const effect = (row: number, { player }: RowColumn): number => rows.attributions[row * width + player];
    return {
      title: say('chart.whole.heatMap.title'),
      sentence: leaders === null ? nothingMoves(subject) : say('chart.whole.heatMap.says', { names: leaders }),
      notes: [
        say('chart.whole.heatMap.note', { units: units.name }),
        ...explainedNote(subject),
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
          key: rowKey(rows, row),
          get says() {
            const effects = columns.map((column) => ({ column, effect: effect(row, column) }));
            return say('chart.whole.rowSays', {
              row: rows.rows[row],
              effects: largestEffects(effects, explained, units, subject),
              units: units.name,
            });
          },
        }),
      ),
      table: {
        columns: [
          rowNumbers(subject),
          ...columns.map((column) => ({ id: `attribution.${column.name}`, name: name(column), write: units.signed })),
        ],
        rows: order.map((row) => [rows.rows[row], ...columns.map((column) => effect(row, column))]),
      },
      body: (canvas) => [mapBlock({ subject, explained, order, units, top }, canvas)],
    };
  },
};
