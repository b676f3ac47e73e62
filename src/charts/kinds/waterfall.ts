import { max, min, sum } from 'd3-array';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import {
  axisMarks,
  axisName,
  barMarks,
  captionBlock,
  fitScale,
  labelMark,
  labelWidth,
  legendBlock,
  narrowBelow,
  playerLabel,
  rowStrip,
  sizes,
  type Tick,
  ticksOf,
  titleBlock,
} from '../scene/frame.ts';
import { group, halo, type Mark, type Scene, text, upright } from '../scene/scene.ts';
import { caption, endAnswer, title } from '../text.ts';
import type { PlayerView, View } from '../view.ts';

/** One step of the waterfall, in the record's space. */
export interface Step {
  readonly key: string;
  /** null for the players folded into one. */
  readonly player: PlayerView | null;
  readonly label: { readonly name: string; readonly cell: string | null; readonly full: string };
  readonly from: number;
  readonly to: number;
  /** 95 % interval of `to`, given `from`. */
  readonly interval: readonly [number, number] | null;
  readonly faint: boolean;
  readonly value: string;
}

function shownIn(view: View): readonly PlayerView[] {
  return view.players.length <= view.max ? view.players : view.players.slice(0, Math.max(0, view.max - 1));
}

/**
 * Steps from base to prediction, the largest first; with more players than `view.max` the rest make
 * one step.
 */
export function stepsOf(view: View): Step[] {
  const shown = shownIn(view);
  const rest = view.players.slice(shown.length);
  let at = view.base;
  const steps = shown.map((player): Step => {
    const from = at;
    at += player.value;
    return {
      key: `p${player.index}`,
      player,
      label: playerLabel(player),
      from,
      to: at,
      interval: player.interval && [from + player.interval[0], from + player.interval[1]],
      faint: player.faint,
      value: view.format.effect(player.value, player.error),
    };
  });
  if (rest.length > 0) {
    const value = sum(rest, (player) => player.value);
    // The record holds no covariances, so the sum has no interval; its digits are those independent
    // errors would leave.
    const error = rest.every((player) => player.error === null)
      ? null
      : Math.sqrt(sum(rest, (player) => (player.error ?? 0) ** 2));
    const name = rest.length === 1 ? words.othersOne : words.others(rest.length);
    steps.push({
      key: 'others',
      player: null,
      label: { name, cell: null, full: name },
      from: at,
      to: at + value,
      interval: null,
      faint: false,
      value: view.format.effect(value, error),
    });
  }
  return steps;
}

export interface WaterfallLayout {
  readonly narrow: boolean;
  readonly left: number;
  readonly labels: number;
  readonly rowHeight: number;
  readonly barTop: number;
  readonly barHeight: number;
  readonly x: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly steps: readonly Step[];
}

/**
 * Where everything goes, in pixels; rows count from the base's (0) over the steps' to the
 * prediction's.
 */
export function waterfallLayout(view: View, canvas: Canvas): WaterfallLayout {
  const { width, measure } = canvas;
  const steps = stepsOf(view);
  const narrow = width < narrowBelow;
  const ends = [view.base, view.prediction, ...steps.flatMap((step) => [step.from, step.to, ...(step.interval ?? [])])];
  const domain = [min(ends) as number, max(ends) as number] as const;
  const pad = (domain[1] - domain[0]) * 0.02;
  const widest = max([
    ...steps.map((step) => labelWidth(step.label, measure)),
    measure(words.prediction, sizes.label, 600),
    measure(baseName(view), sizes.label),
  ]) as number;
  const labels = narrow ? width : Math.min(Math.ceil(widest), Math.floor(width * 0.42));
  const left = narrow ? 2 : labels + 14;
  const x = fitScale([domain[0] - pad, domain[1] + pad], left, width, [
    ...steps.map((step) => ({
      value: Math.max(step.from, step.to, step.interval?.[1] ?? -Infinity),
      room: measure(step.value, sizes.label, 500) + 8,
    })),
    { value: view.base, room: measure(endText(view, 'base'), sizes.label, 600) + 12 },
    { value: view.prediction, room: measure(endText(view, 'prediction'), sizes.label, 600) + 12 },
  ]);
  return {
    narrow,
    left,
    labels,
    rowHeight: narrow ? 45 : 29,
    barTop: narrow ? 20 : 5,
    barHeight: narrow ? 16 : 19,
    x,
    ticks: ticksOf(x, view.format.tick, width, measure),
    steps,
  };
}

