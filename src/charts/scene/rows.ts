// Charts of rows: a label at the left, a bar with its interval and its value on a common axis.

import { max, min } from 'd3-array';
import type { Canvas, ChartName } from '../chart.ts';
import type { PlayerView, View } from '../view.ts';
import { caption, title } from '../wording.ts';
import {
  arrow,
  axisMarks,
  captionBlock,
  fitScale,
  legendBlock,
  lineMark,
  narrowBelow,
  type Reach,
  type Strip,
  sizes,
  type Tick,
  ticksOf,
  titleBlock,
  whisker,
} from './frame.ts';
import { type FittedLabel, fitLabels, type Label, labelMark, labelRoomOf, labelWidth, playerLabel } from './labels.ts';
import { ellipsis } from './measure.ts';
import { group, halo, type Mark, path, px, type Scene, text } from './scene.ts';

/** One row: a bar from one value to another, in the record's space. */
export interface Row {
  readonly key: string;
  /** null for the players folded into one. */
  readonly player: PlayerView | null;
  readonly label: Label;
  readonly from: number;
  readonly to: number;
  /** 95 % interval of `to`, given `from`. */
  readonly interval: readonly [number, number] | null;
  readonly faint: boolean;
  readonly value: string;
}

/** The row of a player whose bar starts at `from`. */
export function playerRow(player: PlayerView, from: number, view: View): Row {
  return {
    key: `p${player.index}`,
    player,
    label: playerLabel(player, view),
    from,
    to: from + player.value,
    interval: player.interval && [from + player.interval[0], from + player.interval[1]],
    faint: player.faint,
    value: view.format.effect(player.value, player.error),
  };
}

/** Height of a row, and where its bar stands in it. */
interface RowShape {
  readonly rowHeight: number;
  readonly barTop: number;
  readonly barHeight: number;
}

/** Where the label stands above its bar. */
const narrowShape: RowShape = { rowHeight: 45, barTop: 20, barHeight: 16 };

const closer = ({ rowHeight, barTop, barHeight }: RowShape): RowShape => ({
  rowHeight: rowHeight - 8,
  barTop: barTop - 2,
  barHeight: barHeight - 4,
});

/** Where everything goes, in pixels. */
export interface RowsLayout extends RowShape {
  readonly narrow: boolean;
  /** Where the axis begins. */
  readonly left: number;
  /** Baseline of a row's texts beside the bar, from the row's top. */
  readonly textY: number;
  /** Where a row's label stands, from the row's top. */
  readonly strip: Strip;
  /** Labels as they fit, by their players. */
  readonly labels: ReadonlyMap<number, FittedLabel>;
  readonly x: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly rows: readonly Row[];
}

/** What a chart has in its rows, and which values its axis must hold. */
export interface RowsContent {
  readonly rows: readonly Row[];
  readonly domain: readonly [number, number];
  /** Width of the widest label that is no row's. */
  readonly widest?: number;
  /** Texts to the right of values, beside those of the rows. */
  readonly reaches?: readonly Reach[];
  readonly shape: RowShape;
  readonly tick: (value: number, step: number) => string;
}

/** Where a chart's rows go; where another stands beside it, the axis holds what either has. */
export function rowsLayout(
  contentOf: (view: View, canvas: Canvas) => RowsContent,
  view: View,
  canvas: Canvas,
): RowsLayout {
  const { width, measure } = canvas;
  const content = contentOf(view, canvas);
  const all = [content, ...view.companions.map((one) => contentOf(one, canvas))];
  const everyRow = all.flatMap(({ rows }) => rows);
  const domain = [min(all, (one) => one.domain[0]) ?? 0, max(all, (one) => one.domain[1]) ?? 0] as const;
  const widest = max(all, (one) => one.widest ?? 0) ?? 0;
  const longest = Math.max(widest, max(everyRow, (row) => labelWidth(row.label, measure)) ?? 0);
  const beside = labelRoomOf(longest, 0.42, canvas);
  const narrow = width < narrowBelow || (canvas.high === true && beside < longest);
  const room = narrow ? width : beside;
  const left = narrow ? 2 : room + 14;
  const x = fitScale(domain, left, width, [
    ...everyRow.map((row) => ({
      value: Math.max(row.from, row.to, row.interval?.[1] ?? -Infinity),
      room: measure(row.value, sizes.label, 500) + 8,
    })),
    ...all.flatMap(({ reaches = [] }) => reaches),
  ]);
  const shape = narrow ? narrowShape : canvas.dense ? closer(content.shape) : content.shape;
  const textY = shape.barTop + shape.barHeight / 2 + 4.5;
  const { rows, tick } = content;
  return {
    ...shape,
    narrow,
    left,
    textY,
    strip: { left: 0, width: room, y: narrow ? 14 : textY, direction: view.language.direction },
    labels: fitLabels(new Map(rows.map((row) => [placeOf(row), row.label])), room, canvas, view.language),
    x,
    ticks: ticksOf(x, tick, canvas),
    rows,
  };
}

