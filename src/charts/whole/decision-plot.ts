import { scaleLinear } from 'd3-scale';
import type { Canvas } from '../chart.ts';
import { axisMarks, type Block, lineMark, narrowBelow, sizes, ticksOf } from '../scene/frame.ts';
import { fitLabels, labelMark, labelRoomOf } from '../scene/labels.ts';
import { type Mark, path, px, vertical } from '../scene/scene.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed } from './names.ts';
import type { ModelChart, PictureMark, Subject } from './picture.ts';
import { padded } from './plane.ts';
import { type RowColumn, rowColumns } from './row-columns.ts';
import { evenly, legendLine } from './signs.ts';
import { type Units, unitsOf } from './units.ts';

const MOST_COLUMNS = 20;
const MOST_ROWS = 150;
const HEIGHT = 24;

interface Way {
  readonly row: number;
  /** From the base on, after each of the columns, the least important first. */
  readonly sums: readonly number[];
}

/** How each row goes from the base to its answer; what has no line of its own comes first. */
function waysOf(rows: ExplainedRows, columns: readonly RowColumn[], rest: readonly RowColumn[]): Way[] {
  const width = rows.players.length;
  return evenly(rows.rows.length, MOST_ROWS).map((row) => {
    const effect = ({ player }: RowColumn): number => rows.attributions[row * width + player];
    const sums = [rest.reduce((sum, column) => sum + effect(column), rows.base)];
    for (const column of columns.toReversed()) sums.push(sums[sums.length - 1] + effect(column));
    return { row, sums };
  });
}

interface Spec {
  readonly subject: Subject;
  readonly rows: ExplainedRows;
  readonly columns: readonly RowColumn[];
  readonly ways: readonly Way[];
  readonly units: Units;
}

function waysBlock({ subject, rows, columns, ways, units }: Spec, canvas: Canvas): Block {
  const { language } = subject;
  const { width, measure } = canvas;
  const { direction } = language;
  const names = columns.map(({ name }) => columnName(name, subject));
  const longest = Math.max(...names.map((name) => measure(name, sizes.label))) + 4;
  const room = labelRoomOf(longest, width < narrowBelow ? 0.3 : 0.36, canvas);
  const left = room + 12;
  const top = 26;
  const bottom = top + columns.length * HEIGHT;
  const sums = ways.flatMap((way) => way.sums);
  const x = scaleLinear(
    [...padded([Math.min(rows.base, ...sums), Math.max(rows.base, ...sums)], 0.02)],
    [left, width - 22],
  );
  const axis = axisMarks(ticksOf(x, units.tick, canvas), top, bottom);
  const labels = fitLabels(
    new Map(names.map((name, at) => [at, { name, cell: null, full: name }])),
    room,
    canvas,
    language,
  );
  const line = ({ row, sums: own }: Way): Mark =>
    path(`r${row}`, own.map((sum, at) => `${at === 0 ? 'M' : 'L'}${px(x(sum))},${px(bottom - at * HEIGHT)}`).join(''), {
      class: 'mark line',
      fill: 'none',
      stroke: own[own.length - 1] >= rows.base ? 'toward' : 'away',
      'stroke-width': 1.5,
      'stroke-opacity': ways.length > 40 ? 0.35 : 0.6,
      'data-key': writeKey({ kind: 'row', row: rows.rows[row], column: null }),
    });
  return {
    marks: [
      lineMark(
        'name',
        { left: 0, width, y: 13, direction },
        language.say('chart.whole.axis.upTo', { units: units.name }),
        {
          fill: 'muted',
          'font-size': sizes.small,
        },
      ),
      axis.grid,
      vertical('base', x(rows.base), [top, bottom], {
        stroke: 'muted',
        'stroke-width': 1.5,
        'stroke-dasharray': '4 3',
      }),
      ...ways.map(line),
      ...columns.flatMap((_, at) => {
        const label = labels.get(at);
        return label
          ? [
              {
                ...labelMark(label, { left: 0, width: room, y: top + (at + 0.5) * HEIGHT + 4, direction }),
                key: `label-${at}`,
              },
            ]
          : [];
      }),
      axis.labels,
    ],
    height: bottom + 22,
  };
}

export const decisionPlot: ModelChart = {
  name: 'decision-plot',
  accepts: ({ rows }) => rows !== null && rows.rows.length > 0 && rows.players.length > 0,
  picture(subject) {
    const { language, inspection, words } = subject;
    const { say } = language;
    const rows = subject.rows as ExplainedRows;
    const all = rowColumns(rows);
    const columns = all.slice(0, MOST_COLUMNS);
    const rest = all.slice(MOST_COLUMNS);
    const ways = waysOf(rows, columns, rest);
    const ends = ways.map(({ sums }) => sums[sums.length - 1]);
    const units = unitsOf(subject, Math.max(Math.abs(rows.base), ...ends.map(Math.abs)));
    const name = (column: RowColumn): string => columnName(column.name, subject);
    const above = ends.filter((end) => end >= rows.base).length;
    const regression = inspection.task === 'regression';
    return {
      title: say('chart.whole.decisionPlot.title'),
      sentence: say('chart.whole.decisionPlot.says', {
        above,
        rows: ways.length,
        base: units.size(rows.base),
        names: listed(columns.slice(0, 2).map(name), subject),
      }),
      notes: [
        say('chart.whole.decisionPlot.note', { rest: rest.length }),
        ...(ways.length < rows.rows.length
          ? [say('chart.whole.someRows', { shown: ways.length, all: rows.rows.length })]
          : []),
      ],
      legend: [
        legendLine('toward', say('chart.toward', { name: words.class(inspection.output), regression }), 'toward'),
        legendLine('away', say('chart.away', { name: words.class(inspection.output), regression }), 'away'),
        legendLine('base', say('chart.base'), 'muted', true),
      ],
      names: columns.map(name),
      marks: ways.map(
        ({ row, sums }): PictureMark => ({
          key: writeKey({ kind: 'row', row: rows.rows[row], column: null }),
          get says() {
            const steps = columns.map((column, at) => ({
              column,
              effect: sums[columns.length - at] - sums[columns.length - at - 1],
            }));
            const most = steps.toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, 3);
            return say('chart.whole.decisionPlot.row', {
              row: rows.rows[row],
              end: units.size(sums[sums.length - 1]),
              effects: most.map(({ column, effect }) =>
                say('chart.whole.rowEffect', { name: name(column), effect: units.signed(effect) }),
              ),
              units: units.name,
            });
          },
        }),
      ),
      table: {
        columns: [
          { id: 'row', name: say('chart.whole.column.row'), write: String },
          { id: 'start', name: say('chart.whole.column.start'), write: units.size },
          ...columns
            .toReversed()
            .map((column) => ({ id: `after.${column.name}`, name: name(column), write: units.size })),
        ],
        rows: ways.map(({ row, sums }) => [rows.rows[row], ...sums]),
      },
      body: (canvas) => [waysBlock({ subject, rows, columns, ways, units }, canvas)],
    };
  },
};
