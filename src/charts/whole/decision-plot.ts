import type { Canvas } from '../chart.ts';
import type { Block } from '../scene/frame.ts';
import { type Mark, path, px, vertical } from '../scene/scene.ts';
import {
  amountAxis,
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
import type { RowColumn } from './row-columns.ts';
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
function waysOf({ rows, all, columns }: ExplainedColumns): Way[] {
  const rest = all.slice(columns.length);
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
  readonly explained: ExplainedColumns;
  readonly ways: readonly Way[];
  readonly units: Units;
}

function waysBlock({ subject, explained, ways, units }: Spec, canvas: Canvas): Block {
  const { rows, columns, name } = explained;
  const { width } = canvas;
  const labels = columnLabels(columns.map(name), subject, canvas);
  const left = labels.room + 12;
  const top = 26;
  const bottom = top + columns.length * HEIGHT;
  const sums = ways.flatMap((way) => way.sums);
  const axis = amountAxis(
    {
      name: subject.language.say('chart.whole.axis.upTo', { units: units.name }),
      ends: [Math.min(rows.base, ...sums), Math.max(rows.base, ...sums)],
      units,
      range: [left, width - 22],
      rows: [top, bottom],
    },
    subject,
    canvas,
  );
  const { x } = axis;
  const line = ({ row, sums: own }: Way): Mark =>
    path(`r${row}`, own.map((sum, at) => `${at === 0 ? 'M' : 'L'}${px(x(sum))},${px(bottom - at * HEIGHT)}`).join(''), {
      class: 'mark line',
      fill: 'none',
      stroke: own[own.length - 1] >= rows.base ? 'toward' : 'away',
      'stroke-width': 1.5,
      'stroke-opacity': ways.length > 40 ? 0.35 : 0.6,
      'data-key': rowKey(rows, row),
    });
  return {
    marks: [
      axis.title,
      axis.grid,
      vertical('base', x(rows.base), [top, bottom], {
        stroke: 'muted',
        'stroke-width': 1.5,
        'stroke-dasharray': '4 3',
      }),
      ...ways.map(line),
      ...columns.flatMap((_, at) => {
        const label = labels.mark(at, top + (at + 0.5) * HEIGHT + 4);
        return label ? [{ ...label, key: `label-${at}` }] : [];
      }),
      axis.labels,
    ],
    height: bottom + 22,
  };
}

export const decisionPlot: ModelChart = {
  name: 'decision-plot',
  accepts: hasSeveralRows,
  picture(subject) {
    const { language, inspection, words } = subject;
    const { say } = language;
    const explained = explainedColumns(subject, MOST_COLUMNS);
    const { rows, all, columns, name } = explained;
    const leaders = leadersNamed(explained, 2, subject);
    const ways = waysOf(explained);
    const ends = ways.map(({ sums }) => sums[sums.length - 1]);
    const units = unitsOf(subject, Math.max(Math.abs(rows.base), ...ends.map(Math.abs)));
    const above = ends.filter((end) => end > rows.base).length;
    const regression = inspection.task === 'regression';
    return {
      title: say('chart.whole.decisionPlot.title'),
      sentence:
        leaders === null
          ? nothingMoves(subject)
          : say('chart.whole.decisionPlot.says', {
              above,
              rows: ways.length,
              base: units.size(rows.base),
              names: leaders,
            }),
      notes: [
        say('chart.whole.decisionPlot.note', { rest: all.length - columns.length }),
        ...explainedNote(subject),
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
          key: rowKey(rows, row),
          get says() {
            const effects = columns.map((column, at) => ({
              column,
              effect: sums[columns.length - at] - sums[columns.length - at - 1],
            }));
            return say('chart.whole.decisionPlot.row', {
              row: rows.rows[row],
              end: units.size(sums[sums.length - 1]),
              effects: largestEffects(effects, explained, units, subject),
              units: units.name,
            });
          },
        }),
      ),
      table: {
        columns: [
          rowNumbers(subject),
          { id: 'start', name: say('chart.whole.column.start'), write: units.size },
          ...columns
            .toReversed()
            .map((column) => ({ id: `after.${column.name}`, name: name(column), write: units.size })),
        ],
        rows: ways.map(({ row, sums }) => [rows.rows[row], ...sums]),
      },
      body: (canvas) => [waysBlock({ subject, explained, ways, units }, canvas)],
    };
  },
};