/** Where a row's player stands in the record; what is folded into one comes last. */
const placeOf = ({ player }: Row): number => player?.index ?? Infinity;

/** A bar with its interval; lighter where the interval includes 0. */
function barMarks(row: Row, { x, barTop, barHeight }: RowsLayout): Mark[] {
  const colour = row.to >= row.from ? 'toward' : 'away';
  const bar = path('bar', arrow(x(row.from), x(row.to), barTop, barHeight), {
    class: 'bar',
    fill: colour,
    stroke: colour,
    'stroke-width': 1,
    'stroke-linejoin': 'round',
    'fill-opacity': row.faint ? 0.25 : 1,
  });
  if (!row.interval) return [bar];
  const ends = [x(row.interval[0]), x(row.interval[1])] as const;
  const middle = barTop + barHeight / 2;
  return [
    bar,
    whisker('casing', ends, middle, { stroke: 'paper', 'stroke-width': 3, 'stroke-opacity': 0.75 }),
    whisker('whisker', ends, middle, { stroke: 'ink', 'stroke-width': 1.25 }),
  ];
}

/** Takes the pointer over the whole row, and shows a wash while the row is pointed at. */
function pointerStrip(player: PlayerView, { rowHeight }: RowsLayout, canvas: Canvas): Mark {
  return {
    key: 'strip',
    tag: 'rect',
    attributes: {
      class: 'strip',
      x: 0,
      y: 0,
      width: px(canvas.width),
      height: px(rowHeight),
      rx: 3,
      fill: 'wash',
      'fill-opacity': canvas.active === player.index ? 1 : 0,
      'data-player': player.index,
    },
    screenOnly: true,
  };
}

/** All marks of a row: label, bar and value. */
export function rowMarks(row: Row, layout: RowsLayout, canvas: Canvas): Mark[] {
  const { x, strip, textY, labels } = layout;
  const label = labels.get(placeOf(row));
  const end = Math.max(x(row.from), x(row.to), row.interval ? x(row.interval[1]) : 0);
  const marks = [
    ...(label ? [labelMark(label, strip)] : []),
    ...barMarks(row, layout),
    text('value', [end + 7, textY], row.value, { ...halo, 'font-size': sizes.label, 'font-weight': 500 }),
  ];
  return row.player ? [pointerStrip(row.player, layout, canvas), ...marks] : marks;
}

interface RowsBody {
  readonly layout: RowsLayout;
  /** Height of all rows. */
  readonly height: number;
  /** What the axis counts. */
  readonly axisName: string;
  /** The marks of the rows and what stands behind them, between two heights. */
  marks(top: number, bottom: number): readonly Mark[];
}

/** The whole chart: title and legend, the rows on their grid, axis and caption. */
export function rowsScene(chart: ChartName, view: View, canvas: Canvas, body: RowsBody): Scene {
  const { layout, axisName } = body;
  const { width, measure } = canvas;
  const head = titleBlock(title(view), view, canvas);
  const legend = legendBlock(
    view,
    layout.rows.flatMap(({ player }) => player ?? []),
    canvas,
  );
  const top = head.height + legend.height + 8;
  const bottom = top + body.height;
  const axis = axisMarks(layout.ticks, top, bottom);
  const left = layout.narrow ? 0 : layout.left;
  const shown = ellipsis(axisName, width - left, { measure, size: sizes.small });
  const strip = { left, width: width - left, y: bottom + 34, direction: view.language.direction };
  const name = lineMark('axis-name', strip, shown, { fill: 'muted', 'font-size': sizes.small });
  const foot = captionBlock(caption(chart, view), view, canvas);
  const footTop = bottom + 46;
  return {
    width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, head.height, legend.marks),
      axis.grid,
      ...body.marks(top, bottom),
      axis.labels,
      { ...name, title: shown === axisName ? undefined : axisName },
      group('caption', 0, footTop, foot.marks),
    ],
  };
}