const baseName = ({ record }: View): string => (record.input.kind === 'text' ? words.baseText : words.base);

/**
 * The number beside the base or the prediction; in log-odds also as the probability a person knows.
 */
function endText(view: View, end: 'base' | 'prediction'): string {
  if (view.unit === 'raw' && end === 'prediction') return endAnswer(view);
  const value = view.format.amount(end === 'base' ? view.base : view.prediction);
  return view.unit === 'logit' ? `${value} (${end === 'base' ? view.baseAnswer : view.answer})` : value;
}

function scene(view: View, canvas: Canvas): Scene {
  const layout = waterfallLayout(view, canvas);
  const { x, steps, rowHeight, barTop, barHeight, narrow } = layout;
  const head = titleBlock(title('waterfall', view), canvas);
  const legend = legendBlock(
    view,
    steps.flatMap((step) => step.player ?? []),
    canvas,
  );
  const top = head.height + legend.height + 8;
  const yOf = (row: number) => top + row * rowHeight;
  const bottom = yOf(steps.length + 2) + 2;
  const middle = barTop + barHeight / 2;
  const textY = middle + 4.5;
  const label = (of: { name: string; cell: string | null; full: string }) =>
    labelMark(of, 0, narrow ? 14 : textY, narrow ? canvas.width : layout.labels, 'start', canvas.measure);

  const link = (at: number, opacity: number) =>
    upright('link', at, barTop - (rowHeight - barHeight), barTop, {
      stroke: 'muted',
      'stroke-width': 1,
      'stroke-opacity': opacity,
    });

  const rows = steps.map((step, at): Mark => {
    const [from, to] = [x(step.from), x(step.to)];
    const interval = step.interval && ([x(step.interval[0]), x(step.interval[1])] as const);
    const marks = [
      link(from, 0.6),
      label(step.label),
      ...barMarks(from, to, interval, barTop, barHeight, step.to >= step.from, step.faint),
      text('value', Math.max(from, to, interval?.[1] ?? 0) + 7, textY, step.value, {
        ...halo,
        'font-size': sizes.label,
        'font-weight': 500,
      }),
    ];
    if (step.player)
      marks.unshift(rowStrip(step.player.index, 0, canvas.width, rowHeight, canvas.active === step.player.index));
    return group(step.key, 0, yOf(at + 1), marks);
  });

  const end = (key: 'base' | 'prediction', value: number, row: number): Mark => {
    const strong = key === 'prediction';
    const name = text('label', 0, narrow ? 14 : textY, strong ? words.prediction : baseName(view), {
      ...halo,
      'font-size': sizes.label,
      'font-weight': strong ? 600 : 400,
      fill: strong ? 'ink' : 'muted',
    });
    const flag = upright('flag', x(value), barTop, barTop + barHeight, {
      stroke: strong ? 'ink' : 'muted',
      'stroke-width': 3,
    });
    const number = text('value', x(value) + 8, textY, endText(view, key), {
      ...halo,
      'font-size': sizes.label,
      'font-weight': 600,
      fill: strong ? 'ink' : 'muted',
    });
    return group(key, 0, yOf(row), [
      link(x(value), strong ? 0.6 : 0),
      strong ? name : { ...name, title: view.record.input.kind === 'text' ? words.baseTextTitle : words.baseTitle },
      flag,
      number,
    ]);
  };

  const axis = axisMarks(layout.ticks, top, bottom);
  const guide = upright('guide', x(view.base), top, bottom, {
    stroke: 'muted',
    'stroke-width': 1,
    'stroke-dasharray': '2 3',
  });
  const name = axisName(words.axis[view.unit](view.name), narrow ? 0 : layout.left, bottom, canvas);
  const foot = captionBlock(caption('waterfall', view), canvas);
  const footTop = bottom + 46;
  return {
    width: canvas.width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, head.height, legend.marks),
      axis.grid,
      guide,
      end('base', view.base, 0),
      ...rows,
      end('prediction', view.prediction, steps.length + 1),
      axis.labels,
      name,
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

export const description: ChartDescription = {
  name: 'waterfall',
  ...words.kinds.waterfall,
  max: 11,
  accepts: (record) => record.input.kind !== 'image' && record.additivityResidual !== null,
  shown: shownIn,
  scene,
};
