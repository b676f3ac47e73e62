import { max, min, sum } from 'd3-array';
import type { Canvas, ChartDescription } from '../chart.ts';
import { lineMark, sizes } from '../scene/frame.ts';
import {
  playerRow,
  type Row,
  type RowsContent,
  type RowsLayout,
  rowMarks,
  rowsLayout,
  rowsScene,
} from '../scene/rows.ts';
import { group, halo, type Mark, type Scene, text, vertical } from '../scene/scene.ts';
import type { PlayerView, View } from '../view.ts';
import { endAnswer } from '../wording.ts';

function shownIn(view: View): readonly PlayerView[] {
  return view.players.length <= view.max ? view.players : view.players.slice(0, Math.max(0, view.max - 1));
}

/**
 * Steps from base to prediction, the largest first; with more players than `view.max` the rest make
 * one step.
 */
export function stepsOf(view: View): Row[] {
  const shown = shownIn(view);
  const rest = view.players.slice(shown.length);
  let at = view.base;
  const steps = shown.map((player): Row => {
    const row = playerRow(player, at, view);
    at = row.to;
    return row;
  });
  if (rest.length === 0) return steps;
  const value = sum(rest, (player) => player.value);
  // The record holds no covariances, so the sum has no interval; its digits are those that
  // independent errors would leave.
  const error = rest.every((player) => player.error === null)
    ? null
    : Math.sqrt(sum(rest, (player) => (player.error ?? 0) ** 2));
  const name = view.language.say('chart.others', { count: rest.length });
  const others: Row = {
    key: 'others',
    player: null,
    label: { name, cell: null, full: name },
    from: at,
    to: at + value,
    interval: null,
    faint: false,
    value: view.format.effect(value, error),
  };
  return [...steps, others];
}

type End = 'base' | 'prediction';

function endName({ language, record }: View, end: End): string {
  if (end === 'prediction') return language.say('chart.prediction');
  return language.say(record.input.kind === 'text' ? 'chart.baseText' : 'chart.base');
}

/** The number beside the base or the prediction; for log-odds also the probability. */
function endText(view: View, end: End): string {
  if (view.unit === 'raw' && end === 'prediction') return endAnswer(view);
  const value = view.format.amount(view[end]);
  if (view.unit !== 'logit') return value;
  return view.language.say('chart.withAnswer', { value, answer: end === 'base' ? view.baseAnswer : view.answer });
}

/** Where everything goes; the base has a row above the steps, the prediction one below them. */
export const waterfallLayout = (view: View, canvas: Canvas): RowsLayout => rowsLayout(contentOf, view, canvas);

function contentOf(view: View, { measure }: Canvas): RowsContent {
  const rows = stepsOf(view);
  const ends = [view.base, view.prediction, ...rows.flatMap((row) => [row.from, row.to, ...(row.interval ?? [])])];
  const [low, high] = [min(ends) as number, max(ends) as number];
  const pad = (high - low) * 0.02;
  const reach = (end: End) => ({ value: view[end], room: measure(endText(view, end), sizes.label, 600) + 12 });
  return {
    rows,
    domain: [low - pad, high + pad],
    widest: Math.max(
      measure(endName(view, 'prediction'), sizes.label, 600),
      measure(endName(view, 'base'), sizes.label),
    ),
    reaches: [reach('base'), reach('prediction')],
    shape: { rowHeight: 29, barTop: 5, barHeight: 19 },
    tick: view.format.tick,
  };
}

/** The line from the bar above to the row below it. */
function linkMark(at: number, { barTop, barHeight, rowHeight }: RowsLayout, opacity: number): Mark {
  return vertical('link', at, [barTop - (rowHeight - barHeight), barTop], {
    stroke: 'muted',
    'stroke-width': 1,
    'stroke-opacity': opacity,
  });
}

/** The row of the base or the prediction: a flag at its value. */
function endMarks(end: End, layout: RowsLayout, view: View): Mark[] {
  const { x, strip, textY, barTop, barHeight } = layout;
  const strong = end === 'prediction';
  const value = view[end];
  const ink = strong ? 'ink' : 'muted';
  const name = lineMark('label', strip, endName(view, end), {
    ...halo,
    'font-size': sizes.label,
    'font-weight': strong ? 600 : 400,
    fill: ink,
  });
  const help = view.record.input.kind === 'text' ? 'chart.baseTextTitle' : 'chart.baseTitle';
  return [
    linkMark(x(value), layout, strong ? 0.6 : 0),
    strong ? name : { ...name, title: view.language.say(help) },
    vertical('flag', x(value), [barTop, barTop + barHeight], { stroke: ink, 'stroke-width': 3 }),
    text('value', [x(value) + 8, textY], endText(view, end), {
      ...halo,
      'font-size': sizes.label,
      'font-weight': 600,
      fill: ink,
    }),
  ];
}

function scene(view: View, canvas: Canvas): Scene {
  const layout = waterfallLayout(view, canvas);
  const { x, rows, rowHeight } = layout;
  const stepMarks = (row: Row): Mark[] => {
    const marks = rowMarks(row, layout, canvas);
    // The link stands above the strip that takes the pointer, and below the rest.
    return marks.toSpliced(row.player ? 1 : 0, 0, linkMark(x(row.from), layout, 0.6));
  };
  return rowsScene('waterfall', view, canvas, {
    layout,
    height: (rows.length + 2) * rowHeight + 2,
    axisName: view.language.say(`chart.axis.${view.unit}`, { name: view.name }),
    marks: (top, bottom) => [
      vertical('guide', x(view.base), [top, bottom], {
        stroke: 'muted',
        'stroke-width': 1,
        'stroke-dasharray': '2 3',
      }),
      group('base', 0, top, endMarks('base', layout, view)),
      ...rows.map((row, at) => group(row.key, 0, top + (at + 1) * rowHeight, stepMarks(row))),
      group('prediction', 0, top + (rows.length + 1) * rowHeight, endMarks('prediction', layout, view)),
    ],
  });
}

export const description: ChartDescription = {
  name: 'waterfall',
  max: 11,
  accepts: (record) => record.input.kind !== 'image' && record.additivityResidual !== null,
  shown: shownIn,
  scene,
};
