// What charts have in common: title, legend, caption, axis, labels. Sizes in CSS pixels.

import { scaleLinear } from 'd3-scale';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas } from '../chart.ts';
import type { PlayerView, View } from '../view.ts';
import { ellipsis, type Measure, wrap } from './measure.ts';
import { type Attributes, group, halo, type Mark, path, polyline, px, text } from './scene.ts';

export const sizes = { title: 16, label: 13, small: 12 } as const;

/** Below this width labels stand above their bars. */
export const narrowBelow = 480;

/** Marks with the height they take. */
export interface Block {
  readonly marks: readonly Mark[];
  readonly height: number;
}

export function titleBlock(title: string, canvas: Canvas): Block {
  const lines = wrap(title, canvas.width, canvas.measure, sizes.title, 600);
  return {
    marks: lines.map((line, at) =>
      text(`title-${at}`, 0, 15 + at * 21, line, { 'font-size': sizes.title, 'font-weight': 600 }),
    ),
    height: lines.length * 21 + 3,
  };
}

export function captionBlock(caption: string, canvas: Canvas): Block {
  const lines = wrap(caption, canvas.width, canvas.measure, sizes.small);
  return {
    marks: lines.map((line, at) =>
      text(`caption-${at}`, 0, 13 + at * 17, line, { fill: 'muted', 'font-size': sizes.small }),
    ),
    height: lines.length * 17 + 4,
  };
}

/** What colours and whiskers mean; only what this chart shows. */
export function legendBlock(view: View, shown: readonly PlayerView[], canvas: Canvas): Block {
  const regression = view.unit === 'value';
  const items: { key: string; label: string; glyph: Mark }[] = [
    {
      key: 'toward',
      label: words.toward(view.name, regression),
      glyph: path('glyph', arrow(0, 18, -5, 10), { fill: 'toward' }),
    },
    {
      key: 'away',
      label: words.away(view.name, regression),
      glyph: path('glyph', arrow(18, 0, -5, 10), { fill: 'away' }),
    },
  ];
  if (shown.some((player) => player.interval)) {
    items.push({
      key: 'interval',
      label: words.interval,
      glyph: whisker('glyph', 0, 18, 0, { stroke: 'ink', 'stroke-width': 1.25 }),
    });
  }
  if (shown.some((player) => player.faint)) {
    items.push({
      key: 'faint',
      label: words.faint,
      glyph: path('glyph', arrow(0, 18, -5, 10), { stroke: 'muted', fill: 'muted', 'fill-opacity': 0.2 }),
    });
  }
  const marks: Mark[] = [];
  let x = 0;
  let y = 0;
  for (const item of items) {
    const label = ellipsis(item.label, canvas.width - 26, canvas.measure, sizes.small);
    const width = 25 + canvas.measure(label, sizes.small);
    if (x > 0 && x + width > canvas.width) {
      x = 0;
      y += 19;
    }
    const title = label === item.label ? undefined : item.label;
    marks.push(
      group(`legend-${item.key}`, x, y, [
        group('at', 0.5, 9, [item.glyph]),
        { ...text('label', 25, 13, label, { fill: 'muted', 'font-size': sizes.small }), title },
      ]),
    );
    x += width + 18;
  }
  return { marks, height: y + 19 };
}

/**
 * A bar that points where it goes: from x0 to x1, `top` and `height` of the bar. Always five
 * corners, so that it can glide.
 */
export function arrow(x0: number, x1: number, top: number, height: number): string {
  const length = Math.abs(x1 - x0);
  const tip = Math.min(height * 0.45, length) * Math.sign(x1 - x0);
  return `M${px(x0)},${px(top)}L${px(x1 - tip)},${px(top)}L${px(x1)},${px(top + height / 2)}L${px(x1 - tip)},${px(top + height)}L${px(x0)},${px(top + height)}Z`;
}

/** An interval: a line with ends, drawn in one go. */
function whisker(key: string, x0: number, x1: number, y: number, attributes: Attributes): Mark {
  const [up, down] = [y - 3.5, y + 3.5];
  return polyline(
    key,
    [
      [x0, up],
      [x0, down],
      [x0, y],
      [x1, y],
      [x1, up],
      [x1, down],
    ],
    attributes,
  );
}

/** A bar with its interval; lighter where the interval includes 0. */
export function barMarks(
  x0: number,
  x1: number,
  interval: readonly [number, number] | null,
  top: number,
  height: number,
  toward: boolean,
  faint: boolean,
): Mark[] {
  const colour = toward ? 'toward' : 'away';
  const bar = path('bar', arrow(x0, x1, top, height), {
    class: 'bar',
    fill: colour,
    stroke: colour,
    'stroke-width': 1,
    'stroke-linejoin': 'round',
    'fill-opacity': faint ? 0.25 : 1,
  });
  if (!interval) return [bar];
  const [low, high] = interval;
  const middle = top + height / 2;
  return [
    bar,
    whisker('casing', low, high, middle, { stroke: 'paper', 'stroke-width': 3, 'stroke-opacity': 0.75 }),
    whisker('whisker', low, high, middle, { stroke: 'ink', 'stroke-width': 1.25 }),
  ];
}

/** A position on the axis that must have room to its right for a text. */
export interface Reach {
  readonly value: number;
  /** Pixels needed to the right of the position. */
  readonly room: number;
}

/**
 * Positions for values: `domain` over `left` to a right end chosen so that every text to the
 * right of its value still fits.
 */
