// What pictures of explained rows begin with: their most important columns, what these are called
// beside the drawing, and how single rows are named.

import { scaleLinear } from 'd3-scale';
import type { Canvas } from '../chart.ts';
import { axisMarks, lineMark, narrowBelow, sizes, ticksOf } from '../scene/frame.ts';
import { fitLabels, labelMark, labelRoomOf } from '../scene/labels.ts';
import type { Mark } from '../scene/scene.ts';
import type { ExplainedRows } from './explained-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed, plainName } from './names.ts';
import type { Column, Subject } from './picture.ts';
import { padded } from './plane.ts';
import { type RowColumn, rowColumns } from './row-columns.ts';
import type { Units } from './units.ts';

/** Whether there is a row to draw. */
export const hasRows = ({ rows }: Subject): boolean => rows !== null && rows.rows.length > 0 && rows.players.length > 0;

/** Whether there are rows to tell apart. */
export const hasSeveralRows = (subject: Subject): boolean => hasRows(subject) && (subject.rows?.rows.length ?? 0) > 1;

export interface ExplainedColumns {
  readonly rows: ExplainedRows;
  /** By the mean size of their attributions, largest first. */
  readonly all: readonly RowColumn[];
  /** The first of them. */
  readonly columns: readonly RowColumn[];
  readonly name: (column: RowColumn) => string;
}

/** The `most` most important columns of a subject that has rows. */
export function explainedColumns(subject: Subject, most: number): ExplainedColumns {
  const rows = subject.rows as ExplainedRows;
  const all = rowColumns(rows);
  return { rows, all, columns: all.slice(0, most), name: ({ name }) => columnName(name, subject) };
}

/** How many of the rows are explained, where these are not all. */
export function explainedNote({ rows, inspection, language }: Subject): string[] {
  const { used } = inspection.table;
  const shown = rows?.rows.length ?? 0;
  return shown < used ? [language.say('chart.whole.explainedRows', { shown, all: used })] : [];
}

/** Names of the first `most` columns that move answers, in words; null where none does. */
export function leadersNamed({ columns }: ExplainedColumns, most: number, subject: Subject): string | null {
  const moving = columns.filter(({ size }) => size > 0).slice(0, most);
  const names = moving.map(({ name }) => plainName(name, subject));
  return names.length > 0 ? listed(names, subject) : null;
}

/** What is said where no column moves an answer. */
export const nothingMoves = ({ language }: Subject): string =>
  language.say('chart.whole.importance.says', { names: null, part: null });

/** Names of columns, one below the other, left of a drawing. */
export interface ColumnLabels {
  /** Their width in pixels. */
  readonly room: number;
  /** The name of the column in a place, with its baseline at `y`. */
  readonly mark: (at: number, y: number) => Mark | null;
}

export function columnLabels(names: readonly string[], { language }: Subject, canvas: Canvas): ColumnLabels {
  const { width, measure } = canvas;
  const longest = Math.max(...names.map((name) => measure(name, sizes.label))) + 4;
  const room = labelRoomOf(longest, width < narrowBelow ? 0.3 : 0.36, canvas);
  const labels = fitLabels(
    new Map(names.map((name, at) => [at, { name, cell: null, full: name }])),
    room,
    canvas,
    language,
  );
  return {
    room,
    mark(at, y) {
      const label = labels.get(at);
      return label ? labelMark(label, { left: 0, width: room, y, direction: language.direction }) : null;
    },
  };
}

/** An axis of amounts above and below rows. */
interface AmountAxis {
  readonly name: string;
  /** Least and largest amount. */
  readonly ends: readonly [number, number];
  readonly units: Units;
  /** In pixels, from left to right and from top to bottom. */
  readonly range: readonly [number, number];
  readonly rows: readonly [top: number, bottom: number];
}

export function amountAxis({ name, ends, units, range, rows }: AmountAxis, { language }: Subject, canvas: Canvas) {
  const x = scaleLinear([...padded(ends, 0.02)], [...range]);
  const { direction } = language;
  const font = { fill: 'muted', 'font-size': sizes.small } as const;
  return {
    x,
    title: lineMark('name', { left: 0, width: canvas.width, y: 13, direction }, name, font),
    ...axisMarks(ticksOf(x, units.tick, canvas), ...rows),
  };
}

/** The key of the row in a place among those that are explained, and of a column of it. */
export const rowKey = ({ rows }: ExplainedRows, at: number, column: string | null = null): string =>
  writeKey({ kind: 'row', row: rows[at], column });

/** The column of a table that has the rows' numbers. */
export const rowNumbers = ({ language }: Subject): Column => ({
  id: 'row',
  name: language.say('chart.whole.column.row'),
  write: String,
});

export interface Effect {
  readonly column: RowColumn;
  readonly effect: number;
}

/** The three largest effects of a row in words. */
export const largestEffects = (
  effects: readonly Effect[],
  { name }: ExplainedColumns,
  units: Units,
  { language }: Subject,
): string[] =>
  effects
    .toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, 3)
    .map((one) => language.say('chart.whole.rowEffect', { name: name(one.column), effect: units.signed(one.effect) }));
