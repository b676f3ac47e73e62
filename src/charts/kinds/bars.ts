import { max, min } from 'd3-array';
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
import { caption, title } from '../text.ts';
import type { PlayerView, View } from '../view.ts';

export interface Bar {
  readonly player: PlayerView;
  readonly label: { readonly name: string; readonly cell: string | null; readonly full: string };
  readonly value: string;
}

export interface BarsLayout {
  readonly narrow: boolean;
  readonly left: number;
  readonly labels: number;
  readonly rowHeight: number;
  readonly barTop: number;
  readonly barHeight: number;
  readonly x: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly bars: readonly Bar[];
}

/** Where everything goes, in pixels: bars from 0, the largest first, `view.max` of them. */
export function barsLayout(view: View, canvas: Canvas): BarsLayout {
  const { width, measure } = canvas;
  // What LIME did not select has no coefficient; the table still names it.
  const selected = view.players.filter(({ value, error }) => view.method !== 'lime' || value !== 0 || (error ?? 0) > 0);
  const bars = (selected.length > 0 ? selected : view.players)
    .slice(0, view.max)
    .map(
      (player): Bar => ({ player, label: playerLabel(player), value: view.format.effect(player.value, player.error) }),
    );
  const narrow = width < narrowBelow;
  const ends = [0, ...bars.flatMap(({ player }) => [player.value, ...(player.interval ?? [])])];
  const [low, high] = [min(ends) as number, max(ends) as number];
  const pad = (high - low) * 0.02;
  const labels = narrow
    ? width
    : Math.min(Math.ceil(max(bars, (bar) => labelWidth(bar.label, measure)) ?? 0), Math.floor(width * 0.42));
  const left = narrow ? 2 : labels + 14;
  const x = fitScale(
    [low - (low < 0 ? pad : 0), high + pad],
    left,
    width,
    bars.map(({ player, value }) => ({
      value: Math.max(0, player.value, player.interval?.[1] ?? 0),
      room: measure(value, sizes.label, 500) + 8,
    })),
  );
  return {
    narrow,
    left,
    labels,
    rowHeight: narrow ? 45 : 27,
    barTop: narrow ? 20 : 4,
    barHeight: narrow ? 16 : 18,
    x,
    ticks: ticksOf(x, view.format.signedTick, width, measure),
    bars,
  };
}

function scene(view: View, canvas: Canvas): Scene {
  const layout = barsLayout(view, canvas);
  const { x, bars, rowHeight, barTop, barHeight, narrow } = layout;
  const head = titleBlock(title('bars', view), canvas);
  const legend = legendBlock(
    view,
    bars.map((bar) => bar.player),
    canvas,
  );
  const top = head.height + legend.height + 8;
  const bottom = top + bars.length * rowHeight + 4;
  const textY = barTop + barHeight / 2 + 4.5;

  const rows = bars.map(({ player, label, value }, at): Mark => {
    const interval = player.interval && ([x(player.interval[0]), x(player.interval[1])] as const);
    return group(`p${player.index}`, 0, top + at * rowHeight, [
      rowStrip(player.index, 0, canvas.width, rowHeight, canvas.active === player.index),
      labelMark(label, 0, narrow ? 14 : textY, narrow ? canvas.width : layout.labels, 'start', canvas.measure),
      ...barMarks(x(0), x(player.value), interval, barTop, barHeight, player.value >= 0, player.faint),
      text('value', Math.max(x(0), x(player.value), interval?.[1] ?? 0) + 7, textY, value, {
        ...halo,
        'font-size': sizes.label,
        'font-weight': 500,
      }),
    ]);
  });

  const axis = axisMarks(layout.ticks, top, bottom);
  const zero = upright('zero', x(0), top, bottom, { stroke: 'muted', 'stroke-width': 1 });
  const name = axisName(view.units, narrow ? 0 : layout.left, bottom, canvas);
  const foot = captionBlock(caption('bars', view), canvas);
  const footTop = bottom + 46;
  return {
    width: canvas.width,
    height: footTop + foot.height,
    marks: [
      group('head', 0, 0, head.marks),
      group('legend', 0, head.height, legend.marks),
      axis.grid,
      zero,
      ...rows,
      axis.labels,
      name,
      group('caption', 0, footTop, foot.marks),
    ],
  };
}

export const description: ChartDescription = {
  name: 'bars',
  ...words.kinds.bars,
  max: 20,
  accepts: (record) => record.input.kind !== 'image',
  shown: (view) => view.players.slice(0, view.max),
  scene,
};