export function fitScale(domain: readonly [number, number], left: number, right: number, reaches: readonly Reach[]) {
  const half = Math.abs(domain[0]) * 0.1 || 0.5;
  const [low, high] = domain[0] < domain[1] ? domain : [domain[0] - half, domain[0] + half];
  let end = right;
  for (const { value, room } of reaches) {
    const share = (value - low) / (high - low);
    if (share > 0) end = Math.min(end, left + (right - room - left) / share);
  }
  return scaleLinear([low, high], [left, Math.max(end, left + (right - left) * 0.3)]);
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** Ticks whose labels do not touch. */
export function ticksOf(
  scale: ReturnType<typeof fitScale>,
  label: (value: number, step: number) => string,
  width: number,
  measure: Measure,
): Tick[] {
  const [low, high] = scale.domain();
  const [left, right] = scale.range();
  // What room is left of the values' texts is axis, too.
  const wide = scaleLinear([low, scale.invert(Math.max(right, left + 1))], [left, right]);
  for (let count = Math.max(2, Math.floor((right - left) / 60)); count >= 1; count--) {
    const values = wide.ticks(count);
    const step = values.length > 1 ? values[1] - values[0] : (high - low) / 2;
    const ticks = values.map((value) => ({ x: scale(value), label: label(value, step) }));
    const halves = ticks.map((tick) => measure(tick.label, sizes.small) / 2);
    const clear = ticks.every((tick, at) => at === 0 || tick.x - halves[at] - (ticks[at - 1].x + halves[at - 1]) > 10);
    if (clear) return ticks.filter((tick, at) => tick.x - halves[at] >= 0 && tick.x + halves[at] <= width);
  }
  return [];
}

/** Grid lines behind the bars and labels under them. */
export function axisMarks(ticks: readonly Tick[], top: number, bottom: number): { grid: Mark; labels: Mark } {
  return {
    grid: group('grid', 0, 0, [
      path('lines', ticks.map((tick) => `M${px(tick.x)},${px(top)}V${px(bottom)}`).join('') || 'M0,0', {
        stroke: 'line',
        'stroke-width': 1,
      }),
    ]),
    labels: group(
      'axis',
      0,
      bottom,
      ticks.map((tick) =>
        text(tick.label, tick.x, 16, tick.label, { fill: 'muted', 'font-size': sizes.small, 'text-anchor': 'middle' }),
      ),
    ),
  };
}

/** What the axis counts, under its labels. */
export function axisName(name: string, left: number, bottom: number, canvas: Canvas): Mark {
  const shown = ellipsis(name, canvas.width - left, canvas.measure, sizes.small);
  return {
    ...text('axis-name', left, bottom + 34, shown, { fill: 'muted', 'font-size': sizes.small }),
    title: shown === name ? undefined : name,
  };
}

/** What a player is called beside its bar: name, and its value in the row. */
export function playerLabel(player: PlayerView): { name: string; cell: string | null; full: string } {
  if (player.columns !== null)
    return {
      name: player.name,
      cell: words.grouped(player.columns),
      full: `${player.name}: ${player.cell ?? words.grouped(player.columns)}`,
    };
  const cell = player.cell === null ? null : `= ${player.cell}`;
  return { name: player.name, cell, full: cell === null ? player.name : `${player.name} ${cell}` };
}

/** Width of a label in full. */
export function labelWidth(label: { name: string; cell: string | null }, measure: Measure): number {
  return measure(label.name, sizes.label) + (label.cell === null ? 0 : measure(` ${label.cell}`, sizes.label)) + 2;
}

/**
 * Name in ink and value muted on one line, each shortened as far as needed; right-aligned to `x`
 * when `anchor` is end.
 */
export function labelMark(
  label: { name: string; cell: string | null; full: string },
  x: number,
  y: number,
  width: number,
  anchor: 'start' | 'end',
  measure: Measure,
): Mark {
  let { name, cell } = label;
  if (labelWidth(label, measure) > width && cell !== null) {
    const cellWidth = measure(` ${cell}`, sizes.label);
    const least = Math.min(measure(name, sizes.label), width * 0.55);
    if (cellWidth > width - least - 2)
      cell = ellipsis(cell, width - least - measure(' ', sizes.label) - 2, measure, sizes.label);
  }
  name = ellipsis(name, width - (cell === null ? 0 : measure(` ${cell}`, sizes.label)) - 2, measure, sizes.label);
  const children: Mark[] = [{ key: 'name', tag: 'tspan', attributes: { fill: 'ink' }, text: name }];
  if (cell !== null) children.push({ key: 'cell', tag: 'tspan', attributes: { fill: 'muted' }, text: `\u00a0${cell}` });
  const mark = text('label', x, y, '', { ...halo, 'font-size': sizes.label, 'text-anchor': anchor });
  return {
    ...mark,
    text: undefined,
    children,
    title: name === label.name && cell === label.cell ? undefined : label.full,
  };
}

/** The strip of a row: takes the pointer, and shows a wash where it is pointed at. */
export function rowStrip(player: number, y: number, width: number, height: number, active: boolean): Mark {
  return {
    key: 'strip',
    tag: 'rect',
    attributes: {
      x: 0,
      y: px(y),
      width: px(width),
      height: px(height),
      rx: 3,
      fill: 'wash',
      'fill-opacity': active ? 1 : 0,
      'data-player': player,
    },
    screenOnly: true,
  };
}
